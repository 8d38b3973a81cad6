import { conninfo, type Pairs, uri } from '../config/dsn.ts';
import { isOld, versionsIn } from '../config/tls-guideline.ts';
import { isAddress } from '../model/names.ts';
import type { TlsVersion } from '../model/schema.ts';
import { versionNotices } from '../plan/notices.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import { assignments, type ClientFiles, checks, comment, proxyHeaderNotice, summaryOf } from './client-files.ts';

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly parameters: Pairs;
}

/** Parameters: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS */
function connectionOf({ node }: Plan, upstream: Upstream): Connection {
  const { address } = whereTo(upstream);
  const hostaddr: Pairs = address.hostaddr === null ? [] : [['hostaddr', address.hostaddr]];
  return {
    host: address.host,
    port: upstream.port,
    // The drawing knows neither roles nor databases: the ids of the two ends are names that say what they are.
    user: roleOf(node.id),
    database: upstream.node,
    parameters: [...hostaddr, ...tlsParameters(upstream, sslmodeOf(upstream))],
  };
}

/** The whole connection in libpq's words. */
export function libpqParameters(plan: Plan, upstream: Upstream): Pairs {
  const { host, port, user, database, parameters } = connectionOf(plan, upstream);
  return [['host', host], ['port', String(port)], ['user', user], ['dbname', database], ...parameters];
}

export function postgresClient(plan: Plan, upstream: Upstream): ClientFiles {
  const { notices } = whereTo(upstream);
  const sslmode = sslmodeOf(upstream);
  const { database, ...connection } = connectionOf(plan, upstream);
  const { user } = connection;
  return {
    environment: [
      ...modeComment(upstream, sslmode),
      ...assignments([
        ['DATABASE_URL', uri({ scheme: 'postgresql', path: database, ...connection })],
        ['DATABASE_CONNINFO', conninfo(libpqParameters(plan, upstream))],
      ]),
      '',
      ...comment(
        `The role "${user}" and the database "${database}" are to be created. The password is no part of this file: set it here, or keep it in ~/.pgpass.`,
      ),
      '#PGPASSWORD=',
    ],
    summary: summaryOf(upstream),
    byHand: [],
    notices: [...notices, ...dialNotices(plan, upstream), ...proxyHeaderNotice(upstream, 'libpq')],
  };
}

/** `public`, `none` and names that begin with `pg_` are no names for a role (is_reserved_name in acl.c of PostgreSQL). */
export const roleOf = (id: string): string => (/^(public|none|pg_.*)$/.test(id) ? `service-${id}` : id);

export type Sslmode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export function sslmodeOf({ tls, verify, negotiation }: Upstream): Sslmode {
  switch (tls) {
    case 'plaintext':
      return 'disable';
    case 'opportunistic':
      // libpq refuses direct negotiation with anything weaker than require.
      return negotiation === 'direct' ? 'require' : 'prefer';
    case 'tls':
    case 'mutual':
      return ({ none: 'require', ca: 'verify-ca', full: 'verify-full' } as const)[verify];
  }
}

function tlsParameters(upstream: Upstream, sslmode: Sslmode): Pairs {
  const { tls, negotiation, versions, files, sendsServerName } = upstream;
  const parameters: [string, string][] = [['sslmode', sslmode]];
  if (sslmode === 'disable') return parameters;
  if (checks(upstream)) parameters.push(['sslrootcert', files.trust]);
  if (tls === 'mutual') parameters.push(['sslcert', files.certificate], ['sslkey', files.key]);
  if (!sendsServerName) parameters.push(['sslsni', '0']);
  if (negotiation === 'direct') parameters.push(['sslnegotiation', 'direct']);
  // Left out, they are 1.2 and whatever the library has: nothing to say for the usual range.
  const spoken = versionsIn(versions);
  const max = spoken.at(-1) ?? spoken[0];
  if (spoken[0] !== '1.2') parameters.push(['ssl_min_protocol_version', versionName(spoken[0])]);
  if (max !== '1.3') parameters.push(['ssl_max_protocol_version', versionName(max)]);
  return parameters;
}

const versionName = (version: TlsVersion): string => (version === '1.0' ? 'TLSv1' : `TLSv${version}`);

interface Whereabouts {
  readonly address: { readonly host: string; readonly hostaddr: string | null };
  readonly notices: readonly Notice[];
}

/** libpq sends and checks the name in `host`, and connects to `hostaddr` where that is given; it must be digits. */
function whereTo(upstream: Upstream): Whereabouts {
  const { host, serverName, tls, verify, negotiation, sendsServerName, link } = upstream;
  const named = (tls === 'tls' || tls === 'mutual') && verify === 'full';
  if (serverName === host || tls === 'plaintext') return { address: { host, hostaddr: null }, notices: [] };
  if (isAddress(host)) return { address: { host: serverName, hostaddr: host }, notices: [] };
  const routed = negotiation === 'direct' && sendsServerName;
  if (!named && !routed)
    return {
      address: { host, hostaddr: null },
      notices: sendsServerName
        ? [
            {
              kind: 'lost',
              about: link,
              message: `libpq sends the host that it dials as server name (${host}), not ${serverName}.`,
            },
          ]
        : [],
    };
  return {
    address: { host: serverName, hostaddr: null },
    notices: [
      {
        kind: 'by-hand',
        about: link,
        message: `libpq sends and checks the name that it connects to, and here these are two: it dials ${host} and expects ${serverName}. The file says host=${serverName}: let that name resolve to the address of ${host}, or add hostaddr= with that address in digits.`,
      },
    ],
  };
}

function dialNotices(plan: Plan, upstream: Upstream): readonly Notice[] {
  const { tls, negotiation, versions, link } = upstream;
  const notices: Notice[] = [];
  if (tls === 'plaintext') return notices;
  if (negotiation === 'direct')
    notices.push({
      kind: 'by-hand',
      about: link,
      message:
        'sslnegotiation=direct needs libpq 17 or later, and a driver that passes it on; older ones refuse the connection string. Not checked against a real client here.',
    });
  if (negotiation === 'direct' && tls === 'opportunistic')
    notices.push({
      kind: 'lost',
      about: link,
      message:
        'With direct negotiation libpq never falls back to plaintext, so sslmode is require: where the server does not speak TLS, the connection fails.',
    });
  if (isOld(versions[0]))
    notices.push({
      kind: 'by-hand',
      about: link,
      message:
        'OpenSSL 3 refuses TLS before 1.2 at its default security level, and libpq cannot lower it: that takes an openssl.cnf of your own, named in OPENSSL_CONF.',
    });
  else notices.push(...versionNotices({ ...plan, listeners: [], upstreams: [upstream] }));
  return notices;
}

function modeComment({ verify, issuer, tls }: Upstream, sslmode: Sslmode): readonly string[] {
  switch (sslmode) {
    case 'disable':
      return comment('!!! PLAINTEXT: nothing is encrypted on this connection, the login exchange included.');
    case 'prefer':
      return comment(
        '!!! prefer encrypts if the server offers it, verifies nothing, and falls back to plaintext without a word.',
      );
    case 'require':
      return tls === 'opportunistic'
        ? []
        : comment(
            '!!! require encrypts and checks no certificate: whoever answers is believed. (Where ~/.postgresql/root.crt exists, libpq checks the issuer all the same.)',
          );
    case 'verify-ca':
    case 'verify-full':
      if (issuer !== 'public-ca') return [];
      return comment(
        verify === 'ca'
          ? '!!! verify-ca with public CAs accepts every certificate that anybody can buy.'
          : "From libpq 16 on sslrootcert=system names the system's own store; the file works with every version.",
      );
  }
}
