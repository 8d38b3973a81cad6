import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Certificate, ListenerTls } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Binding, planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan as exportMariadb } from '../../src/core/products/mariadb/export.ts';
import { exportPlan as exportPostgresql } from '../../src/core/products/postgresql/export.ts';
import { exportPlan as exportRedis } from '../../src/core/products/redis/export.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { Certificates } from '../support/certificates.ts';
import { type Details, draw } from '../support/draw.ts';
import { loopback, place, provide } from '../support/lab.ts';
import { MariaDb, mariadbIsMissing } from '../support/mariadb-server.ts';
import { Cluster, postgresqlIsMissing } from '../support/postgresql-server.ts';
import { start } from '../support/running.ts';
import { freePorts, requireProgram } from '../support/servers.ts';
import { type Verified, verifyAt } from '../support/verifying.ts';

// The exported check against data stores: what is asked in band, and by the protocol's own tools.

const certificate: Certificate = { issuer: 'private-ca', names: ['db.internal'] };
const modes: Readonly<Record<string, ListenerTls>> = {
  plaintext: { mode: 'plaintext' },
  permissive: { mode: 'permissive', certificate },
  terminate: { mode: 'terminate', certificate },
  mutual: { mode: 'terminate', certificate, clientCertificate: 'required' },
  'up to 1.2': { mode: 'terminate', certificate, maxVersion: '1.2' },
  'from 1.1': { mode: 'terminate', certificate, minVersion: '1.1' },
  'other name': { mode: 'terminate', certificate: { ...certificate, names: ['other.internal'] } },
};

/** A service and its store; how the service dials is what the design says, how the store listens what is tried. */
function drawing(
  product: string,
  protocol: string,
  dial: 'plaintext' | 'tls' | 'mutual',
  mode: string,
  port: number,
): Topology {
  const tls = modes[mode];
  if (!tls) throw new Error(mode);
  const arrow = { plaintext: '-->', tls: '==>', mutual: '=mutual=>' }[dial];
  const details: Details = {
    nodes: { db: { host: 'db.internal', listeners: [{ id: 'in', port, tls }] } },
    links: { 'app-db': { protocol, ...(dial === 'plaintext' ? {} : { dial: { sni: 'db.internal' } }) } },
  };
  return draw(`app ${arrow} db(${product})`, details);
}

type Deployed = readonly [
  dial: 'plaintext' | 'tls' | 'mutual',
  drawn: string,
  deployed: string,
  failing: readonly string[],
];
const cases: readonly Deployed[] = [
  ['tls', 'terminate', 'terminate', []],
  ['mutual', 'mutual', 'mutual', []],
  ['plaintext', 'plaintext', 'plaintext', []],
  ['tls', 'terminate', 'plaintext', ['session', 'certificate', 'client-certificate-asked', 'plaintext']],
  ['plaintext', 'plaintext', 'terminate', ['plaintext', 'tls']],
  ['tls', 'terminate', 'other name', ['certificate']],
  ['tls', 'terminate', 'from 1.1', ['old-version']],
  ['tls', 'terminate', 'up to 1.2', ['session']],
  ['mutual', 'mutual', 'terminate', ['client-certificate-asked', 'no-client-certificate']],
];

const outcome = ({ probes }: Verified) => ({
  fail: probes('fail').map((id) => id.replace('app-db/', '')),
  unreachable: probes('unreachable'),
  skipped: probes('skipped'),
});

describe.skipIf(postgresqlIsMissing)('verify.sh on PostgreSQL', () => {
  let cluster: Cluster;
  let binding: Binding;
  beforeAll(async () => {
    cluster = await Cluster.create(['app']);
    binding = loopback(cluster.certificates, new Map());
  });
  afterAll(() => cluster.remove());

  const all: readonly Deployed[] = [
    ...cases,
    ['tls', 'terminate', 'permissive', ['plaintext']],
    // It looks at certificates after the handshake, by its rules for who may log in.
    ['tls', 'terminate', 'mutual', ['client-certificate-asked']],
    ['tls', 'permissive', 'permissive', []],
    ['plaintext', 'permissive', 'permissive', []],
  ];
  it.each(all)('dialled with %s, drawn as %s, deployed as %s: fails %j', async (dial, drawn, deployed, failing) => {
    const real = drawing('postgresql', 'postgres', dial, deployed, cluster.port);
    const wanted = drawing('postgresql', 'postgres', dial, drawn, cluster.port);
    const files = planDesign(real, simulate(real, products), products, binding);
    // The dialler's files are those of the design, the server's those of what is deployed.
    cluster.provide(wanted, planDesign(wanted, simulate(wanted, products), products, binding));
    cluster.provide(real, files);
    const [db] = files.filter(({ product }) => product.id === 'postgresql');
    if (!db) throw new Error('no database');
    place(join(cluster.folder, 'exports'), exportPostgresql(db).files);
    const exported = (name: string) => join(cluster.folder, 'exports/db', name);
    const server = await cluster.serve(exported('postgresql.conf'), exported('pg_hba.conf'));
    try {
      const verified = await verifyAt(wanted, binding, cluster.folder, { env: { HOME: cluster.folder } });
      expect(outcome(verified), verified.words).toEqual({ fail: failing, unreachable: [], skipped: [] });
      expect(verified.comparison.links.get('app-db')?.agreement).toBe(failing.length === 0 ? 'agrees' : 'differs');
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(mariadbIsMissing)('verify.sh on MariaDB', () => {
  let database: MariaDb;
  beforeAll(async () => {
    database = await MariaDb.create();
  });
  afterAll(() => database.remove());

  // Its client has no account of its own here, unless one is given in MYSQL_PWD.
  const account = "CREATE OR REPLACE USER 'app'@'%' IDENTIFIED BY 'secret';\n";
  it.each<Deployed>([
    ['tls', 'terminate', 'terminate', []],
    ['tls', 'terminate', 'permissive', ['plaintext']],
    ['tls', 'terminate', 'other name', ['certificate']],
    ['plaintext', 'plaintext', 'plaintext', []],
    ['plaintext', 'plaintext', 'terminate', ['plaintext', 'tls']],
  ])('dialled with %s, drawn as %s, deployed as %s: fails %j', async (dial, drawn, deployed, failing) => {
    const binding = loopback(database.certificates, new Map());
    const real = drawing('mariadb', 'mysql', dial, deployed, database.port);
    const wanted = drawing('mariadb', 'mysql', dial, drawn, database.port);
    const plans = planDesign(real, simulate(real, products), products, binding);
    database.provide(wanted, planDesign(wanted, simulate(wanted, products), products, binding));
    database.provide(real, plans);
    const [db] = plans.filter(({ product }) => product.id === 'mariadb');
    if (!db) throw new Error('no database');
    place(join(database.folder, 'exports'), exportMariadb(db).files);
    const server = await database.serve(join(database.folder, 'exports/db/mariadbd.cnf'));
    try {
      await database.administer(account);
      const run = (env: Readonly<Record<string, string>>) => verifyAt(wanted, binding, database.folder, { env });
      const known = await run({ MYSQL_PWD: 'secret' });
      expect(outcome(known), known.words).toEqual({ fail: failing, unreachable: [], skipped: [] });
      expect(known.words).not.toContain('secret');
      const stranger = await run({});
      expect(stranger.probes('fail'), stranger.words).toEqual(
        failing.filter((id) => id !== 'plaintext').map((id) => `app-db/${id}`),
      );
    } finally {
      await server.stop();
    }
  });
});

const redisServer = requireProgram('redis-server', 'redis-server');
const redisCli = requireProgram('redis-cli', 'redis-tools');
describe.skipIf(!redisServer || !redisCli)('verify.sh on Redis', () => {
  let certificates: Certificates;
  let port = 0;
  beforeAll(async () => {
    certificates = new Certificates();
    [port = 0] = await freePorts(1);
  });
  afterAll(() => certificates.remove());

  it.each(cases)('dialled with %s, drawn as %s, deployed as %s: fails %j', async (dial, drawn, deployed, failing) => {
    const binding = loopback(certificates, new Map());
    const real = drawing('redis', 'redis', dial, deployed, port);
    const wanted = drawing('redis', 'redis', dial, drawn, port);
    const plans = planDesign(real, simulate(real, products), products, binding);
    provide(certificates, wanted, planDesign(wanted, simulate(wanted, products), products, binding), null);
    provide(certificates, real, plans, null);
    const [db] = plans.filter(({ product }) => product.id === 'redis');
    if (!db) throw new Error('no store');
    place(join(certificates.directory, 'exports'), exportRedis(db).files);
    const server = await start(
      `${redisServer}`,
      [join(certificates.directory, 'exports/db/redis.conf'), '--dir', certificates.directory, '--save', ''],
      port,
    );
    try {
      const verified = await verifyAt(wanted, binding, certificates.directory);
      expect(outcome(verified), verified.words).toEqual({ fail: failing, unreachable: [], skipped: [] });
    } finally {
      await server.stop();
    }
  });
});
