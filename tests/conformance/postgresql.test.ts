import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atLeast } from '../../src/core/model/product.ts';
import { readDocument } from '../../src/core/model/read.ts';
import { describe as say } from '../../src/core/model/result.ts';
import type { Certificate, Dial, Link, ListenerTls, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { asDrawn, type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { exportPlan as exportService } from '../../src/core/products/generic-service/export.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/postgresql/export.ts';
import { product } from '../../src/core/products/postgresql/product.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { accountBelowRoot, asAccount, loopback, own, place, provide, runClient, until, write } from '../support/lab.ts';
import { type Running, start } from '../support/running.ts';
import { freePorts, requireProgram } from '../support/servers.ts';

const debian = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/16/bin'];
const postgres = requireProgram('postgres', 'postgresql', debian);
const initdb = requireProgram('initdb', 'postgresql', debian);
const psql = requireProgram('psql', 'postgresql-client');
const missing = !postgres || !initdb || !psql;

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

const password = "it's a secret";
const account = accountBelowRoot('postgres');

describe.skipIf(missing)('PostgreSQL (package postgresql)', () => {
  let certificates: Certificates;
  let folder: string;
  let data: string;
  let port: number;

  beforeAll(async () => {
    certificates = new Certificates();
    chmodSync(certificates.directory, 0o755);
    folder = certificates.directory;
    data = join(folder, 'data');
    [port = 0] = await freePorts(1);
    for (const name of ['data', 'sockets']) {
      mkdirSync(join(folder, name), { mode: 0o700 });
      own(join(folder, name), account);
    }
    const [program, ...args] = asAccount(account, `${initdb}`, '-A', 'trust', '-N', '-U', 'postgres', '-D', data);
    execFileSync(program, args, { stdio: 'ignore', cwd: '/' });
    const [single, ...how] = asAccount(account, `${postgres}`, '--single', '-D', data, '-F', 'postgres');
    execFileSync(single, how, {
      cwd: '/',
      stdio: ['pipe', 'ignore', 'pipe'],
      input: [
        'CREATE DATABASE db',
        ...services.map(
          (id) =>
            `CREATE ROLE "${id === 'none' ? 'service-none' : id}" LOGIN PASSWORD '${password.replaceAll("'", "''")}'`,
        ),
      ]
        .map((statement) => `${statement}\n`)
        .join(''),
    });
  });
  afterAll(() => certificates.remove());

  /** Starts the server with two files, exactly as they lie there. */
  async function serve(settings: string, rules: string): Promise<Running> {
    const command = asAccount(
      account,
      ...[`${postgres}`, '-D', data, '-c', `config_file=${settings}`, '-c', `hba_file=${rules}`],
      // Not configuration of TLS: where the lab keeps its sockets, and that it need not survive a power cut.
      ...['-c', `unix_socket_directories=${join(folder, 'sockets')}`, '-c', 'fsync=off'],
    );
    const [program, ...args] = command;
    const server = await start(program, args, port);
    if (await until(() => server.log().includes('ready to accept connections'))) return server;
    await server.stop();
    throw new Error(server.log());
  }

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
      { env: { HOME: folder, PGPASSWORD: password, PGCONNECT_TIMEOUT: '4' } },
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
      const topology = drawing(tls, port);
      const simulation = simulate(topology, products);
      expect(simulation.designErrors).toEqual([]);
      const plans = planDesign(topology, simulation, products, loopback(certificates, new Map()));
      provide(certificates, topology, plans, account);
      const exports = join(folder, 'exports', kind.replaceAll(/\W+/g, '-'));
      for (const plan of plans) {
        const exporter = plan.product.id === 'postgresql' ? exportPlan : exportService;
        place(exports, exporter(plan).files);
      }
      const server = await serve(join(exports, 'db/postgresql.conf'), join(exports, 'db/pg_hba.conf'));
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

  it('reads the files of a few hundred generated designs, and finds in them what was planned', async () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    console.info(`generated designs: SEED=${seed}`);
    const cases = generated(seed);
    expect(cases.length, `SEED=${seed}`).toBeGreaterThan(150);

    // Names and values, by the program that will read them, without a start.
    for (const [i, { text }] of cases.slice(0, 60).entries()) {
      const file = write(join(folder, 'generated', `${i}.conf`), text.settings);
      const [program, ...args] = asAccount(
        account,
        `${postgres}`,
        '-D',
        data,
        '-c',
        `config_file=${file}`,
        '-C',
        'ssl',
      );
      // The server names only the file that it refuses, so the file goes along.
      const { code, out, err } = await runClient([program, ...args]);
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
              ssl_min_protocol_version: listener.versions[0] === '1.0' ? 'TLSv1' : `TLSv${listener.versions[0]}`,
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
    const [good] = texts(drawing({ mode: 'terminate', certificate, clientCertificate: 'required' }, port));
    expect(good).toBeDefined();
    if (!good) return;
    const readSettings = async (settings: string) => {
      const file = write(join(folder, 'spoilt.conf'), settings);
      const [program, ...args] = asAccount(
        account,
        `${postgres}`,
        '-D',
        data,
        '-c',
        `config_file=${file}`,
        '-C',
        'ssl',
      );
      return (await runClient([program, ...args])).code;
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
    const topology = drawing({ mode: 'terminate', certificate }, port);
    const plans = planDesign(topology, simulate(topology, products), products, loopback(certificates, new Map()));
    provide(certificates, topology, plans, account);
    const [db] = plans;
    const [text] = texts(topology, plans);
    if (!db?.listeners[0] || !text) throw new Error('nothing was planned');
    const { key } = db.listeners[0].files;
    execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
    const settings = write(join(folder, 'unfit/postgresql.conf'), text.settings);
    const rules = write(join(folder, 'unfit/pg_hba.conf'), text.rules);
    await expect(serve(settings, rules)).rejects.toThrow('key values mismatch');
  });

  it('speaks the old versions where they are drawn', async () => {
    const topology = drawing({ mode: 'terminate', certificate, minVersion: '1.0', maxVersion: '1.1' }, port);
    const plans = planDesign(topology, simulate(topology, products), products, loopback(certificates, new Map()));
    provide(certificates, topology, plans, account);
    const [text] = texts(topology, plans);
    if (!text) throw new Error('nothing was planned');
    const settings = write(join(folder, 'old/postgresql.conf'), text.settings);
    const server = await serve(settings, write(join(folder, 'old/pg_hba.conf'), text.rules));
    try {
      const { err } = await runClient(
        ['openssl', 's_client', '-brief', '-starttls', 'postgres', '-connect', `127.0.0.1:${port}`].concat(
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

  interface Texts {
    readonly settings: string;
    readonly rules: string;
  }
  interface Understood {
    readonly settings: Readonly<Record<string, string>>;
    readonly rules: readonly string[];
    readonly errors: readonly string[];
  }

  /** What one running server makes of many files: its views read them anew each time they are asked. */
  async function understood(all: readonly Texts[]): Promise<readonly Understood[]> {
    const home = join(folder, 'reader');
    const issued = certificates.issue({ issuer: 'private-ca', names: ['db.internal'] });
    const crt = write(join(home, 'server.crt'), issued.certificate);
    const key = write(join(home, 'server.key'), issued.key, 0o600);
    own(key, account);
    const current = write(join(home, 'current.conf'), '');
    // hostssl lines mean nothing to a server whose ssl is off, and it says so.
    const main = write(
      join(home, 'main.conf'),
      `listen_addresses = '127.0.0.1'\nport = ${port}\nssl = on\nssl_cert_file = '${crt}'\nssl_key_file = '${key}'\ninclude '${current}'\n`,
    );
    const rules = write(join(home, 'rules.conf'), 'local all all trust\n');
    const server = await serve(main, rules);
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
        [`${psql}`, '-wAtX', '-h', join(folder, 'sockets'), '-p', String(port), '-U', 'postgres', '-d', 'db'],
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
  readonly text: { readonly settings: string; readonly rules: string };
}

/** Every PostgreSQL of 600 random designs whose version reads the current form of the files. */
function generated(seed: number): readonly Case[] {
  return fc.sample(topologies, { seed, numRuns: 600 }).flatMap((topology) =>
    planDesign(topology, simulate(topology, products), products, asDrawn)
      .filter(({ product: { id } }) => id === 'postgresql')
      .filter(({ node: { version } }) => version === null || atLeast(version, '12'))
      .map((plan) => ({ plan, text: textOf(plan) })),
  );
}

const texts = (topology: Topology, plans = planDesign(topology, simulate(topology, products), products)) =>
  plans.filter(({ product: { id } }) => id === 'postgresql').map(textOf);

function textOf(plan: Plan): Case['text'] {
  const { files } = exportPlan(plan);
  const find = (name: string) => files.find(({ path }) => path === `${plan.node.id}/${name}`)?.text ?? '';
  return { settings: find('postgresql.conf'), rules: find('pg_hba.conf') };
}
