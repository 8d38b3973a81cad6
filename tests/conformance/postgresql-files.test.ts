import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atLeast } from '../../src/core/model/product.ts';
import type { ListenerTls } from '../../src/core/model/schema.ts';
import { asDrawn, type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import { loopback, runClient, write } from '../support/lab.ts';
import { Cluster, postgresqlIsMissing, psql, type Texts, textsOf } from '../support/postgresql-server.ts';
import { seed } from '../support/seed.ts';

describe.skipIf(postgresqlIsMissing)("PostgreSQL's files (package postgresql)", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.create();
  });
  afterAll(() => cluster.remove());

  /** A server that listens like this, ready to be started: its files, and everything that they name. */
  function provided(tls: Extract<ListenerTls, { mode: 'terminate' }>): { readonly plan: Plan; readonly texts: Texts } {
    const topology = draw('app ==> db(postgresql)', {
      nodes: { db: { listeners: [{ id: 'pg', port: cluster.port, tls }] } },
      links: { 'app-db': { protocol: 'postgres' } },
    });
    const plans = planDesign(
      topology,
      simulate(topology, products),
      products,
      loopback(cluster.certificates, new Map()),
    );
    cluster.provide(topology, plans);
    const plan = plans.find(({ node }) => node.id === 'db');
    if (!plan) throw new Error('nothing was planned');
    return { plan, texts: textsOf(plan) };
  }

  it('reads the files of a few hundred generated designs, and finds in them what was planned', async () => {
    const cases = generated(seed);
    expect(cases.length, `SEED=${seed}`).toBeGreaterThan(150);

    // Names and values, by the program that will read them, without a start.
    for (const [i, { text }] of cases.slice(0, 60).entries()) {
      const file = write(join(cluster.folder, 'generated', `${i}.conf`), text.settings);
      const { code, out, err } = await cluster.read(file, 'ssl');
      expect(code, `SEED=${seed}, design ${i}: ${err}\n${text.settings}`).toBe(0);
      expect(out.trim(), text.settings).toBe(text.settings.includes('\nssl = on\n') ? 'on' : 'off');
    }

    // Every value and every rule as the server understood it: it shows both without taking them over.
    const seen = await understood(cases.map(({ text }) => text));
    for (const [i, { plan, text }] of cases.entries()) {
      const where = `SEED=${seed}, design ${i}\n${text.settings}${text.rules}`;
      const shown = seen[i];
      expect(shown?.errors, where).toEqual([]);
      const [listener] = plan.listeners;
      const encrypts = listener?.mode === 'terminate' || listener?.mode === 'permissive';
      expect(shown?.settings, where).toMatchObject({
        ssl: encrypts ? 'on' : 'off',
        listen_addresses: listener ? '*' : '',
        ...(listener ? { port: String(listener.port), password_encryption: 'scram-sha-256' } : {}),
        ...(encrypts
          ? {
              ssl_cert_file: listener.files.certificate,
              ssl_key_file: listener.files.key,
              ssl_min_protocol_version: nameOf(listener.versions[0]),
              // Of a range that holds nothing the lower end is written, with a notice.
              ...(listener.versions[1] === '1.3' || listener.versions[1] < listener.versions[0]
                ? {}
                : { ssl_max_protocol_version: nameOf(listener.versions[1]) }),
            }
          : {}),
      });
      expect(shown?.settings.ssl_ca_file !== undefined, where).toBe(encrypts && listener.clientCertificate !== 'none');
      const certificates = listener?.clientCertificate === 'required' ? ' {clientcert=verify-ca}' : '';
      expect(shown?.rules, where).toEqual(
        !listener
          ? ['local peer']
          : listener.mode === 'plaintext'
            ? ['local peer', 'host scram-sha-256']
            : [
                'local peer',
                `hostssl scram-sha-256${certificates}`,
                listener.mode === 'permissive' ? 'hostnossl scram-sha-256' : 'hostnossl reject',
              ],
      );
    }
  });

  it('refuses files that were spoilt', async () => {
    const { texts: good } = provided({ mode: 'terminate', clientCertificate: 'required' });
    const readSettings = async (settings: string) => {
      const file = write(join(cluster.folder, 'spoilt.conf'), settings);
      return (await cluster.read(file, 'ssl')).code;
    };
    expect(await readSettings(good.settings)).toBe(0);
    expect(await readSettings(good.settings.replace('ssl_cert_file', 'ssl_certfile'))).not.toBe(0);
    expect(await readSettings(good.settings.replace("'TLSv1.2'", "'TLSv9'"))).not.toBe(0);
    expect(await readSettings(good.settings.replace('.crt', ".c'rt"))).not.toBe(0);
    const errors = await understood([
      good,
      { ...good, rules: good.rules.replace('hostssl', 'hosttls') },
      { ...good, rules: good.rules.replace('clientcert=verify-ca', 'clientcert=verify-most') },
      { ...good, rules: good.rules.replace('scram-sha-256', '"scram') },
    ]);
    // A rule with an option that it does not know is shown as a rule without a type.
    expect(errors.map((each) => each.errors.length > 0 || each.rules.includes(''))).toEqual([false, true, true, true]);
  });

  it('does not start with a key that does not fit', async () => {
    const { plan, texts } = provided({ mode: 'terminate' });
    const [listener] = plan.listeners;
    if (!listener) throw new Error('nothing listens');
    const { key } = listener.files;
    execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
    const settings = write(join(cluster.folder, 'unfit/postgresql.conf'), texts.settings);
    const rules = write(join(cluster.folder, 'unfit/pg_hba.conf'), texts.rules);
    await expect(cluster.serve(settings, rules)).rejects.toThrow('key values mismatch');
  });

  it('speaks the old versions where they are drawn', async () => {
    const { texts } = provided({ mode: 'terminate', minVersion: '1.0', maxVersion: '1.1' });
    const settings = write(join(cluster.folder, 'old/postgresql.conf'), texts.settings);
    const server = await cluster.serve(settings, write(join(cluster.folder, 'old/pg_hba.conf'), texts.rules));
    try {
      const { err } = await runClient(
        ['openssl', 's_client', '-brief', '-starttls', 'postgres', '-connect', `127.0.0.1:${cluster.port}`].concat(
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

  interface Understood {
    readonly settings: Readonly<Record<string, string>>;
    readonly rules: readonly string[];
    readonly errors: readonly string[];
  }

  /** What one running server makes of many files: its views read them anew each time they are asked. */
  async function understood(all: readonly Texts[]): Promise<readonly Understood[]> {
    const home = join(cluster.folder, 'reader');
    const issued = cluster.certificates.issue({ issuer: 'private-ca', names: ['db.internal'] });
    const crt = write(join(home, 'server.crt'), issued.certificate);
    const key = cluster.handOver(write(join(home, 'server.key'), issued.key, 0o600));
    const current = write(join(home, 'current.conf'), '');
    // hostssl lines mean nothing to a server whose ssl is off, and it says so.
    const main = write(
      join(home, 'main.conf'),
      `listen_addresses = '127.0.0.1'\nport = ${cluster.port}\nssl = on\nssl_cert_file = '${crt}'\nssl_key_file = '${key}'\ninclude '${current}'\n`,
    );
    const rules = write(join(home, 'rules.conf'), 'local all all trust\n');
    const server = await cluster.serve(main, rules);
    try {
      const script = all.flatMap((text, i) => {
        const settings = write(join(home, `${i}.conf`), text.settings);
        const hba = write(join(home, `${i}.hba`), text.rules);
        return [
          `\\! cp '${settings}' '${current}'; cp '${hba}' '${rules}'`,
          `SELECT json_build_object('settings', (SELECT json_object_agg(name, setting) FROM pg_file_settings WHERE sourcefile = '${current}'),
             'rules', (SELECT json_agg(concat_ws(' ', type, auth_method, options) ORDER BY line_number) FROM pg_hba_file_rules),
             'errors', (SELECT json_agg(error) FROM (
               SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL
               UNION ALL SELECT error FROM pg_file_settings WHERE error IS NOT NULL AND error <> 'setting could not be applied') e));`.replaceAll(
            /\n\s*/g,
            ' ',
          ),
        ];
      });
      const { code, out, err } = await runClient(
        [`${psql}`, '-wAtX', '-h', cluster.sockets, '-p', String(cluster.port), '-U', 'postgres', '-d', 'db'],
        { input: script.join('\n'), limit: 30_000 },
      );
      expect(code, err).toBe(0);
      return out
        .trim()
        .split('\n')
        .map((line): Understood => {
          const { settings, rules: lines, errors } = JSON.parse(line);
          return { settings: settings ?? {}, rules: lines ?? [], errors: errors ?? [] };
        });
    } finally {
      await server.stop();
    }
  }
});

interface Case {
  readonly plan: Plan;
  readonly text: Texts;
}

/** Every PostgreSQL of 600 random designs whose version reads the current form of the files. */
function generated(seed: number): readonly Case[] {
  return fc.sample(topologies, { seed, numRuns: 600 }).flatMap((topology) =>
    planDesign(topology, simulate(topology, products), products, asDrawn)
      .filter(({ product: { id } }) => id === 'postgresql')
      .filter(({ node: { version } }) => version === null || atLeast(version, '12'))
      .map((plan) => ({ plan, text: textsOf(plan) })),
  );
}

const nameOf = (version: string): string => (version === '1.0' ? 'TLSv1' : `TLSv${version}`);
