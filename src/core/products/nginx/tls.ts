import { type Arg, directive, expression, type Item, remark } from '../../config/nginx.ts';
import {
  dialCiphers,
  guideline,
  hybridGroup,
  serverCiphers,
  systemGroups,
  versionsIn,
} from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { PlannedListener, Upstream } from '../../plan/plan.ts';
import { hostInRequest, wildcardPattern } from '../../plan/routes.ts';

const protocolName: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

const protocols = (versions: Upstream['versions']): readonly string[] =>
  versionsIn(versions).map((version) => protocolName[version]);

/** `auto`, the default: https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve */
const ownList = `The library's own list of groups: from OpenSSL 3.5 on it begins with ${hybridGroup}.`;

/** How a listener ends TLS; the same words in http and stream. `zone` names the cache of its sessions. */
export function listenTls(listener: PlannedListener, zone: string): readonly Item[] {
  const { files, versions, clientCertificate, keyExchange } = listener;
  const asks = clientCertificate !== 'none';
  return [
    directive('ssl_certificate', files.certificate),
    directive('ssl_certificate_key', files.key),
    directive('ssl_protocols', ...protocols(versions)),
    directive('ssl_ciphers', serverCiphers(versions[0], listener)),
    directive('ssl_prefer_server_ciphers', 'off'),
    ...(keyExchange === null
      ? [remark(`With OpenSSL 3.5 or later, put the post-quantum group ${hybridGroup} in front.`)]
      : []),
    ...(keyExchange === 'hybrid' ? [remark(ownList)] : []),
    directive('ssl_ecdh_curve', systemGroups(keyExchange)?.join(':') ?? 'auto'),
    directive('ssl_session_tickets', 'off'),
    // A resumed session brings the client's identity along; sharing it between servers was CVE-2025-23419.
    asks ? directive('ssl_session_cache', 'off') : directive('ssl_session_cache', `shared:${zone}:1m`),
    ...(asks
      ? [
          remark(`The CAs that client certificates may come from: ${listener.clientTrusts.join(', ')}.`),
          directive('ssl_client_certificate', files.clientCa),
          directive('ssl_verify_client', clientCertificate === 'required' ? 'on' : 'optional'),
          directive('ssl_verify_depth', '2'),
        ]
      : []),
  ];
}

/** How an upstream is dialled over TLS. `prefix` is the module's; `name` a variable where the upstreams have several. */
export function dialTls(
  upstream: Upstream,
  prefix: 'proxy_ssl' | 'grpc_ssl',
  name: Arg = upstream.serverName,
): readonly Item[] {
  if (upstream.tls === 'plaintext') return [];
  const { verify, versions, sendsServerName, files, keyExchange } = upstream;
  const ciphers = dialCiphers(versions[0], keyExchange);
  return [
    directive(`${prefix}_protocols`, ...protocols(versions)),
    ...(ciphers === null ? [] : [directive(`${prefix}_ciphers`, ciphers)]),
    ...(keyExchange === 'hybrid' ? [remark(ownList)] : []),
    // https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_conf_command (1.19.4)
    ...(keyExchange === 'ecdhe' ? [directive(`${prefix}_conf_command`, 'Groups', guideline.groups.join(':'))] : []),
    ...(verify === 'full'
      ? [
          directive(`${prefix}_verify`, 'on'),
          directive(`${prefix}_trusted_certificate`, files.trust),
          directive(`${prefix}_verify_depth`, '2'),
        ]
      : [
          remark('Any certificate is accepted: whoever gets in between can read and change what is sent.'),
          directive(`${prefix}_verify`, 'off'),
        ]),
    ...(verify === 'full' || sendsServerName ? [directive(`${prefix}_name`, name)] : []),
    directive(`${prefix}_server_name`, sendsServerName ? 'on' : 'off'),
    ...(upstream.tls === 'mutual'
      ? [directive(`${prefix}_certificate`, files.certificate), directive(`${prefix}_certificate_key`, files.key)]
      : []),
  ];
}

/** A name as NGINX compares it: its own wildcards stand for any number of labels. */
export function namePattern(name: string): Arg {
  const pattern = wildcardPattern(name);
  return pattern === null ? hostInRequest(name) : expression(`~${pattern}`);
}
