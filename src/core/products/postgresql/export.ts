import { commentLines, headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { hbaRule, setting } from '../../config/postgresql.ts';
import { groupsOf, hybridGroup, isOld, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import { atLeast } from '../../model/product.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { type Setting, unwrittenBy } from '../../plan/unwritten.ts';

/** The server's settings and its access rules; both are whole files that the server can be started with. */
export const exportPlan: Exporter = (plan) => {
  const [listener] = plan.listeners;
  const dialect = dialectOf(plan.node.version);
  const notices = [...plan.notices, ...unwrittenBy(plan, settingsWritten), ...noticesFor(plan, dialect)];
  const header = [...hashComments(headerLines(plan, notices)), ''];
  const settings = [...header, ...(listener ? settingsFor(listener, dialect) : deaf())];
  const rules = [...header, ...rulesFor(listener, dialect)];
  return {
    files: [
      { path: `${plan.node.id}/postgresql.conf`, text: lines(settings), language: 'ini' },
      { path: `${plan.node.id}/pg_hba.conf`, text: lines(rules), language: 'text' },
    ],
    notices,
  };
};

/** Of the key exchange the groups alone. */
const settingsWritten = {
  node: [],
  listener: ({ keyExchange }: PlannedListener): readonly Setting[] =>
    keyExchange === 'ecdhe' || keyExchange === 'hybrid' ? ['listen:key-exchange'] : [],
  dial: (): readonly Setting[] => [],
};

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
const comment = (text: string): readonly string[] => hashComments(commentLines(text));

/** What changed between versions. The current form holds from 12 on. */
interface Dialect {
  /** ssl_min_protocol_version and clientcert=verify-ca: https://www.postgresql.org/docs/release/12.0/ */
  readonly bounds: boolean;
  /** SCRAM: https://www.postgresql.org/docs/release/10.0/ */
  readonly scram: boolean;
  /** A list of groups in place of one curve: https://github.com/macdice/postgres/commit/3d1ef3a15c3eb68dae44b94e89d04c422b26fc16 */
  readonly groups: boolean;
  readonly version: string | null;
}

const dialectOf = (version: string | null): Dialect => ({
  bounds: version === null || atLeast(version, '12'),
  scram: version === null || atLeast(version, '10'),
  groups: version !== null && atLeast(version, '18'),
  version,
});

function noticesFor(plan: Plan, dialect: Dialect): readonly Notice[] {
  const { node } = plan;
  const [listener, ...others] = plan.listeners;
  if (!listener)
    return [
      { kind: 'fails', about: node.id, message: `${node.title} listens on nothing: only its own host reaches it.` },
    ];
  const notices: Notice[] = others.map(({ id, port }) => ({
    kind: 'lost',
    about: id,
    message: `PostgreSQL has one port for everything. Listener "${id}" (port ${port}) is not in these files, so nobody will connect to it; only "${listener.id}" (port ${listener.port}) is.`,
  }));
  if (!dialect.scram)
    notices.push({
      kind: 'weakened',
      about: node.id,
      message: `PostgreSQL ${dialect.version} has no SCRAM: passwords are checked by MD5, which is broken. Upgrade.`,
    });
  if (!endsTls(listener)) return notices;
  if (listener.keyExchange === 'hybrid')
    notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `ssl_groups names ${hybridGroup}, which PostgreSQL finds only where it runs on OpenSSL 3.5 or later: on an older one the server does not start. Take it out of the list there.`,
    });
  if (!dialect.bounds)
    notices.push({
      kind: 'lost',
      about: listener.id,
      message: `PostgreSQL ${dialect.version} cannot be told which TLS versions to speak (drawn: ${listener.versions.join(' to ')}); its OpenSSL decides.`,
    });
  else notices.push(...versionNotices(plan));
  return notices;
}

const versionName = (version: TlsVersion): string => (version === '1.0' ? 'TLSv1' : `TLSv${version}`);

const deaf = (): readonly string[] => [setting('listen_addresses', ''), setting('ssl', false)];

function settingsFor(listener: PlannedListener, dialect: Dialect): readonly string[] {
  const { address, port, files, versions, clientCertificate, keyExchange } = listener;
  const spoken = versionsIn(versions);
  const [min] = spoken;
  const max = spoken.at(-1) ?? min;
  const network = [
    setting('listen_addresses', address ?? '*'),
    setting('port', port),
    setting('password_encryption', dialect.scram ? 'scram-sha-256' : true),
    '',
  ];
  if (!endsTls(listener))
    return [
      ...network,
      ...comment('!!! PLAINTEXT: whoever is on the wire reads every query, every row and the login exchange.'),
      setting('ssl', false),
    ];
  return [
    ...network,
    setting('ssl', true),
    ...comment(`The certificate must hold: ${listener.names.join(', ')}.`),
    setting('ssl_cert_file', files.certificate),
    ...comment("Owned by the server's user with mode 0600, or by root with 0640: otherwise the server does not start."),
    setting('ssl_key_file', files.key),
    ...(clientCertificate === 'none'
      ? []
      : [
          ...comment(
            `CAs of client certificates (${issuers(listener)}). Whatever a client presents is checked against them.`,
          ),
          setting('ssl_ca_file', files.clientCa),
        ]),
    ...(dialect.bounds ? [setting('ssl_min_protocol_version', versionName(min))] : []),
    // Absent: as new as both sides have it. Naming 1.3 would stop a server whose library lacks it.
    ...(dialect.bounds && max !== '1.3' ? [setting('ssl_max_protocol_version', versionName(max))] : []),
    ...groupsFor(keyExchange, dialect),
    ...(dialect.bounds && isOld(min) ? [setting('ssl_ciphers', serverCiphers(min))] : []),
  ];
}

/** Before 18 it takes one curve, which has to be one of an elliptic curve by name: X25519 is none. */
function groupsFor(keyExchange: PlannedListener['keyExchange'], { groups }: Dialect): readonly string[] {
  if (!groups) return keyExchange === null ? [] : [setting('ssl_ecdh_curve', 'prime256v1')];
  return [
    ...comment(
      keyExchange === 'hybrid'
        ? 'Needs OpenSSL 3.5 or later: with an older one the server does not start.'
        : `With OpenSSL 3.5 or later, put the post-quantum group ${hybridGroup} in front.`,
    ),
    setting('ssl_groups', groupsOf(keyExchange).join(':')),
  ];
}

const issuers = ({ clientTrusts }: PlannedListener): string => clientTrusts.join(', ') || 'none';

function rulesFor(listener: PlannedListener | undefined, dialect: Dialect): readonly string[] {
  const method = dialect.scram ? 'scram-sha-256' : 'md5';
  const everyone = (kind: string, how: string, ...options: readonly string[]) =>
    hbaRule(kind, 'all', 'all', 'all', how, ...options);
  const own = [
    ...comment("The first rule that matches decides. The server's own administrator, over the socket of this host:"),
    hbaRule('local', 'all', 'all', 'peer'),
    '',
  ];
  if (!listener) return own;
  if (!endsTls(listener))
    return [
      ...own,
      ...comment('!!! PLAINTEXT: these connections are not encrypted. hostssl would match nothing while ssl is off.'),
      everyone('host', method),
    ];
  const certificate = listener.clientCertificate === 'required' ? [clientCertificateOption(dialect)] : [];
  const encrypted = [...clientComment(listener, dialect), everyone('hostssl', method, ...certificate)];
  return listener.mode === 'permissive'
    ? [
        ...own,
        ...encrypted,
        ...comment(
          '!!! PERMISSIVE: plaintext is accepted as well. Once no client needs it, put reject in place of the method.',
        ),
        everyone('hostnossl', method),
      ]
    : [...own, ...encrypted, ...comment('Plaintext is refused, whoever asks.'), everyone('hostnossl', 'reject')];
}

const clientCertificateOption = ({ bounds }: Dialect): string => `clientcert=${bounds ? 'verify-ca' : '1'}`;

function clientComment({ clientCertificate }: PlannedListener, { bounds }: Dialect): readonly string[] {
  switch (clientCertificate) {
    case 'none':
      return comment('With TLS, by password.');
    case 'optional':
      return comment(
        'With TLS, by password. A client certificate may be absent; one that is presented must be of ssl_ca_file.',
      );
    case 'required':
      return comment(
        bounds
          ? 'With TLS and a client certificate of ssl_ca_file, and by password. verify-full would also demand that its common name is that of the role.'
          : 'With TLS and a client certificate of ssl_ca_file, and by password.',
      );
  }
}
