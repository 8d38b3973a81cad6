import { block, directive, type Item, remark } from '../../config/caddyfile.ts';
import type { PlannedListener } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';

/** The global options of one port: what it speaks, and whether a PROXY header comes first. */
export function serverOptions(listener: PlannedListener): Item {
  const { address, port, acceptsProxyProtocol, clientCertificate } = listener;
  return block(
    ['servers', `${address === null ? '' : hostInRequest(address)}:${port}`],
    [
      // HTTP/3 is on by default and speaks QUIC on UDP, which is not drawn.
      directive('protocols', ...httpVersions(listener)),
      ...(clientCertificate === 'none'
        ? []
        : [
            remark('Every name of this port asks for the same certificates: the host need not be the server name.'),
            directive('strict_sni_host', 'insecure_off'),
          ]),
      ...(acceptsProxyProtocol ? [proxyHeader(listener)] : []),
    ],
  );
}

function httpVersions({ mode, protocols, alpn }: PlannedListener): readonly string[] {
  if (mode === 'terminate') return alpn && !alpn.includes('h2') ? ['h1'] : ['h1', 'h2'];
  return protocols.includes('grpc') || alpn?.includes('h2') ? ['h1', 'h2c'] : ['h1'];
}

function proxyHeader({ mode }: PlannedListener): Item {
  return block(
    ['listener_wrappers'],
    [
      remark(
        'Needs Caddy 2.8 or later. Whoever reaches this port can claim any address in its header: keep others out.',
      ),
      block(['proxy_protocol'], [directive('fallback_policy', 'require')]),
      ...(mode === 'terminate' ? [directive('tls')] : []),
    ],
  );
}
