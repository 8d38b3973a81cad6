import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../src/core/model/read.ts';
import { describe as say } from '../../src/core/model/result.ts';
import type { Certificate, Dial, Link, ListenerTls, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exportPlan as exportService } from '../../src/core/products/generic-service/export.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/postgresql/export.ts';
import { product } from '../../src/core/products/postgresql/product.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { loopback, place, runClient, until } from '../support/lab.ts';
import { Cluster, postgresqlIsMissing, psql } from '../support/postgresql-server.ts';

/** Every way to listen that the format can say, and every certificate that a dial may object to. */
const certificate: Certificate = { issuer: 'private-ca', names: ['db.internal'] };
const listeners: Readonly<Record<string, ListenerTls>> = {
  plaintext: { mode: 'plaintext' },
  terminate: { mode: 'terminate', certificate },
  permissive: { mode: 'permissive', certificate },
  optional: { mode: 'terminate', certificate, clientCertificate: 'optional' },
  required: { mode: 'terminate', certificate, clientCertificate: 'required' },
  'permissive, required': { mode: 'permissive', certificate, clientCertificate: 'required' },
  'clients of a public CA': {
    mode: 'terminate',
    certificate,
    clientCertificate: 'required',
    clientTrusts: ['public-ca'],
  },
  'from 1.3': { mode: 'terminate', certificate, minVersion: '1.3' },
  'up to 1.2': { mode: 'permissive', certificate, maxVersion: '1.2' },
  'other name': { mode: 'terminate', certificate: { ...certificate, names: ['other.internal'] } },
  wildcard: { mode: 'terminate', certificate: { ...certificate, names: ['*.internal'] } },
  expired: { mode: 'terminate', certificate: { ...certificate, expired: true } },
  'self-signed': { mode: 'terminate', certificate: { ...certificate, issuer: 'self-signed' } },
  'of a public CA': { mode: 'permissive', certificate: { ...certificate, issuer: 'public-ca' } },
};
const bothForms: readonly string[] = ['required', 'other name'];
const full = { verify: 'full', sni: 'db.internal' } as const;
const dials: Readonly<Record<string, Dial>> = {
  plaintext: { tls: 'plaintext' },
  opportunistic: { tls: 'opportunistic' },
  none: { tls: 'tls', verify: 'none' },
  ca: { tls: 'tls', verify: 'ca' },
  full: { tls: 'tls', ...full },
  nameless: { tls: 'tls', ...full, verify: 'ca', sni: null },
  'any-issuer': { tls: 'tls', ...full, trusts: ['public-ca', 'private-ca', 'self-signed'] },
  'to-1.2': { tls: 'tls', ...full, maxVersion: '1.2' },
  'from-1.3': { tls: 'tls', ...full, minVersion: '1.3' },
  'prefer-1.3': { tls: 'opportunistic', minVersion: '1.3' },
  mutual: { tls: 'mutual', ...full },
  'mutual-unverified': { tls: 'mutual', verify: 'none' },
  'mutual-public': { tls: 'mutual', ...full, clientCertificate: { issuer: 'public-ca' } },
  'mutual-expired': { tls: 'mutual', ...full, clientCertificate: { issuer: 'private-ca', expired: true } },
};
const services = Object.keys(dials);

/** One server of this kind, dialled by one service for each dial. Titles try to break out of the files. */
function drawing(tls: ListenerTls, port: number): Topology {
  const nodes: Node[] = [
    { id: 'db', product: 'postgresql', title: 'Orders\' "DB" \\', listeners: [{ id: 'pg', port, tls }] },
    ...services.map((id): Node => ({ id, product: 'generic-service', title: `\n'$(id)' ${id} \\`.trim() })),
  ];
  const links = Object.entries(dials).map(
    ([id, dial]): Link => ({ id: `l-${id}`, from: id, to: 'db', protocol: 'postgres', dial }),
  );
  return read({ format: 'plainsight/topology', version: 1, title: 'A title that ends in \\', nodes, links });
}

function read(json: unknown): Topology {
  const result = readDocument(json);
  if (!result.ok) throw new Error(result.problems.map(say).join('\n'));
  return result.value;
}

describe.skipIf(postgresqlIsMissing)('PostgreSQL (package postgresql)', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.create(services.map((id) => (id === 'none' ? 'service-none' : id)));
  });
  afterAll(() => cluster.remove());

  interface Seen {
    readonly state: 'plaintext' | 'encrypted' | 'failed';
    readonly version: string | null;
    readonly clientCertificate: boolean;
    readonly words: string;
  }

  /** Connects with what the service is given: the exported file is sourced by a shell, as it would be. */
  async function connect(file: string, variable: 'DATABASE_URL' | 'DATABASE_CONNINFO'): Promise<Seen> {
    const question =
      'SELECT ssl, coalesce(version, $$-$$), client_dn IS NOT NULL FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    const { code, out, err } = await runClient(
      ['/bin/sh', '-c', `. "$1" && exec "$2" -wAtX -c "$3" -d "$${variable}"`, 'sh', file, `${psql}`, question],
      { env: { HOME: cluster.folder, PGPASSWORD: cluster.password, PGCONNECT_TIMEOUT: '4' } },
    );
    const [encrypted, version, presented] = out.trim().split('|');
    if (code !== 0) return { state: 'failed', version: null, clientCertificate: false, words: err };
    return {
      state: encrypted === 't' ? 'encrypted' : 'plaintext',
      version: encrypted === 't' ? `${version}`.replace('TLSv', '') : null,
      clientCertificate: presented === 't',
      words: err,
    };
  }

  describe.each(Object.entries(listeners))('listening: %s', (kind, tls) => {
    it('does to every dial what the simulation says', async () => {
      const topology = drawing(tls, cluster.port);
      const simulation = simulate(topology, products);
      expect(simulation.designErrors).toEqual([]);
      const plans = planDesign(topology, simulation, products, loopback(cluster.certificates, new Map()));
      cluster.provide(topology, plans);
      const exports = join(cluster.folder, 'exports', kind.replaceAll(/\W+/g, '-'));
      for (const plan of plans) {
        const exporter = plan.product.id === 'postgresql' ? exportPlan : exportService;
        place(exports, exporter(plan).files);
      }
      const server = await cluster.serve(join(exports, 'db/postgresql.conf'), join(exports, 'db/pg_hba.conf'));
      try {
        for (const id of services) {
          const verdict = simulation.links.get(`l-${id}`);
          const flow = [...simulation.flows.values()].find(({ legs }) => legs[0]?.call.link.id === `l-${id}`);
          const outcome = flow?.legs[0]?.outcome;
          expect(verdict && outcome, id).toBeDefined();
          if (!verdict || !outcome) continue;
          const before = server.log().length;
          const file = join(exports, id, `l-${id}.env`);
          const seen = await connect(file, 'DATABASE_URL');
          const where = `${id} → ${kind}: ${seen.words}${server.log().slice(before)}`;
          expect(seen.state, where).toBe(verdict.state);
          if (outcome.kind === 'session') {
            expect(seen.version, where).toBe(outcome.version);
            const asked = tls.mode !== 'plaintext' && tls.mode !== 'passthrough' ? tls.clientCertificate : 'none';
            expect(seen.clientCertificate, where).toBe(
              dials[id]?.tls === 'mutual' && asked !== undefined && asked !== 'none',
            );
          }
          const line = verdict.cause && product.logs?.[verdict.cause.code];
          if (line)
            expect(await until(() => server.log().slice(before).includes(line)), `${where}\nexpected: ${line}`).toBe(
              true,
            );
          if (verdict.cause?.code === 'tls-to-plaintext')
            expect(seen.words).toContain('server does not support SSL, but SSL was required');
          if (verdict.cause?.code === 'name-mismatch') expect(seen.words).toContain('does not match host name');
          // The other form says the same, so a few listeners are enough for it.
          if (!bothForms.includes(kind)) continue;
          const { words, ...again } = await connect(file, 'DATABASE_CONNINFO');
          expect({ ...again, words: '' }, `${where}${words}`).toEqual({ ...seen, words: '' });
        }
      } finally {
        await server.stop();
      }
    });
  });
});
