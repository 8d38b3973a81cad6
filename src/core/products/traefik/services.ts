import { goCipherSuites, goVersions } from '../../config/go-tls.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import type { Yaml, YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { dialsTls } from '../../plan/sessions.ts';

/** Services and transports of one half of the dynamic configuration, `http` or `tcp`. */
export interface Half {
  readonly http: boolean;
  readonly services: Map<string, YamlMap>;
  readonly transports: Map<string, YamlMap>;
}

export const half = (http: boolean): Half => ({ http, services: new Map(), transports: new Map() });

/** Declares what a route leads to and says its name; several are served in turn. */
export function declareService(to: Half, upstreams: readonly Upstream[]): string {
  const names = upstreams.map((upstream) => declareOne(to, upstream));
  if (names.length === 1 && names[0] !== undefined) return names[0];
  // No id holds "+", so that no two names meet.
  const name = names.join('+');
  to.services.set(name, { weighted: { services: names.map((each) => ({ name: each, weight: 1 })) } });
  return name;
}

function declareOne(to: Half, upstream: Upstream): string {
  const { link, forwarded, host, port } = upstream;
  const name = to.http || !forwarded ? link : `${link}+passthrough`;
  if (to.services.has(name)) return name;
  const transport = to.http ? httpTransport(upstream) : tcpTransport(upstream);
  if (transport) to.transports.set(name, transport);
  const address = `${hostInRequest(host)}:${port}`;
  const server: YamlMap = to.http
    ? { url: `${scheme(upstream)}://${address}` }
    : { address, tls: dialsTls(upstream) ? true : undefined };
  to.services.set(name, {
    loadBalancer: { servers: [server], serversTransport: transport ? name : undefined },
  });
  return name;
}

const scheme = (upstream: Upstream): string =>
  dialsTls(upstream) ? 'https' : upstream.protocol === 'grpc' ? 'h2c' : 'http';

/** What Go's client does is turned around only where the drawing says otherwise. */
function clientTls(upstream: Upstream): YamlMap {
  const { verify, serverName, sendsServerName, tls, files } = upstream;
  return {
    // It is sent and checked; an address is checked and never sent (RFC 6066 §3).
    serverName: sendsServerName || verify === 'full' ? serverName : undefined,
    insecureSkipVerify: verify === 'none' ? true : undefined,
    rootCAs: verify === 'none' ? undefined : [files.trust],
    certificates: tls === 'mutual' ? [{ certFile: files.certificate, keyFile: files.key }] : undefined,
  };
}

function httpTransport(upstream: Upstream): YamlMap | null {
  if (!dialsTls(upstream)) return null;
  const { alpn, protocol, keyExchange, versions } = upstream;
  return {
    ...clientTls(upstream),
    ...goVersions(versions),
    cipherSuites: keyExchange === 'rsa' ? goCipherSuites(versionsIn(versions)[0], { keyExchange }) : undefined,
    disableHTTP2: protocol === 'websocket' || (alpn && !alpn.includes('h2')) ? true : undefined,
  };
}

function tcpTransport(upstream: Upstream): YamlMap | null {
  const { sendsProxyProtocol } = upstream;
  const proxyProtocol: Yaml | undefined =
    sendsProxyProtocol === null ? undefined : { version: sendsProxyProtocol === 'v1' ? 1 : 2 };
  const tls = dialsTls(upstream) ? clientTls(upstream) : undefined;
  return proxyProtocol || tls ? { proxyProtocol, tls } : null;
}

/** What Traefik cannot say of a dial. */
export function dialNotices(upstream: Upstream, http: boolean): readonly Notice[] {
  const { link, title, sendsProxyProtocol, negotiation, versions, host, serverName, sendsServerName, verify } =
    upstream;
  const notices: Notice[] = [];
  const say = (kind: Notice['kind'], message: string) => notices.push({ kind, about: link, message });
  if (http && sendsProxyProtocol)
    say('lost', `Traefik sends a PROXY protocol header to TCP services only: ${title} gets none.`);
  if (!dialsTls(upstream)) return notices;
  if (negotiation === 'in-band')
    say(
      'lost',
      `Traefik cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
    );
  const sent = verify === 'full' ? serverName : http ? host : null;
  if (!sendsServerName && sent !== null && !isAddress(sent))
    say('lost', `Traefik sends ${title} the server name ${sent}, although none is drawn.`);
  const drawn = versionsIn(versions);
  if (!http && (drawn[0] !== '1.2' || drawn.at(-1) !== '1.3'))
    say(
      'lost',
      `Traefik speaks TLS 1.2 to 1.3 to a TCP server: it cannot be kept to ${drawn.join(' and ')} for ${title}.`,
    );
  return notices;
}
