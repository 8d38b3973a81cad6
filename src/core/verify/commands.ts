import { curlWords } from '../clients/curl.ts';
import { libpqParameters } from '../clients/postgres-client.ts';
import { conninfo, hostAndPort } from '../config/dsn.ts';
import { dialCiphers } from '../config/tls-guideline.ts';
import { isAddress } from '../model/names.ts';
import type { TlsVersion } from '../model/schema.ts';
import type { Plan, Upstream } from '../plan/plan.ts';
import { versionRank } from '../simulation/bounds.ts';

/** Protocols whose own upgrade s_client of OpenSSL 1.1.1 speaks (-starttls in the manual below). */
const upgrades: Readonly<Record<string, string>> = { postgres: 'postgres', mysql: 'mysql', smtp: 'smtp' };

/** Whether s_client can start TLS as this dial does. */
export const speaksOpenssl = ({ negotiation, protocol }: Upstream): boolean =>
  negotiation === 'direct' || upgrades[protocol] !== undefined;

export interface Handshake {
  /** Check the certificate as the dial does. */
  readonly verify?: boolean;
  /** Present the dial's client certificate, where it has one. */
  readonly present?: boolean;
  /** In place of the dial's. */
  readonly versions?: readonly [min: TlsVersion, max: TlsVersion];
  /** Send no server name, whatever the dial does. */
  readonly nameless?: boolean;
  readonly alpn?: readonly string[];
  /** Wait for what the listener says after the handshake. */
  readonly late?: boolean;
}

/**
 * A handshake by OpenSSL's own client, of 1.1.1 or later:
 * https://github.com/openssl/openssl/blob/0869c1b83bf3a31e32487af572b6f739406fd1d2/doc/man1/s_client.pod
 */
export function opensslWords(dial: Upstream, how: Handshake): readonly string[] {
  const { host, port, protocol, negotiation, serverName, sendsServerName, keyExchange, files } = dial;
  const { verify = false, present = false, versions = dial.versions, nameless = false, late = false } = how;
  const named = sendsServerName && !nameless && !isAddress(serverName) && !serverName.includes('*');
  // Without its own question before, PostgreSQL takes TLS by this name alone:
  // https://docs.rs/postgres-native-tls/latest/x86_64-apple-darwin/fn.set_postgresql_alpn.html
  const direct = protocol === 'postgres' && negotiation === 'direct' ? ['postgresql'] : undefined;
  const alpn = how.alpn ?? direct;
  const ciphers = dialCiphers(versions[0], keyExchange);
  return [
    ...['openssl', 's_client'],
    // The short summary does not say what ALPN came to.
    ...(how.alpn ? [] : ['-brief']),
    ...(late ? ['-ign_eof'] : []),
    ...['-connect', hostAndPort(host, port)],
    ...(negotiation === 'in-band' ? ['-starttls', upgrades[protocol] ?? protocol] : []),
    ...(named ? ['-servername', serverName] : ['-noservername']),
    ...(versions[0] === '1.2' ? [] : ['-min_protocol', protocolName(versions[0])]),
    ...(versions[1] === '1.3' ? [] : ['-max_protocol', protocolName(versions[1])]),
    ...(ciphers === null ? [] : ['-cipher', ciphers]),
    ...(alpn ? ['-alpn', alpn.join(',')] : []),
    ...(verify ? ['-CAfile', files.trust, '-verify_return_error', ...nameCheck(dial)] : []),
    ...(present && dial.tls === 'mutual' ? ['-cert', files.certificate, '-key', files.key] : []),
  ];
}

const nameCheck = ({ verify, serverName }: Upstream): readonly string[] =>
  verify === 'full' ? [isAddress(serverName) ? '-verify_ip' : '-verify_hostname', serverName] : [];

const protocolName = (version: TlsVersion): string => (version === '1.0' ? 'TLSv1' : `TLSv${version}`);

const order: readonly TlsVersion[] = ['1.0', '1.1', '1.2', '1.3'];
/** The next version below or above, or null. */
export const neighbour = (version: TlsVersion, step: -1 | 1): TlsVersion | null =>
  order[versionRank(version) + step] ?? null;

/** A request by curl, with nothing taken from the account's own .curlrc. */
export function httpWords(dial: Upstream): readonly string[] {
  const [curl = '', ...words] = curlWords(dial);
  return [curl, '--disable', ...words];
}

/** A file that is not there, in place of those in the account's ~/.postgresql: libpq goes on without one. */
const noFile = '/nonexistent';

/** A login by psql as far as the question for a password, with nothing to show for it. */
export function postgresWords(plan: Plan, dial: Upstream, encrypted: boolean): readonly string[] {
  const parameters = libpqParameters(plan, { ...dial, tls: encrypted ? 'tls' : 'plaintext', verify: 'none' });
  const bare = encrypted
    ? [...parameters, ...(['sslcert', 'sslkey', 'sslrootcert'] as const).map((name) => [name, noFile] as const)]
    : parameters;
  return ['psql', '--no-psqlrc', '--no-password', '--command=SELECT 1', conninfo([...bare, ['connect_timeout', '5']])];
}

/** A login by the client of MariaDB, which dials MySQL too, without TLS and without a password. */
export const mysqlWords = (plan: Plan, { host, port }: Upstream): readonly string[] => [
  ...['mariadb', '--no-defaults', `--host=${host}`, `--port=${port}`, '--protocol=TCP', '--connect-timeout=5'],
  ...[`--user=${plan.node.id}`, '--skip-ssl', '--execute=SELECT 1'],
];

export const redisWords = ({ host, port }: Upstream): readonly string[] => [
  'redis-cli',
  '-h',
  host,
  '-p',
  String(port),
  'PING',
];
