import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../src/core/model/read.ts';
import { describe as say } from '../../src/core/model/result.ts';
import type { Certificate, Dial, Link, Listener, ListenerTls, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/memcached/export.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { Certificates } from '../support/certificates.ts';
import { loopback, place, provide, runClient, write } from '../support/lab.ts';
import { hostileTitles, proxies } from '../support/proxies.ts';
import { type Running, start } from '../support/running.ts';
import { seed } from '../support/seed.ts';
import { freePorts, requireProgram } from '../support/servers.ts';

const memcached = requireProgram('memcached', 'memcached');
/** What reads the file on Debian; it wants to be root. */
const wrapper = '/usr/share/memcached/scripts/systemd-memcached-wrapper';

const certificate: Certificate = { issuer: 'private-ca', names: ['cache.internal'] };
const listeners: Readonly<Record<string, ListenerTls>> = {
  plaintext: { mode: 'plaintext' },
  terminate: { mode: 'terminate', certificate },
  optional: { mode: 'terminate', certificate, clientCertificate: 'optional' },
  required: { mode: 'terminate', certificate, clientCertificate: 'required' },
  'from 1.3': { mode: 'terminate', certificate, minVersion: '1.3' },
  'other name': { mode: 'terminate', certificate: { ...certificate, names: ['other.internal'] } },
  expired: { mode: 'terminate', certificate: { ...certificate, expired: true } },
};
const full = { verify: 'full', sni: 'cache.internal' } as const;
const dials: Readonly<Record<string, Dial>> = {
  plaintext: { tls: 'plaintext' },
  none: { tls: 'tls', verify: 'none' },
  full: { tls: 'tls', ...full },
  'to-1.2': { tls: 'tls', ...full, maxVersion: '1.2' },
  mutual: { tls: 'mutual', ...full },
  'mutual-public': { tls: 'mutual', ...full, clientCertificate: { issuer: 'public-ca' } },
};

function drawing(own: readonly Listener[], title = '\\# -l 0.0.0.0 $(reboot)'): Topology {
  const nodes: Node[] = [
    { id: 'cache', product: 'memcached', title, listeners: [...own] },
    ...Object.keys(dials).map((id): Node => ({ id, product: 'generic-service', title })),
  ];
  const links = Object.entries(dials).map(
    ([id, dial]): Link => ({ id: `l-${id}`, from: id, to: 'cache', protocol: 'memcached', dial }),
  );
  const read = readDocument({ format: 'plainsight/topology', version: 1, title, nodes, links });
  if (!read.ok) throw new Error(read.problems.map(say).join('\n'));
  return read.value;
}

describe.skipIf(!memcached)('memcached (package memcached)', () => {
  let certificates: Certificates;
  let ports: readonly number[];
  const port = (which: number): number => ports[which] ?? 0;

  beforeAll(async () => {
    certificates = new Certificates();
    chmodSync(certificates.directory, 0o755);
    ports = await freePorts(3);
  });
  afterAll(() => certificates.remove());

  /** Starts the server as the file says: by Debian's script, or with the file's lines as options. */
  function serve(file: string, at: number): Promise<Running> {
    if (process.getuid?.() === 0 && existsSync(wrapper)) return start('perl', [wrapper, file], at);
    return start('sh', ['-c', `exec ${memcached} ${optionsOf(readFileSync(file, 'utf8')).join(' ')}`], at);
  }

  function prepare(name: string, topology: Topology) {
    const simulation = simulate(topology, products);
    expect(simulation.designErrors).toEqual([]);
    const plans = planDesign(topology, simulation, products, loopback(certificates, new Map()));
    provide(certificates, topology, plans, null);
    // It reads its key after it has dropped root.
    for (const plan of plans)
      for (const { files, mode } of plan.listeners) if (mode === 'terminate') chmodSync(files.key, 0o644);
    const at = join(certificates.directory, 'exports', name.replaceAll(/\W+/g, '-'));
    for (const plan of plans) if (plan.product.id === 'memcached') place(at, exportPlan(plan).files);
    return { simulation, plans, file: join(at, 'cache/memcached.conf') };
  }

  /** The version of TLS over which the server gave its own; empty for plaintext, null for no answer. */
  async function ask(plan: Plan | undefined): Promise<string | null> {
    const upstream = plan?.upstreams[0];
    if (!upstream) throw new Error('nobody dials');
    const { tls, verify, versions, files, serverName, port } = upstream;
    if (tls === 'plaintext') return (await askInClear(port)) ? '' : null;
    const { out, err } = await runClient(
      [
        ...['openssl', 's_client', '-brief', '-nocommands', '-ign_eof', '-connect', `127.0.0.1:${port}`],
        ...(verify === 'none' ? [] : ['-CAfile', files.trust, '-verify_return_error']),
        ...(verify === 'full' ? ['-verify_hostname', serverName] : []),
        ...(tls === 'mutual' ? ['-cert', files.certificate, '-key', files.key] : []),
        ...['-min_protocol', `TLSv${versions[0]}`, '-max_protocol', `TLSv${versions[1]}`],
      ],
      { input: 'version\r\nquit\r\n', limit: 2_000 },
    );
    return out.includes('VERSION ') ? (/Protocol version: TLSv([\d.]+)/.exec(err)?.[1] ?? null) : null;
  }

  const askInClear = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('version\r\n'));
      socket.setTimeout(1_000, () => socket.destroy());
      socket.once('data', (data) => {
        resolve(data.toString().startsWith('VERSION '));
        socket.destroy();
      });
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
    });

  it.each(Object.entries(listeners))('does to every dial what the simulation says: %s', async (kind, tls) => {
    const { simulation, plans, file } = prepare(kind, drawing([{ id: 'in', port: port(0), tls }]));
    const server = await serve(file, port(0));
    try {
      await Promise.all(
        Object.keys(dials).map(async (id) => {
          const version = await ask(plans.find(({ node }) => node.id === id));
          const verdict = simulation.links.get(`l-${id}`);
          const outcome = [...simulation.flows.values()].find(({ legs }) => legs[0]?.call.link.id === `l-${id}`)
            ?.legs[0]?.outcome;
          expect(version !== null, `${id} → ${kind}: ${version}\n${server.log()}`).toBe(verdict?.state !== 'failed');
          if (outcome?.kind === 'session') expect(version, `${id} → ${kind}`).toBe(outcome.version);
        }),
      );
    } finally {
      await server.stop();
    }
  });

  it('keeps plaintext and TLS apart on two ports', async () => {
    const { plans, file } = prepare(
      'both',
      drawing([
        { id: 'secure', port: port(0), tls: { mode: 'terminate', certificate } },
        { id: 'clear', port: port(1), tls: { mode: 'plaintext' } },
      ]),
    );
    const server = await serve(file, port(0));
    try {
      expect(await ask(plans.find(({ node }) => node.id === 'full'))).toBe('1.3');
      expect(await askInClear(port(1))).toBe(true);
      expect(await askInClear(port(0))).toBe(false);
    } finally {
      await server.stop();
    }
  });

  it('speaks the old versions where they are drawn', async () => {
    const tls: ListenerTls = { mode: 'terminate', certificate, minVersion: '1.0' };
    const { file } = prepare('old', drawing([{ id: 'in', port: port(0), tls }]));
    const server = await serve(file, port(0));
    try {
      const { err } = await runClient([
        'openssl',
        's_client',
        '-brief',
        '-connect',
        `127.0.0.1:${port(0)}`,
        '-tls1_1',
        '-cipher',
        'ALL:@SECLEVEL=0',
      ]);
      expect(err).toContain('Protocol version: TLSv1.1');
    } finally {
      await server.stop();
    }
  });

  it('starts with the files of stores at random', async () => {
    const drawn = fc.sample(proxies('memcached'), { seed, numRuns: 100 });
    const issued = certificates.issue({ issuer: 'private-ca', names: ['cache.internal'] });
    const shapes = new Map<string, () => Promise<void>>();
    for (const [i, topology] of drawn.entries()) {
      const all = planDesign(topology, simulate(topology, products), products, loopback(certificates, new Map()));
      const plan = all.find(({ product }) => product.id === 'memcached');
      if (!plan) throw new Error('there is no cache');
      // Ports that are free here, the same where the same were drawn.
      const drawnPorts = [...new Set(plan.listeners.map((each) => each.port))];
      const own = plan.listeners.map((each) => ({ ...each, port: port(drawnPorts.indexOf(each.port)) }));
      const [text = ''] = exportPlan({ ...plan, listeners: own }).files.map((each) => each.text);
      shapes.set(optionsOf(text).join('\n'), async () => {
        for (const { files } of own) {
          write(files.certificate, issued.certificate);
          write(files.key, issued.key);
          write(files.clientCa, readFileSync(certificates.authority('private-ca'), 'utf8'));
        }
        const server = await serve(write(join(certificates.directory, 'generated', `${i}.conf`), text), port(0)).catch(
          (error) => {
            throw new Error(`SEED=${seed}, design ${i}: ${error}\n${text}`);
          },
        );
        await server.stop();
      });
    }
    expect(shapes.size).toBeGreaterThan(20);
    // Each takes it a second to stop.
    for (const run of [...shapes.values()].slice(0, 12)) await run();
  }, 60_000);

  it('takes no option out of a title', () => {
    const options = (title: string) => {
      const { file } = prepare(
        'titled',
        drawing([{ id: 'in', port: 1, tls: listeners.required ?? { mode: 'plaintext' } }], title),
      );
      const text = readFileSync(file, 'utf8');
      for (const line of text.split('\n')) expect(line.lastIndexOf('#')).toBeLessThanOrEqual(0);
      return optionsOf(text);
    };
    const plain = options('Plain');
    for (const title of [...hostileTitles, '\\#x', '# -Z']) expect(options(title), title).toEqual(plain);
  });

  it('refuses files that were spoilt', async () => {
    const tls: ListenerTls = { mode: 'terminate', certificate, clientCertificate: 'required' };
    const { file } = prepare('spoilt', drawing([{ id: 'in', port: port(2), tls }]));
    const good = readFileSync(file, 'utf8');
    await (await serve(write(join(certificates.directory, 'spoilt/good.conf'), good), port(2))).stop();
    for (const [i, [from, to]] of [
      ['ssl_key=', 'ssl_keys='],
      ['.crt\n', '.crx\n'],
      ['ssl_verify_mode=2', 'ssl_verify_mode=9'],
      ['ssl_min_version=2', 'ssl_min_version=7'],
      ['-U 0', '-Q 0'],
    ].entries()) {
      const bad = good.replace(`${from}`, `${to}`);
      expect(bad).not.toBe(good);
      const spoilt = write(join(certificates.directory, `spoilt/${i}.conf`), bad);
      await expect(serve(spoilt, port(2)), `${to}`).rejects.toThrow();
    }
  });
});

const optionsOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
