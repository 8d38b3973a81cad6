import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../src/core/model/read.ts';
import { describe as say } from '../../src/core/model/result.ts';
import type { Certificate, Dial, Link, Listener, ListenerTls, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { exportPlan as exportService } from '../../src/core/products/generic-service/export.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/redis/export.ts';
import { product } from '../../src/core/products/redis/product.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import type { Simulation } from '../../src/core/simulation/verdict.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { loopback, place, provide, runClient, until, write } from '../support/lab.ts';
import { type Running, start } from '../support/running.ts';
import { seed } from '../support/seed.ts';
import { freePorts, requireProgram } from '../support/servers.ts';

const redisServer = requireProgram('redis-server', 'redis-server');
const redisCli = requireProgram('redis-cli', 'redis-tools');
const missing = !redisServer || !redisCli;

const certificate: Certificate = { issuer: 'private-ca', names: ['cache.internal'] };
const listeners: Readonly<Record<string, ListenerTls>> = {
  plaintext: { mode: 'plaintext' },
  terminate: { mode: 'terminate', certificate },
  optional: { mode: 'terminate', certificate, clientCertificate: 'optional' },
  required: { mode: 'terminate', certificate, clientCertificate: 'required' },
  'from 1.3': { mode: 'terminate', certificate, minVersion: '1.3' },
  'up to 1.2': { mode: 'terminate', certificate, maxVersion: '1.2' },
  'other name': { mode: 'terminate', certificate: { ...certificate, names: ['other.internal'] } },
  expired: { mode: 'terminate', certificate: { ...certificate, expired: true } },
  'self-signed': { mode: 'terminate', certificate: { ...certificate, issuer: 'self-signed' } },
  'of a public CA': { mode: 'terminate', certificate: { ...certificate, issuer: 'public-ca' } },
};
const full = { verify: 'full', sni: 'cache.internal' } as const;
const dials: Readonly<Record<string, Dial>> = {
  plaintext: { tls: 'plaintext' },
  opportunistic: { tls: 'opportunistic' },
  none: { tls: 'tls', verify: 'none' },
  ca: { tls: 'tls', verify: 'ca' },
  full: { tls: 'tls', ...full },
  nameless: { tls: 'tls', verify: 'ca', sni: null },
  'any-issuer': { tls: 'tls', ...full, trusts: ['public-ca', 'private-ca', 'self-signed'] },
  'to-1.2': { tls: 'tls', ...full, maxVersion: '1.2' },
  'from-1.3': { tls: 'tls', ...full, minVersion: '1.3' },
  mutual: { tls: 'mutual', ...full },
  'mutual-public': { tls: 'mutual', ...full, clientCertificate: { issuer: 'public-ca' } },
  'mutual-expired': { tls: 'mutual', ...full, clientCertificate: { issuer: 'private-ca', expired: true } },
};
const services = Object.keys(dials);

/** One server, dialled on its first listener by one service for each dial. */
function drawing(own: readonly Listener[]): Topology {
  const nodes: Node[] = [
    { id: 'cache', product: 'redis', title: '"Cache"\\ requirepass x', listeners: [...own] },
    ...services.map((id): Node => ({ id, product: 'generic-service', title: `'$(id)' ${id} \\` })),
  ];
  const links = Object.entries(dials).map(
    ([id, dial]): Link => ({ id: `l-${id}`, from: id, to: 'cache', protocol: 'redis', dial }),
  );
  const read = readDocument({ format: 'plainsight/topology', version: 1, title: 'x\\', nodes, links });
  if (!read.ok) throw new Error(read.problems.map(say).join('\n'));
  return read.value;
}

/** What a client came to: an answer (over which version of TLS), or none. */
type Seen = { readonly answered: boolean; readonly version: string | null; readonly words: string };

describe.skipIf(missing)('Redis (packages redis-server, redis-tools)', () => {
  let certificates: Certificates;
  let folder: string;
  let ports: readonly number[];

  beforeAll(async () => {
    certificates = new Certificates();
    folder = certificates.directory;
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'cwd'));
    ports = await freePorts(3);
  });
  afterAll(() => certificates.remove());

  const port = (which: number): number => ports[which] ?? 0;

  /** Starts the server with the file as it lies there; what is added says where to write and how much to log, not how to speak. */
  async function serve(file: string, at: number): Promise<Running> {
    const more = ['--dir', join(folder, 'cwd'), '--save', '', '--loglevel', 'verbose'];
    const server = await start(`${redisServer}`, [file, ...more], at);
    if (await until(() => server.log().includes('Ready to accept connections'))) return server;
    await server.stop();
    throw new Error(server.log());
  }

  function prepare(name: string, topology: Topology): { simulation: Simulation; plans: readonly Plan[]; at: string } {
    const simulation = simulate(topology, products);
    expect(simulation.designErrors).toEqual([]);
    const plans = planDesign(topology, simulation, products, loopback(certificates, new Map()));
    provide(certificates, topology, plans, null);
    const at = join(folder, 'exports', name.replaceAll(/\W+/g, '-'));
    for (const plan of plans) place(at, (plan.product.id === 'redis' ? exportPlan : exportService)(plan).files);
    return { simulation, plans, at };
  }

  /** The exported script, run as it is. */
  async function byScript(file: string): Promise<Seen> {
    const { code, out, err } = await runClient(['/bin/sh', file, 'PING'], { limit: 1_500 });
    return { answered: code === 0 && out.trim() === 'PONG', version: null, words: `${out}${err}` };
  }

  /** A driver that does what the exported variables say: OpenSSL's own client, or a plain socket by redis-cli. */
  async function byVariables(file: string): Promise<Seen> {
    const { out: printed } = await runClient(['/bin/sh', '-c', 'set -a; . "$1"; env -0', 'sh', file]);
    const env = new Map(printed.split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
    const value = (name: string) => env.get(`REDIS_${name}`) ?? '';
    const url = new URL(value('URL'));
    if (url.protocol === 'redis:') {
      const { code, out, err } = await runClient([`${redisCli}`, '-u', value('URL'), 'PING'], { limit: 1_500 });
      return { answered: code === 0 && out.trim() === 'PONG', version: null, words: `${out}${err}` };
    }
    const verify = value('TLS_VERIFY');
    const { out, err } = await runClient(
      [
        ...['openssl', 's_client', '-brief', '-nocommands', '-ign_eof', '-connect', url.host],
        ...(value('TLS_SEND_SERVER_NAME') === 'yes' ? ['-servername', value('TLS_SERVER_NAME')] : ['-noservername']),
        ...(verify === 'none' ? [] : ['-CAfile', value('TLS_CA_FILE'), '-verify_return_error']),
        ...(verify === 'full' ? ['-verify_hostname', value('TLS_SERVER_NAME')] : []),
        ...(value('TLS') === 'mutual' ? ['-cert', value('TLS_CERTIFICATE_FILE'), '-key', value('TLS_KEY_FILE')] : []),
        ...['-min_protocol', `TLSv${value('TLS_MIN_VERSION')}`, '-max_protocol', `TLSv${value('TLS_MAX_VERSION')}`],
      ],
      { input: 'PING\r\nQUIT\r\n', limit: 1_500 },
    );
    const version = /Protocol version: TLSv([\d.]+)/.exec(err)?.[1] ?? null;
    return { answered: out.includes('+PONG'), version, words: `${out}${err}` };
  }

  describe.each(Object.entries(listeners))('listening: %s', (kind, tls) => {
    it('does to every dial what the simulation says', async () => {
      const topology = drawing([{ id: 'in', port: port(0), tls }]);
      const { simulation, plans, at } = prepare(kind, topology);
      const server = await serve(join(at, 'cache/redis.conf'), port(0));
      try {
        const sights = await Promise.all(
          services.map(async (id) => {
            // One after the other, or a server that waits for the end of a line would hold the next client up.
            const driver = await byVariables(join(at, id, `l-${id}.env`));
            return { id, driver, script: await byScript(join(at, id, `l-${id}-redis-cli.sh`)) };
          }),
        );
        for (const { id, driver, script } of sights) {
          const verdict = simulation.links.get(`l-${id}`);
          const outcome = [...simulation.flows.values()].find(({ legs }) => legs[0]?.call.link.id === `l-${id}`)
            ?.legs[0]?.outcome;
          if (!verdict || !outcome) throw new Error(`${id} was not simulated`);
          const notices = plans.filter(({ node }) => node.id === id).flatMap((plan) => exportService(plan).notices);
          const where = `${id} → ${kind}: ${driver.words} | ${script.words} | ${server.log().slice(-1500)}`;
          const works = verdict.state !== 'failed';

          // No Redis client falls back to plaintext: said, and failing closed.
          const cannotFallBack = id === 'opportunistic' && verdict.state === 'plaintext';
          if (cannotFallBack) expect(notices).toContainEqual(expect.objectContaining({ kind: 'lost' }));
          expect(driver.answered, where).toBe(works && !cannotFallBack);
          if (outcome.kind === 'session') expect(driver.version, where).toBe(outcome.version);

          // redis-cli looks at no names and at no versions: said, and weaker by just that.
          const blind = ['name-mismatch', 'no-common-version'].includes(verdict.cause?.code ?? '');
          if (blind) expect(notices).toContainEqual(expect.objectContaining({ kind: 'weakened' }));
          expect(script.answered, where).toBe((works && !cannotFallBack) || blind);
        }
        const logged = [...simulation.links.values()].flatMap(({ cause }) =>
          cause && product.logs?.[cause.code] ? [product.logs[cause.code] ?? ''] : [],
        );
        for (const line of logged)
          expect(await until(() => server.log().includes(line)), `${line}\n${server.log()}`).toBe(true);
      } finally {
        await server.stop();
      }
    });
  });

  it('keeps plaintext and TLS apart on two ports, and opens no third', async () => {
    const topology = drawing([
      { id: 'secure', port: port(0), tls: { mode: 'terminate', certificate } },
      { id: 'clear', port: port(1), tls: { mode: 'plaintext' } },
    ]);
    const { at } = prepare('both', topology);
    const server = await serve(join(at, 'cache/redis.conf'), port(0));
    try {
      expect((await byVariables(join(at, 'full/l-full.env'))).answered).toBe(true);
      const clear = await runClient([`${redisCli}`, '-h', '127.0.0.1', '-p', String(port(1)), 'PING']);
      expect(clear.out.trim()).toBe('PONG');
    } finally {
      await server.stop();
    }
    const { at: closed } = prepare(
      'closed',
      drawing([{ id: 'secure', port: port(0), tls: { mode: 'terminate', certificate } }]),
    );
    const only = await serve(join(closed, 'cache/redis.conf'), port(0));
    try {
      const asked = await runClient(['/bin/sh', join(closed, 'full/l-full-redis-cli.sh'), 'CONFIG', 'GET', 'port']);
      expect(asked.out.trim().split('\n')).toEqual(['port', '0']);
    } finally {
      await only.stop();
    }
  });

  it('speaks the old versions where they are drawn', async () => {
    const tls: ListenerTls = { mode: 'terminate', certificate, minVersion: '1.0', maxVersion: '1.1' };
    const { at } = prepare('old', drawing([{ id: 'in', port: port(0), tls }]));
    const server = await serve(join(at, 'cache/redis.conf'), port(0));
    try {
      const { err } = await runClient(
        ['openssl', 's_client', '-brief', '-connect', `127.0.0.1:${port(0)}`].concat(
          '-tls1_1',
          '-cipher',
          'ALL:@SECLEVEL=0',
        ),
      );
      expect(err).toContain('Protocol version: TLSv1.1');
    } finally {
      await server.stop();
    }
  });

  it('starts with the files of generated designs, and understands what was planned', async () => {
    const cases = generated(seed, ports, certificates);
    const text = (plan: Plan) => exportPlan(plan).files[0]?.text ?? '';
    expect(cases.length, `SEED=${seed}`).toBeGreaterThan(20);
    for (const [i, plan] of cases.entries()) {
      const where = `SEED=${seed}, design ${i}\n${text(plan)}`;
      const issued = certificates.issue({ issuer: 'private-ca', names: ['cache.internal'] });
      for (const { files } of plan.listeners) {
        write(files.certificate, issued.certificate);
        write(files.key, issued.key);
        write(files.clientCa, readFileSync(certificates.authority('private-ca'), 'utf8'));
      }
      const file = write(join(folder, 'generated', `${i}.conf`), text(plan));
      const plain = plan.listeners.find(({ mode }) => mode === 'plaintext');
      const secure = plan.listeners.find(({ mode }) => mode === 'terminate');
      if (!plain && !secure) {
        await expect(serve(file, port(0)), where).rejects.toThrow('not listen anywhere');
        continue;
      }
      const server = await serve(file, (plain ?? secure)?.port ?? 0).catch((error) => {
        throw new Error(`${where}\n${error}`);
      });
      try {
        const door = plain
          ? ['-p', String(plain.port)]
          : [
              '-p',
              String(secure?.port),
              '--tls',
              '--insecure',
              '--cert',
              `${secure?.files.certificate}`,
              '--key',
              `${secure?.files.key}`,
            ];
        const old = ['1.0', '1.1'].includes(secure?.versions[1] ?? '');
        // redis-cli itself speaks nothing below 1.2 here; that the server started with it is what can be seen.
        if (!plain && old) continue;
        const { out } = await runClient([`${redisCli}`, '-h', '127.0.0.1', ...door, 'CONFIG', 'GET', 'port', 'tls-*']);
        const lines = out.split('\n');
        const value = (name: string) => lines[lines.indexOf(name) + 1];
        expect(value('port'), where).toBe(String(plain?.port ?? 0));
        expect(value('tls-port'), where).toBe(String(secure?.port ?? 0));
        if (!secure) continue;
        expect(value('tls-cert-file'), where).toBe(secure.files.certificate);
        expect(value('tls-key-file'), where).toBe(secure.files.key);
        const asks = secure.clientCertificate !== 'none';
        expect(value('tls-auth-clients'), where).toBe(
          { none: 'no', optional: 'optional', required: 'yes' }[secure.clientCertificate],
        );
        expect(value('tls-ca-cert-file'), where).toBe(asks ? secure.files.clientCa : '');
        expect([value('tls-replication'), value('tls-cluster')], where).toEqual(asks ? ['yes', 'yes'] : ['no', 'no']);
      } finally {
        await server.stop();
      }
    }
  });

  it('refuses files that were spoilt', async () => {
    const { at } = prepare(
      'spoilt',
      drawing([{ id: 'in', port: port(0), tls: { mode: 'terminate', certificate, clientCertificate: 'required' } }]),
    );
    const good = readFileSync(join(at, 'cache/redis.conf'), 'utf8');
    await (await serve(write(join(at, 'good.conf'), good), port(0))).stop();
    for (const [i, [from, to]] of [
      ['tls-auth-clients', 'tls-auth-client'],
      ['tls-auth-clients yes', 'tls-auth-clients maybe'],
      ['.crt"', '.crt'],
      ['.key"', '.kex"'],
      ['"TLSv1.2 TLSv1.3"', '"TLSv9"'],
    ].entries()) {
      const bad = good.replace(`${from}`, `${to}`);
      expect(bad).not.toBe(good);
      await expect(serve(write(join(at, `bad-${i}.conf`), bad), port(0)), `${to}`).rejects.toThrow('ended');
    }
  });
});

/** Redis servers of random designs. Their listeners get free ports, by position. */
function generated(seed: number, ports: readonly number[], certificates: Certificates): readonly Plan[] {
  return fc
    .sample(topologies, { seed, numRuns: 300 })
    .flatMap((topology) =>
      planDesign(topology, simulate(topology, products), products, loopback(certificates, new Map())),
    )
    .filter((plan) => plan.product.id === 'redis')
    .map((plan) => ({
      ...plan,
      listeners: plan.listeners.map((each, i) => ({ ...each, port: ports[i] ?? 0 })),
    }))
    .slice(0, 24);
}
