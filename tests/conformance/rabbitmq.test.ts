import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../src/core/model/read.ts';
import { describe as say } from '../../src/core/model/result.ts';
import type { Certificate, Dial, Link, Listener, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Plan, type PlannedListener, planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/rabbitmq/export.ts';
import { product } from '../../src/core/products/rabbitmq/product.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { recast } from '../support/exported.ts';
import { loopback, place, provide, runClient, until, write } from '../support/lab.ts';
import { hostileTitles, proxies } from '../support/proxies.ts';
import { rabbitmqIsMissing, readByRabbitmq, serveRabbitmq } from '../support/rabbitmq-server.ts';
import { seed } from '../support/seed.ts';
import { freePorts } from '../support/servers.ts';

const certificate: Certificate = { issuer: 'private-ca', names: ['mq.internal'] };
const full = { verify: 'full', sni: 'mq.internal' } as const;
const dials: Readonly<Record<string, Dial & { readonly listener?: string }>> = {
  plaintext: { tls: 'plaintext' },
  clear: { tls: 'plaintext', listener: 'clear' },
  'tls-to-clear': { tls: 'tls', verify: 'none', listener: 'clear' },
  full: { tls: 'tls', ...full },
  'to-1.2': { tls: 'mutual', ...full, maxVersion: '1.2' },
  'to-1.1': { tls: 'mutual', ...full, minVersion: '1.1', maxVersion: '1.1' },
  mutual: { tls: 'mutual', ...full },
  'mutual-public': { tls: 'mutual', ...full, clientCertificate: { issuer: 'public-ca' } },
  'other-name': { tls: 'mutual', verify: 'full', sni: 'other.internal' },
  distrustful: { tls: 'mutual', ...full, trusts: ['public-ca'] },
};

function drawing(listeners: readonly Listener[], title = "# listeners.tcp.9 = 1\\ ' \u0024{x}"): Topology {
  const nodes: Node[] = [
    { id: 'mq', product: 'rabbitmq', title, listeners: [...listeners] },
    ...Object.keys(dials).map((id): Node => ({ id, product: 'generic-service', title })),
  ];
  const links = Object.entries(dials)
    .filter(([, { listener = 'in' }]) => listeners.some(({ id }) => id === listener))
    .map(
      ([id, { listener = 'in', ...dial }]): Link => ({
        id: `l-${id}`,
        from: id,
        to: 'mq',
        listener,
        protocol: 'amqp',
        dial,
      }),
    );
  const read = readDocument({ format: 'plainsight/topology', version: 1, title, nodes, links });
  if (!read.ok) throw new Error(read.problems.map(say).join('\n'));
  return read.value;
}

describe.skipIf(rabbitmqIsMissing)('RabbitMQ (package rabbitmq-server)', () => {
  let certificates: Certificates;
  let ports: readonly number[];
  const port = (which: number): number => ports[which] ?? 0;
  beforeAll(async () => {
    certificates = new Certificates();
    ports = await freePorts(2);
  });
  afterAll(() => certificates.remove());

  const both = (): readonly Listener[] => [
    { id: 'in', port: port(0), tls: { mode: 'terminate', certificate, clientCertificate: 'required' } },
    { id: 'clear', port: port(1), tls: { mode: 'plaintext' } },
  ];
  function prepare(topology: Topology) {
    const simulation = simulate(topology, products);
    const plans = planDesign(topology, simulation, products, loopback(certificates, new Map()));
    const plan = plans.find((each) => each.product.id === 'rabbitmq');
    if (!plan) throw new Error('there is no broker');
    const [file] = exportPlan(plan).files;
    return { simulation, plans, plan, text: file?.text ?? '' };
  }

  /** What an AMQP 0-9-1 client opens with; a broker answers with Connection.Start, which names its product. */
  const opening = 'AMQP\0\0\x09\x01';
  async function ask(plan: Plan | undefined): Promise<{ answered: boolean; version: string | null; words: string }> {
    const upstream = plan?.upstreams[0];
    if (!upstream) throw new Error('nobody dials');
    const { tls, verify, versions, files, serverName, port } = upstream;
    if (tls === 'plaintext') {
      const words = await askInClear(port);
      return { answered: words.includes('RabbitMQ'), version: null, words };
    }
    const { out, err } = await runClient(
      [
        ...['sh', '-c', '(printf "$0"; sleep 1) | openssl s_client "$@"', 'AMQP\\0\\0\\011\\001'],
        ...['-brief', '-nocommands', '-connect', `127.0.0.1:${port}`],
        ...(verify === 'none' ? [] : ['-CAfile', files.trust, '-verify_return_error']),
        ...(verify === 'full' ? ['-verify_hostname', serverName] : []),
        ...(tls === 'mutual' ? ['-cert', files.certificate, '-key', files.key] : []),
        ...['-min_protocol', `TLSv${versions[0]}`, '-max_protocol', `TLSv${versions[1]}`, '-cipher', 'ALL:@SECLEVEL=0'],
      ],
      { limit: 5_000 },
    );
    const version = /Protocol version: TLSv([\d.]+)/.exec(err)?.[1] ?? null;
    return { answered: out.includes('RabbitMQ'), version, words: `${out}${err}` };
  }
  const askInClear = (port: number): Promise<string> =>
    new Promise((resolve) => {
      let words = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(opening));
      socket.setTimeout(1_000, () => socket.destroy());
      socket.on('data', (data) => {
        words += data.toString('latin1');
      });
      socket.once('error', () => {});
      socket.once('close', () => resolve(words));
    });

  it('does to every dial what the simulation says, on a port with TLS and one without', async () => {
    const topology = drawing(both());
    const { simulation, plans, text } = prepare(topology);
    expect(simulation.designErrors).toEqual([]);
    provide(certificates, topology, plans, null);
    const at = join(certificates.directory, 'broker');
    place(at, [{ path: 'rabbitmq.conf', text, language: 'ini' }]);
    const broker = await serveRabbitmq(at, join(at, 'rabbitmq.conf'), port(0));
    try {
      await Promise.all(
        Object.keys(dials).map(async (id) => {
          const { answered, version, words } = await ask(plans.find(({ node }) => node.id === id));
          const verdict = simulation.links.get(`l-${id}`);
          const outcome = [...simulation.flows.values()].find(({ legs }) => legs[0]?.call.link.id === `l-${id}`)
            ?.legs[0]?.outcome;
          expect(answered, `${id}: ${words}\n${alerts(broker.log())}`).toBe(verdict?.state !== 'failed');
          if (answered && outcome?.kind === 'session') expect(version, id).toBe(outcome.version);
        }),
      );
      for (const { cause } of simulation.links.values()) {
        const line = cause && product.logs?.[cause.code];
        if (line) expect(await until(() => broker.log().includes(line)), `${line}\n${alerts(broker.log())}`).toBe(true);
      }
    } finally {
      await broker.stop();
    }
  }, 120_000);

  it('understands the files of 150 brokers and designs at random as they were planned', () => {
    const drawn = [
      ...fc.sample(proxies('rabbitmq'), { seed, numRuns: 100 }),
      ...fc
        .sample(topologies, { seed, numRuns: 50 })
        .map((each) => recast(each, 'rabbitmq', ['data-store', 'service'])),
    ];
    const exported = drawn.flatMap((topology) => {
      const plans = planDesign(topology, simulate(topology, products), products, loopback(certificates, new Map()));
      return plans
        .filter((plan) => plan.product.id === 'rabbitmq')
        .map((plan) => {
          const { files, notices } = exportPlan(plan);
          return { plan, notices, text: files[0]?.text ?? '' };
        });
    });
    expect(exported.length).toBeGreaterThan(150);
    const files = exported.map(({ plan, text }, i) => {
      // Its schema asks that the files are there.
      for (const { files } of plan.listeners)
        for (const file of [files.certificate, files.key, files.clientCa]) write(file, '');
      return write(join(certificates.directory, 'generated', `${i}.conf`), text);
    });
    const read = readByRabbitmq(files);
    for (const [i, { plan, text, notices }] of exported.entries()) {
      const { accepted, terms = '' } = read[i] ?? {};
      const where = `SEED=${seed}, ${i}\n${terms}\n${text}`;
      expect(accepted, where).toBe(true);
      const lost = new Set(notices.flatMap(({ kind, about }) => (kind === 'lost' ? [about] : [])));
      const planned = (mode: PlannedListener['mode']) =>
        plan.listeners.filter((each) => each.mode === mode && !lost.has(each.id)).map((each) => each.port);
      expect(portsIn(terms, 'tcp_listeners'), where).toEqual(planned('plaintext').sort());
      expect(portsIn(terms, 'ssl_listeners'), where).toEqual(planned('terminate').sort());
    }
  });

  it('means by each setting what was drawn', () => {
    const cases: readonly [readonly Listener[], readonly string[]][] = [
      [[{ id: 'a', port: 1, tls: { mode: 'plaintext' } }], ['{tcp_listeners,[{"127.0.0.1",1}]}']],
      [
        [{ id: 'a', port: 2, tls: { mode: 'terminate', maxVersion: '1.2' } }],
        [
          '{tcp_listeners,[]}',
          '{ssl_listeners,[{"127.0.0.1",2}]}',
          "{versions,['tlsv1.2']}",
          '{verify,verify_none}',
          '{fail_if_no_peer_cert,false}',
        ],
      ],
      [
        [{ id: 'a', port: 2, tls: { mode: 'terminate', clientCertificate: 'optional' } }],
        ["{versions,['tlsv1.3','tlsv1.2']}", '{verify,verify_peer}', '{fail_if_no_peer_cert,false}', 'cacertfile'],
      ],
      [
        [{ id: 'a', port: 2, tls: { mode: 'terminate', clientCertificate: 'required' }, acceptsProxyProtocol: true }],
        ['{verify,verify_peer}', '{fail_if_no_peer_cert,true}', '{proxy_protocol,true}'],
      ],
    ];
    const files = cases.map(([listeners], i) => {
      const { plan, text } = prepare(drawing(listeners));
      for (const { files } of plan.listeners)
        for (const file of [files.certificate, files.key, files.clientCa]) write(file, '');
      return write(join(certificates.directory, 'meaning', `${i}.conf`), text);
    });
    for (const [i, { terms }] of readByRabbitmq(files).entries())
      for (const term of cases[i]?.[1] ?? []) expect(terms).toContain(term);
  });

  it('finds the same in a file whatever the titles say, and nothing in one that was spoilt', () => {
    const texts = ['Plain', ...hostileTitles].map((title) => {
      const { plan, text } = prepare(drawing(both(), title));
      for (const { files } of plan.listeners)
        for (const file of [files.certificate, files.key, files.clientCa]) write(file, '');
      return text;
    });
    const [good = ''] = texts;
    const spoilt = [
      good.replace('ssl_options.certfile', 'ssl_options.certificate'),
      good.replace('verify_peer', 'verify_some'),
      good.replace('.crt\n', '.crx\n'),
      good.replace('listeners.tcp.1 =', 'listeners.tcp.1'),
      good.replace(/listeners\.ssl\.1 = .*/, 'listeners.ssl.1 = many'),
    ];
    for (const bad of spoilt) expect(bad).not.toBe(good);
    const files = [...texts, ...spoilt].map((text, i) =>
      write(join(certificates.directory, 'titles', `${i}.conf`), text),
    );
    expect(files.length).toBe(readFileSync(files[0] ?? '', 'utf8') === good ? texts.length + spoilt.length : 0);
    const read = readByRabbitmq(files);
    for (const [i] of texts.entries()) expect(read[i]).toEqual(read[0]);
    expect(read[0]?.accepted).toBe(true);
    expect(read.slice(texts.length).map(({ accepted }) => accepted)).toEqual(spoilt.map(() => false));
  });
});

const alerts = (log: string): string =>
  log
    .split('\n')
    .filter((line) => line.includes('ALERT'))
    .join('\n');

/** Ports in a list of listeners such as `{tcp_listeners,[{"127.0.0.1",5672}]}`. */
const portsIn = (terms: string, list: string): readonly number[] =>
  [...(new RegExp(`\\{${list},\\[([^\\]]*)\\]\\}`).exec(terms)?.[1] ?? '').matchAll(/",(\d+)\}/g)]
    .map(([, port]) => Number(port))
    .sort();
