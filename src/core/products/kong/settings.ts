import type { Setting } from '../../config/kong-conf.ts';
import { isOld, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { hostInRequest, type Service } from '../../plan/routes.ts';
import { dialsTls } from '../../plan/sessions.ts';

type Range = readonly [TlsVersion, TlsVersion];

/** The settings that hold for the whole of Kong; what they make of differences between ports is said. */
export function settingsOf(plan: Plan, services: readonly Service[], notices: Notice[]): readonly Setting[] {
  const ending = services.map(({ listener }) => listener).filter(({ mode }) => mode === 'terminate');
  const [first] = ending;
  return [
    ['database', 'off'],
    ['declarative_config', '/etc/kong/kong.yml'],
    ['proxy_listen', listenWords(services.filter(({ http }) => http))],
    ['stream_listen', listenWords(services.filter(({ http }) => !http))],
    ...(first
      ? ([
          ['ssl_cert', first.files.certificate],
          ['ssl_cert_key', first.files.key],
        ] as const)
      : []),
    ...tlsWords(ending, notices),
    ...clientWords(services, notices),
    ...proxyWords(plan, services, notices),
    ...dialWords(services, notices),
  ];
}

const listenWords = (services: readonly Service[]): string =>
  services.length === 0
    ? 'off'
    : services
        .map(({ listener, http }) => {
          const { address, port, mode, by, acceptsProxyProtocol, alpn } = listener;
          const tls = mode === 'terminate' || (mode === 'passthrough' && by === 'sni');
          return [
            `${hostInRequest(address ?? '0.0.0.0')}:${port}`,
            ...(tls ? ['ssl'] : []),
            // In clear HTTP/2 is for gRPC, which knows nothing else.
            ...(http && (tls ? (alpn?.includes('h2') ?? true) : listener.protocols.includes('grpc')) ? ['http2'] : []),
            ...(acceptsProxyProtocol ? ['proxy_protocol'] : []),
          ].join(' ');
        })
        .join(', ');

function tlsWords(ending: readonly PlannedListener[], notices: Notice[]): readonly Setting[] {
  const [first] = ending;
  if (!first) return [];
  const versions = union(ending.map(({ versions: range }) => range));
  const offers = ending.map(({ keyExchange, dialledByRsa }) => ({ keyExchange, dialledByRsa }));
  const offer = {
    keyExchange: offers.every(({ keyExchange }) => keyExchange === 'rsa') ? ('rsa' as const) : null,
    dialledByRsa: offers.some(({ keyExchange, dialledByRsa }) => dialledByRsa || keyExchange === 'rsa'),
  };
  sayShared(
    ending.map(({ id, versions: range, keyExchange }) => ({
      about: id,
      value: `${versionWords(range)} ${keyExchange}`,
    })),
    'Kong has one list of TLS versions and ciphers for all ports: what any of them is drawn with, all offer.',
    notices,
  );
  return [
    ['ssl_cipher_suite', 'custom'],
    ['ssl_protocols', versionWords(versions)],
    ['ssl_ciphers', serverCiphers(versionsIn(versions)[0], offer)],
  ];
}

/** Whoever asks for client certificates asks at every port of its kind. */
function clientWords(services: readonly Service[], notices: Notice[]): readonly Setting[] {
  return [true, false].flatMap((http): Setting[] => {
    const ending = services.filter((each) => each.http === http && each.listener.mode === 'terminate');
    const asking = ending
      .map(({ listener }) => listener)
      .filter(({ clientCertificate }) => clientCertificate !== 'none');
    const [first] = asking;
    if (!first) return [];
    const all =
      asking.length === ending.length && asking.every(({ clientCertificate }) => clientCertificate === 'required');
    sayShared(
      ending.map(({ listener: { id, clientCertificate } }) => ({ about: id, value: clientCertificate })),
      'Kong asks for client certificates at all ports or at none, so here all ask and none demands one: what needs one must be refused behind it.',
      notices,
    );
    notices.push({
      kind: 'by-hand',
      about: first.id,
      message: `A client certificate is checked in the handshake and servers learn nothing of it; ${first.files.clientCa} must hold the CAs for all ports. The plugin mtls-auth, which maps certificates to consumers, belongs to the Enterprise edition.`,
    });
    const prefix = http ? 'nginx_proxy' : 'nginx_sproxy';
    return [
      [`${prefix}_ssl_verify_client`, all ? 'on' : 'optional'],
      [`${prefix}_ssl_client_certificate`, first.files.clientCa],
      [`${prefix}_ssl_verify_depth`, '2'],
    ];
  });
}

function proxyWords(plan: Plan, services: readonly Service[], notices: Notice[]): readonly Setting[] {
  const told = services.map(({ listener }) => listener).filter(({ acceptsProxyProtocol }) => acceptsProxyProtocol);
  if (told.length === 0) return [];
  const hosts = [...new Set(told.flatMap(({ dialledBy }) => dialledBy))];
  const addresses = hosts.filter(isAddress);
  const named = hosts.filter((host) => !isAddress(host));
  if (named.length > 0 || hosts.length === 0)
    notices.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `Kong knows by address alone whose PROXY protocol header to believe: add those of ${named.join(', ') || 'whoever is meant to send one'} to trusted_ips in kong.conf.`,
    });
  return [
    ['real_ip_header', 'proxy_protocol'],
    ...(addresses.length > 0 ? ([['trusted_ips', addresses.join(',')]] as const) : []),
  ];
}

/** What NGINX is told about all dials of a kind. */
function dialWords(services: readonly Service[], notices: Notice[]): readonly Setting[] {
  return [true, false].flatMap((http): Setting[] => {
    const dials = services.filter((each) => each.http === http).flatMap(({ upstreams }) => upstreams.filter(dialsTls));
    const [first] = dials;
    if (!first) return [];
    const publicly = dials.find(({ issuer, verify }) => issuer === 'public-ca' && verify === 'full');
    const range = versionWords(union(dials.map(({ versions }) => versions)));
    sayShared(
      dials.map(({ link, versions }) => ({ about: link, value: versionWords(versions) })),
      'Kong has one list of TLS versions for all that it dials: what any dial is drawn with, all offer.',
      notices,
    );
    const prefix = http ? 'nginx_proxy' : 'nginx_sproxy';
    const grpc = dials.some(({ protocol }) => http && protocol === 'grpc');
    return [
      [`${prefix}_proxy_ssl_protocols`, range],
      ...(grpc ? ([[`${prefix}_grpc_ssl_protocols`, range]] as const) : []),
      ...(publicly ? ([[`${prefix}_proxy_ssl_trusted_certificate`, publicly.files.trust]] as const) : []),
    ];
  });
}

/** One message where places that share a setting are drawn with different ones. */
function sayShared(
  places: readonly { readonly about: string; readonly value: string }[],
  message: string,
  notices: Notice[],
): void {
  const other = places.find(({ value }) => value !== places[0]?.value);
  if (other) notices.push({ kind: 'weakened', about: other.about, message });
}

const versionWords = (range: Range): string =>
  versionsIn(range)
    .map((version) => (version === '1.0' ? 'TLSv1' : `TLSv${version}`))
    .join(' ');

function union(ranges: readonly Range[]): Range {
  const all = ranges.flatMap((range) => versionsIn(range)).sort();
  return [all[0] ?? '1.2', all.at(-1) ?? '1.3'];
}

/** Old versions are dialled at OpenSSL's lowest security level only, which Kong lowers for its old suite alone. */
export const oldDials = (upstreams: readonly Upstream[]): readonly Notice[] =>
  upstreams
    .filter((upstream) => dialsTls(upstream) && isOld(versionsIn(upstream.versions)[0]))
    .map(({ link, title }) => ({
      kind: 'by-hand',
      about: link,
      message: `To reach ${title} by old TLS versions set ssl_cipher_suite to old, which lowers OpenSSL's security level for all ports and dials.`,
    }));
