import { block, directive, type Item, remark } from '../../config/caddyfile.ts';
import { groupsOf, versionsIn } from '../../config/tls-guideline.ts';
import { atLeast } from '../../model/product.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';

/** From 2.8 on CAs are given as modules. What came before is still read, with a warning. */
const givesPools = ({ node }: Plan): boolean => node.version !== null && atLeast(node.version, '2.8');

/** https://caddyserver.com/docs/caddyfile/directives/tls (curves) */
const curveName: Readonly<Record<string, string>> = { prime256v1: 'secp256r1' };

/** How a listener ends TLS. Ciphers, and groups that nobody drew, are left to Go, which orders them by itself. */
export function listenTls(plan: Plan, listener: PlannedListener, notices: Notice[]): readonly Item[] {
  const { id, files, alpn, clientCertificate, clientTrusts, keyExchange } = listener;
  const unknown = alpn?.filter((each) => each !== 'h2' && each !== 'http/1.1') ?? [];
  if (unknown.length > 0)
    notices.push({
      kind: 'lost',
      about: id,
      message: `Caddy serves h2 and http/1.1 here and nothing else: ${unknown.join(', ')} on the listener "${id}" is left out.`,
    });
  const offered = alpn?.filter((each) => !unknown.includes(each)) ?? [];
  return [
    ...(listener.issuer === 'public-ca'
      ? [
          remark(
            'Without the two files, and with names in place of the port, Caddy gets and renews a certificate itself.',
          ),
        ]
      : []),
    block(
      ['tls', files.certificate, files.key],
      [
        directive('protocols', ...range(listener, notices)),
        ...(keyExchange === 'ecdhe' || keyExchange === 'hybrid'
          ? [directive('curves', ...groupsOf(keyExchange).map((group) => curveName[group] ?? group.toLowerCase()))]
          : []),
        ...(offered.length > 0 ? [directive('alpn', ...offered)] : []),
        ...(clientCertificate === 'none'
          ? []
          : [
              remark(`The CAs that client certificates may come from: ${clientTrusts.join(', ')}.`),
              block(
                ['client_auth'],
                [
                  directive('mode', clientCertificate === 'required' ? 'require_and_verify' : 'verify_if_given'),
                  givesPools(plan)
                    ? directive('trust_pool', 'file', files.clientCa)
                    : directive('trusted_ca_cert_file', files.clientCa),
                ],
              ),
            ]),
      ],
    ),
  ];
}

const protocolName: Readonly<Record<TlsVersion, string | null>> = {
  '1.0': null,
  '1.1': null,
  '1.2': 'tls1.2',
  '1.3': 'tls1.3',
};

/** The lowest and the highest version. Caddy speaks nothing below TLS 1.2. */
function range({ id, versions }: PlannedListener, notices: Notice[]): readonly [string, string] {
  const [min, max] = versions;
  const drawn = versionsIn(versions);
  const spoken = drawn.flatMap((version) => protocolName[version] ?? []);
  if (!drawn.includes(max) || spoken.length < drawn.length)
    notices.push({
      kind: 'lost',
      about: id,
      message: `Caddy speaks TLS 1.2 and 1.3 and nothing else: of TLS ${min} at least and ${max} at most, which "${id}" asks for, ${spoken.length === 0 ? 'nothing is left, and 1.2 is written' : 'the rest is written'}.`,
    });
  return [spoken[0] ?? 'tls1.2', spoken.at(-1) ?? 'tls1.2'];
}

/** How upstreams are dialled over TLS. `name` is null where the name is that of each address. */
export function dialTls(plan: Plan, { tls, verify, files }: Upstream, name: string | null): readonly Item[] {
  if (tls === 'plaintext') return [];
  return [
    directive('tls'),
    ...(verify === 'none'
      ? [
          remark('Any certificate is accepted: whoever gets in between can read and change what is sent.'),
          directive('tls_insecure_skip_verify'),
        ]
      : [
          givesPools(plan)
            ? directive('tls_trust_pool', 'file', files.trust)
            : directive('tls_trusted_ca_certs', files.trust),
        ]),
    ...(name === null ? [] : [directive('tls_server_name', name)]),
    ...(tls === 'mutual' ? [directive('tls_client_auth', files.certificate, files.key)] : []),
  ];
}

/** Go picks the version of a dial; Caddy has no word for it. */
export function dialNotices(upstream: Upstream): readonly Notice[] {
  const { link, title, tls, versions, negotiation, verify, sendsServerName, serverName, host } = upstream;
  if (tls === 'plaintext') return [];
  const notices: Notice[] = [];
  if (versions.join() !== '1.2,1.3')
    notices.push({
      kind: 'lost',
      about: link,
      message: `Caddy dials TLS 1.2 or 1.3, whichever is the best that ${title} speaks: TLS ${versions.join(' to ')} cannot be asked for.`,
    });
  if (negotiation === 'in-band')
    notices.push({
      kind: 'lost',
      about: link,
      message: `Caddy cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
    });
  const name = verify === 'full' ? serverName : host;
  if (!sendsServerName && /[a-z]/i.test(name) && !name.includes(':'))
    notices.push({
      kind: 'lost',
      about: link,
      message: `Caddy sends a server name with every handshake: ${title} is shown "${name}", and the drawing says that none is sent.`,
    });
  return notices;
}
