import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Interference } from '../../src/lab/probes/interference.ts';
import { startTap, type Tap } from '../../src/lab/tap.ts';
import { judge, judgeAll } from '../../src/lab/wire/judge.ts';
import type { Certificates, Issued } from '../support/certificates.ts';
import { runClient, write } from '../support/lab.ts';
import { MariaDb, mariadbIsMissing } from '../support/mariadb-server.ts';
import { Cluster, postgresqlIsMissing, psql } from '../support/postgresql-server.ts';
import type { Running } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';

const mariadb = requireProgram('mariadb', 'mariadb-client');
const canary = 'k7Qz2mWx9Tb4';
const kinds = ['none', 'genuine', 'self-signed', 'sibling', 'expired', 'strip'] as const;
type Kind = (typeof kinds)[number];

/** What stands on the way to a server with these names. */
function interferences(certificates: Certificates, names: readonly string[]): Record<Kind, Interference | null> {
  const order = { issuer: 'private-ca', names } as const;
  const impostor = (issued: Issued) => ({ kind: 'impostor', ...issued }) as const;
  return {
    none: null,
    genuine: impostor(certificates.issue(order)),
    'self-signed': impostor(certificates.issue({ ...order, issuer: 'self-signed' })),
    sibling: impostor(certificates.issue({ ...order, names: ['sibling.example'] })),
    expired: impostor(certificates.issue({ ...order, expired: true })),
    strip: { kind: 'strip' },
  };
}

/** Whether somebody on the way read the statement, and whether it was answered. */
interface Outcome {
  readonly read: boolean;
  readonly answered: boolean;
}
const heard: Outcome = { read: true, answered: true };
const refused: Outcome = { read: false, answered: false };
const safe: Outcome = { read: false, answered: true };

async function attempt(tap: Tap, interference: Interference | null, say: () => Promise<{ out: string }>) {
  tap.forget();
  tap.interfere(interference);
  const { out } = await say();
  const connections = tap.connections();
  const clear = [...tap.intercepted(), ...connections.flatMap(({ sent, received }) => [sent, received])];
  return { read: clear.some((bytes) => bytes.includes(canary)), answered: out.includes(canary) };
}

/** One after the other: they stand in the same place. */
async function attempts(tap: Tap, all: Record<Kind, Interference | null>, say: () => Promise<{ out: string }>) {
  const outcomes: Partial<Record<Kind, Outcome>> = {};
  for (const kind of kinds) outcomes[kind] = await attempt(tap, all[kind], say);
  return outcomes;
}

describe.skipIf(postgresqlIsMissing)('psql (packages postgresql, postgresql-client)', () => {
  let cluster: Cluster;
  let server: Running;
  let tap: Tap;
  let all: Record<Kind, Interference | null>;
  beforeAll(async () => {
    cluster = await Cluster.create();
    all = interferences(cluster.certificates, ['db.example']);
    tap = await startTap({ port: 0, target: cluster.port });
  }, 30_000);
  afterEach(async () => {
    await server.stop();
  });
  afterAll(async () => {
    await tap.stop();
    cluster.remove();
  });

  async function serve(kind: 'host' | 'hostssl' | 'hostnossl', settings = ''): Promise<void> {
    const issued = cluster.certificates.issue({ issuer: 'private-ca', names: ['db.example'] });
    const file = (name: string) => join(cluster.folder, 'probes', name);
    write(file('server.crt'), issued.certificate);
    cluster.handOver(write(file('server.key'), issued.key, 0o600));
    const lines = [
      `listen_addresses = '127.0.0.1'\nport = ${cluster.port}`,
      `ssl = ${kind === 'hostnossl' ? 'off' : 'on'}`,
      `ssl_cert_file = '${file('server.crt')}'\nssl_key_file = '${file('server.key')}'\n${settings}`,
    ];
    server = await cluster.serve(
      write(file('postgresql.conf'), lines.join('\n')),
      write(file('pg_hba.conf'), `${kind} all all 127.0.0.1/32 trust\n`),
    );
  }

  const say = (options: string) => () =>
    runClient([
      ...[`${psql}`, '-X', '-A', '-t', '-c', `SELECT '${canary}'`],
      `host=db.example hostaddr=127.0.0.1 port=${tap.port} user=postgres dbname=db connect_timeout=4 ${options}`,
    ]);
  const authority = () => `sslrootcert=${cluster.certificates.authority('private-ca')}`;

  it('gives in to whom it should', async () => {
    await serve('host');
    const outcomes = (options: string) => attempts(tap, all, say(options));
    const impostors = { genuine: heard, 'self-signed': heard, sibling: heard, expired: heard };
    expect(await outcomes('')).toEqual({ none: safe, ...impostors, strip: heard });
    expect(await outcomes('sslmode=require')).toEqual({ none: safe, ...impostors, strip: refused });
    const verified = { ...impostors, none: safe, 'self-signed': refused, expired: refused, strip: refused };
    expect(await outcomes(`sslmode=verify-ca ${authority()}`)).toEqual(verified);
    expect(await outcomes(`sslmode=verify-full ${authority()}`)).toEqual({ ...verified, sibling: refused });
  });

  it('is read in clear by whom it falls back to, though the server wants TLS', async () => {
    await serve('hostssl');
    expect(await attempt(tap, all.strip, say(''))).toEqual(heard);
    expect(judgeAll(tap.connections(), [canary])).toMatchObject({
      ...{ state: 'plaintext', upgrade: 'postgres', canaries: [canary] },
    });
    expect(await attempt(tap, all.strip, say('sslmode=require'))).toEqual(refused);
    expect(judgeAll(tap.connections(), [canary])).toMatchObject({ state: 'nothing', upgrade: 'postgres' });
  });

  it('shows what it does on the wire', async () => {
    const first = async (options: string) => {
      await attempt(tap, null, say(options));
      return tap.connections().map((each) => judge(each, [canary]));
    };
    await serve('host', "ssl_max_protocol_version = 'TLSv1.2'");
    expect(await first('')).toMatchObject([
      { state: 'tls', upgrade: 'postgres', version: '1.2', serverName: 'db.example', payload: true, canaries: [] },
    ]);
    expect(await first('sslmode=disable')).toMatchObject([{ state: 'plaintext', upgrade: null, canaries: [canary] }]);
    expect(await first(`sslmode=verify-full sslrootcert=${cluster.certificates.authority('public-ca')}`)).toMatchObject(
      [{ state: 'tls', upgrade: 'postgres', payload: false, alert: 'unknown_ca' }],
    );
    await server.stop();
    await serve('hostnossl');
    expect(await first('')).toMatchObject([{ state: 'plaintext', upgrade: 'postgres', canaries: [canary] }]);
    expect(await first('sslmode=require')).toMatchObject([{ state: 'nothing', upgrade: 'postgres' }]);
  });
});

describe.skipIf(mariadbIsMissing)('mariadb (packages mariadb-server, mariadb-client)', () => {
  let db: MariaDb;
  let server: Running;
  let tap: Tap;
  let all: Record<Kind, Interference | null>;
  beforeAll(async () => {
    db = await MariaDb.create();
    all = interferences(db.certificates, ['127.0.0.1']);
    tap = await startTap({ port: 0, target: db.port });
  }, 30_000);
  afterEach(async () => {
    await server.stop();
  });
  afterAll(async () => {
    await tap.stop();
    db.remove();
  });

  async function serve(...settings: readonly string[]): Promise<void> {
    const file = (name: string) => join(db.folder, 'probes', name);
    const issued = db.certificates.issue({ issuer: 'private-ca', names: ['127.0.0.1'] });
    write(file('server.crt'), issued.certificate);
    // The server runs as an account of its own.
    write(file('server.key'), issued.key);
    const lines = ['[mysqld]', 'bind-address = 127.0.0.1', `port = ${db.port}`, ...settings];
    if (!settings.includes('skip-ssl'))
      lines.push(`ssl-cert = ${file('server.crt')}`, `ssl-key = ${file('server.key')}`);
    server = await db.serve(write(file('my.cnf'), `${lines.join('\n')}\n`));
    await db.administer("CREATE USER IF NOT EXISTS app@'%' IDENTIFIED BY 'secret'");
  }

  const say =
    (...options: readonly string[]) =>
    () =>
      runClient([
        ...[`${mariadb}`, '--no-defaults', '-N', '-B', '--protocol=tcp', '-h127.0.0.1', `-P${tap.port}`],
        ...['-uapp', '-psecret', '--connect-timeout=4', ...options, '-e', `SELECT '${canary}'`],
      ]);
  const authority = () => `--ssl-ca=${db.certificates.authority('private-ca')}`;

  it('gives in to whom it should', async () => {
    await serve();
    const outcomes = (...options: readonly string[]) => attempts(tap, all, say(...options));
    const impostors = { genuine: heard, 'self-signed': heard, sibling: heard, expired: heard };
    expect(await outcomes()).toEqual({ none: safe, ...impostors, strip: heard });
    expect(await outcomes('--ssl')).toEqual({ none: safe, ...impostors, strip: heard });
    const verified = { ...impostors, none: safe, 'self-signed': refused, expired: refused };
    expect(await outcomes(authority())).toEqual({ ...verified, strip: heard });
    expect(await outcomes(authority(), '--ssl-verify-server-cert')).toEqual({
      ...{ ...verified, sibling: refused, strip: refused },
    });
  });

  it('is read in clear by whom it falls back to, though the server wants TLS', async () => {
    await serve('require-secure-transport = ON');
    expect(await attempt(tap, all.strip, say('--ssl'))).toEqual(heard);
    expect(judgeAll(tap.connections(), [canary])).toMatchObject({ state: 'plaintext', canaries: [canary] });
    // The packets count on as if there had been no other: greeting, login, answer.
    const [{ sent, received } = never()] = tap.connections();
    expect([received[3], sent[3], received[4 + received.readUIntLE(0, 3) + 3]]).toEqual([0, 1, 2]);
  });

  it('shows what it does on the wire', async () => {
    const first = async (...options: readonly string[]) => {
      await attempt(tap, null, say(...options));
      return tap.connections().map((each) => judge(each, [canary]));
    };
    await serve('tls_version = TLSv1.2');
    expect(await first('--ssl')).toMatchObject([
      { state: 'tls', upgrade: 'mysql', version: '1.2', serverName: null, payload: true, canaries: [] },
    ]);
    expect(await first('--skip-ssl')).toMatchObject([{ state: 'plaintext', upgrade: null, canaries: [canary] }]);
    expect(await first(`--ssl-ca=${db.certificates.authority('public-ca')}`)).toMatchObject([
      { state: 'tls', upgrade: 'mysql', payload: false, alert: 'unknown_ca' },
    ]);
    await server.stop();
    await serve('skip-ssl');
    expect(await first('--ssl')).toMatchObject([{ state: 'plaintext', upgrade: null, canaries: [canary] }]);
    expect(await first(authority(), '--ssl-verify-server-cert')).toMatchObject([{ state: 'nothing' }]);
  });
});

function never(): never {
  throw new Error('nothing was recorded');
}
