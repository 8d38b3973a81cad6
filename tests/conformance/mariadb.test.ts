import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { option } from '../../src/core/config/option-file.ts';
import { readDocument } from '../../src/core/model/read.ts';
import { describe as say } from '../../src/core/model/result.ts';
import type { Certificate, Dial, Link, ListenerTls, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/mariadb/export.ts';
import { product } from '../../src/core/products/mariadb/product.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { type Details, draw } from '../support/draw.ts';
import { exportedFiles, recast } from '../support/exported.ts';
import { loopback, place, type Ran, until, write } from '../support/lab.ts';
import { MariaDb, mariadbIsMissing } from '../support/mariadb-server.ts';
import { proxies } from '../support/proxies.ts';
import type { Running } from '../support/running.ts';
import { seed } from '../support/seed.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';

const certificate: Certificate = { issuer: 'private-ca', names: ['localhost'] };
const listeners: Readonly<Record<string, ListenerTls>> = {
  plaintext: { mode: 'plaintext' },
  permissive: { mode: 'permissive', certificate },
  terminate: { mode: 'terminate', certificate },
  optional: { mode: 'terminate', certificate, clientCertificate: 'optional' },
  required: { mode: 'terminate', certificate, clientCertificate: 'required' },
  'from 1.3': { mode: 'terminate', certificate, minVersion: '1.3' },
  'up to 1.2': { mode: 'terminate', certificate, maxVersion: '1.2' },
  'other name': { mode: 'terminate', certificate: { ...certificate, names: ['other.internal'] } },
  'of a public CA': { mode: 'terminate', certificate: { ...certificate, issuer: 'public-ca' } },
};
const full = { verify: 'full', sni: 'localhost', trusts: ['private-ca'] } as const satisfies Partial<Dial>;
const dials: Readonly<Record<string, Dial>> = {
  plaintext: { tls: 'plaintext' },
  none: { tls: 'tls', verify: 'none' },
  full: { tls: 'tls', ...full },
  'to-1.2': { tls: 'tls', ...full, maxVersion: '1.2' },
  mutual: { tls: 'mutual', ...full },
  'mutual-public': { tls: 'mutual', ...full, clientCertificate: { issuer: 'public-ca' } },
};

function drawing(port: number, tls: ListenerTls): Topology {
  const nodes: Node[] = [
    {
      id: 'db',
      product: 'mariadb',
      host: 'localhost',
      title: '[mysqld]\\ "ssl" = 0',
      listeners: [{ id: 'in', port, tls }],
    },
    ...Object.keys(dials).map((id): Node => ({ id, product: 'generic-service', title: `${id} \\! reboot` })),
  ];
  const links = Object.entries(dials).map(
    ([id, dial]): Link => ({ id: `l-${id}`, from: id, to: 'db', protocol: 'mysql', dial }),
  );
  const read = readDocument({ format: 'plainsight/topology', version: 1, title: 'x\\ DELIMITER //', nodes, links });
  if (!read.ok) throw new Error(read.problems.map(say).join('\n'));
  return read.value;
}

describe.skipIf(mariadbIsMissing)('MariaDB (packages mariadb-server, mariadb-client)', () => {
  let db: MariaDb;
  beforeAll(async () => {
    db = await MariaDb.create();
  }, 30_000);
  afterAll(() => db.remove());

  function prepare(name: string, tls: ListenerTls) {
    const topology = drawing(db.port, tls);
    const simulation = simulate(topology, products);
    expect(simulation.designErrors).toEqual([]);
    const plans = planDesign(topology, simulation, products, loopback(db.certificates, new Map()));
    db.provide(topology, plans);
    const at = join(db.folder, 'exports', name.replaceAll(/\W+/g, '-'));
    for (const plan of plans) if (plan.product.id === 'mariadb') place(at, exportPlan(plan).files);
    return { simulation, plans, at: join(at, 'db') };
  }

  const account = "CREATE OR REPLACE USER app@'%' IDENTIFIED BY 'secret';\n";

  /** The `mariadb` client, told to do what a dial says. */
  const dial = (plans: readonly Plan[], id: string) => {
    const upstream = plans.find(({ node }) => node.id === id)?.upstreams[0];
    if (!upstream) throw new Error(`${id} dials nobody`);
    const { tls, verify, versions, files } = upstream;
    if (tls === 'plaintext') return db.dial('--skip-ssl');
    return db.dial(
      ...['--ssl', ...(verify === 'full' ? [`--ssl-ca=${files.trust}`, '--ssl-verify-server-cert'] : [])],
      ...(tls === 'mutual' ? [`--ssl-cert=${files.certificate}`, `--ssl-key=${files.key}`] : []),
      ...(versions[1] === '1.2' ? ['--tls-version=TLSv1.2'] : []),
    );
  };

  describe.each(Object.entries(listeners))('listening: %s', (kind, tls) => {
    it('does to every dial what the simulation says', async () => {
      const { simulation, plans, at } = prepare(kind, tls);
      const server = await db.serve(join(at, 'mariadbd.cnf'));
      try {
        const asked = 'clientCertificate' in tls && tls.clientCertificate === 'required';
        const statements = asked
          ? readFileSync(join(at, 'require-x509.sql'), 'utf8').replace("'APPLICATION'", "'app'")
          : '';
        const prepared = await db.administer(`${account}${statements}`);
        expect(prepared.code, prepared.err).toBe(0);
        // The accounts that it lists are those of this host.
        expect(prepared.out).not.toMatch(/^(?:app|\S+\t%)/m);
        for (const id of Object.keys(dials)) {
          const { code, out, err } = await dial(plans, id);
          const verdict = simulation.links.get(`l-${id}`);
          const outcome = [...simulation.flows.values()].find(({ legs }) => legs[0]?.call.link.id === `l-${id}`)
            ?.legs[0]?.outcome;
          const where = `${id} → ${kind}: ${out}${err}${server.log().slice(-600)}`;
          const version = /Ssl_version\t(?:TLSv)?(\S*)/.exec(out)?.[1] ?? '';
          // This client falls back to plaintext where it is not told to verify: in without TLS is not what was dialled.
          const works = code === 0 && (version !== '') === (id !== 'plaintext');
          // Where nothing is drawn it checks by the system's CAs, which do not hold the public one of this test.
          const unknown = id === 'mutual-public' && tls.mode !== 'plaintext' && !('clientCertificate' in tls);
          expect(works, where).toBe(verdict?.state !== 'failed' && !unknown);
          if (works && outcome?.kind === 'session') expect(version, where).toBe(outcome.version);
        }
        for (const { cause } of simulation.links.values()) {
          const line = cause && product.logs?.[cause.code];
          if (line) expect(await until(() => server.log().includes(line)), `${line}\n${server.log()}`).toBe(true);
        }
      } finally {
        await server.stop();
      }
    });
  });

  it('speaks the old versions where they are drawn, and nothing newer', async () => {
    const { at } = prepare('old', { mode: 'terminate', certificate, minVersion: '1.0', maxVersion: '1.1' });
    const server: Running = await db.serve(join(at, 'mariadbd.cnf'));
    try {
      await db.administer(account);
      const old = await db.dial('--ssl', '--tls-version=TLSv1.1', '--ssl-cipher=ALL:@SECLEVEL=0');
      expect(`${old.out}${old.err}`).toContain('TLSv1.1');
      expect((await db.dial('--ssl', '--tls-version=TLSv1.2,TLSv1.3')).code).not.toBe(0);
    } finally {
      await server.stop();
    }
  });

  it('believes a PROXY header where it is drawn, and demands none', async () => {
    const greeted = async (accepts: boolean): Promise<string> => {
      const topology = draw('app ==> lb(haproxy)[tcp] ==> db(mariadb)[terminate]', {
        nodes: {
          db: { listeners: [{ id: 'in', port: db.port, tls: listeners.terminate, acceptsProxyProtocol: accepts }] },
        },
        links: { 'app-lb': { protocol: 'mysql' }, 'lb-db': { protocol: 'mysql', dial: { sendsProxyProtocol: 'v1' } } },
      } as Details);
      const plans = planDesign(topology, simulate(topology, products), products, loopback(db.certificates, new Map()));
      db.provide(topology, plans);
      const plan = plans.find(({ node }) => node.id === 'db');
      const text = plan ? (exportPlan(plan).files[0]?.text ?? '') : '';
      const server = await db.serve(write(join(db.folder, `proxy-${accepts}.cnf`), text));
      try {
        const socket = connect(db.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.write('PROXY TCP4 198.51.100.9 127.0.0.1 5000 3306\r\n');
        await until(() => socket.bytesRead > 0);
        socket.end();
        await until(() => server.log().includes('Aborted'));
        await db.administer(account);
        expect((await db.dial('--ssl')).code).toBe(0);
        return server.log();
      } finally {
        await server.stop();
      }
    };
    expect(await greeted(true)).toContain("host: '198.51.100.9'");
    expect(await greeted(false)).not.toContain('198.51.100.9');
  });

  it('reads what it is given: 120 files at random, and those of the templates', async () => {
    const arbitrary = fc.oneof(
      proxies('mariadb'),
      topologies.map((topology) => recast(topology, 'mariadb', ['data-store', 'service'])),
    );
    const drawn = [
      ...templateFiles.map((file) => recast(readTemplate(file), 'mariadb', ['data-store'])),
      ...fc.sample(arbitrary, { seed, numRuns: 120 }),
    ];
    const texts = drawn
      .flatMap((topology) => exportedFiles('mariadb', exportPlan, topology))
      .filter(({ path }) => path.endsWith('.cnf'))
      .map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(100);
    const files = texts.slice(0, 140).map((text, i) => write(join(db.folder, 'generated', `${i}.cnf`), text));
    // What differs in comments, ports and paths alone needs no second server.
    const shapes = new Map(files.map((file) => [shapeOf(bodyOf(readFileSync(file, 'utf8'))), file]));
    const all = [...shapes.values()];
    for (let i = 0; i < all.length; i += 8)
      await Promise.all(
        all.slice(i, i + 8).map(async (file) => {
          const body = bodyOf(readFileSync(file, 'utf8'));
          const { code, out, err } = await db.read(file);
          const where = `SEED=${seed} ${file}\n${body}\n${err}`;
          expect(accepts({ code, err }), where).toBe(true);
          for (const [, name = '', value = ''] of body.matchAll(/^(\w+) = (.*)$/gm)) {
            if (name === 'ssl') continue;
            const shown = new RegExp(`^${name.replaceAll('_', '-')} +(.*)$`, 'm').exec(out)?.[1]?.trim();
            const meant = value.replaceAll('"', '').replace(/^ON$/, 'TRUE').replace(/^OFF$/, 'FALSE');
            expect(shown, `${name}\n${where}`).toBe(meant);
          }
        }),
      );
    // Titles do not get out of their comments: the vendor's own parser finds the options and nothing else.
    await Promise.all(
      files.map(async (file) => {
        const { out } = await db.options(file, 'mariadbd');
        const names = out
          .trim()
          .split('\n')
          .map((line) => line.replace(/^--([^=]+)=.*$/, '$1'));
        expect(names).toEqual([...bodyOf(readFileSync(file, 'utf8')).matchAll(/^(\w+) = /gm)].map(([, name]) => name));
      }),
    );
  }, 60_000);

  it('reads any text in quotes as it was', async () => {
    const texts = fc
      .sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), { seed, numRuns: 60 })
      .map((text) => text.replaceAll(/[\0\p{Cs}]/gu, '').trim())
      .concat('"', "'", '\\', 'a # b', '; x', "it's", '" # "', '\\s', '[x]', '\\n\\', '\t')
      .filter((text) => text !== '' && !/[\r\n]/.test(text));
    for (const [i, text] of texts.entries()) {
      const file = write(
        join(db.folder, 'quoted', `${i}.cnf`),
        `[mariadbd]\n${option({ name: 'ssl_ca', value: text })}\n`,
      );
      const { out } = await db.options(file, 'mariadbd');
      expect(out, JSON.stringify(text)).toBe(`--ssl_ca=${text}\n`);
    }
  });

  it('refuses files that were spoilt', async () => {
    const { at } = prepare('spoilt', { mode: 'terminate', certificate, clientCertificate: 'required' });
    const good = readFileSync(join(at, 'mariadbd.cnf'), 'utf8');
    await (await db.serve(write(join(at, 'good.cnf'), good))).stop();
    for (const [i, [from, to]] of [
      ['ssl_cert', 'ssl_certificate'],
      ['require_secure_transport = ON', 'require_secure_transport = MAYBE'],
      ['TLSv1.2', 'TLSv9'],
      ['[mariadbd]', '[mariadbd'],
    ].entries()) {
      const bad = good.replace(`${from}`, `${to}`);
      expect(bad).not.toBe(good);
      expect(accepts(await db.read(write(join(at, `bad-${i}.cnf`), bad))), `${to}`).toBe(false);
    }
    const unfit = good.replace('.key"', '.kex"');
    await expect(db.serve(write(join(at, 'unfit.cnf'), unfit))).rejects.toThrow();
  });
});

const bodyOf = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n');

const shapeOf = (body: string): string => body.replaceAll(/"\/[^"]*"/g, 'PATH').replaceAll(/^port = \d+$/gm, 'PORT');

/** It takes a name that is merely the start of an option, and any word for a switch, with a warning. */
const accepts = ({ code, err }: Pick<Ran, 'code' | 'err'>): boolean =>
  code === 0 && !/\[ERROR\]|option prefix|wasn't recognized/.test(err);
