import fc from 'fast-check';
import { readDocument } from '../../src/core/model/read.ts';
import { describe } from '../../src/core/model/result.ts';
import type { Dial, Link, Listener, ListenerTls, Match, Node } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { titles } from './arbitrary.ts';

/**
 * Designs in AWS: browsers, a distribution, load balancers of both kinds, and what lies behind them, in every mode and
 * with every match that the schema lets in, fitting or not.
 */

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const index = fc.nat(1000);

const hosts = some(
  'shop.example.com',
  'API.example.com',
  '*.example.com',
  'a.b.example.org',
  'shop.internal',
  'localhost',
  '10.0.0.7',
  '203.0.113.9',
  '2001:db8::7',
  'xn--bcher-kva.example',
  'under_score.example.com',
  'd111111abcdef8.cloudfront.net',
  'example.xn--p1ai',
);
const paths = some(
  '/',
  '/api',
  '/api/v2',
  '/a%20b',
  '/*.jpg',
  '/q?x',
  '/a&b',
  '/"quoted"',
  `/${'x'.repeat(200)}`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of an interpolation is the attack
  '/${var.region}',
  '/~user/$x',
);
const versions = some('1.0' as const, '1.1' as const, '1.2' as const, '1.3' as const);
const issuers = some('public-ca' as const, 'private-ca' as const, 'self-signed' as const);
const protocols = some('http', 'https', 'grpc', 'websocket', 'postgres', 'redis', 'tcp', 'amqp');

const listenerTls: fc.Arbitrary<ListenerTls> = fc.oneof(
  fc.constant({ mode: 'plaintext' as const }),
  fc.record({ mode: fc.constant('passthrough' as const), by: some('sni' as const, 'tcp' as const) }),
  {
    weight: 3,
    arbitrary: fc
      .record({
        mode: some('terminate' as const, 'terminate' as const, 'permissive' as const),
        clientCertificate: some('none' as const, 'none' as const, 'optional' as const, 'required' as const),
        minVersion: maybe(versions),
        maxVersion: maybe(versions),
        certificate: maybe(
          fc.record({ issuer: issuers, names: fc.array(hosts, { maxLength: 4 }), expired: fc.boolean() }),
        ),
      })
      .map(present),
  },
);

/** An optional field is absent, not undefined. */
function present<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

const listeners: fc.Arbitrary<Listener[] | undefined> = maybe(
  fc.array(fc.record({ port: some(80, 443, 443, 8080, 8443, 5432), tls: listenerTls }), { maxLength: 3 }),
).map((drawn) => drawn?.map((each, i) => ({ id: `in${i}`, ...each })));

const match: fc.Arbitrary<Match | undefined> = maybe(
  fc
    .record({
      host: maybe(fc.array(hosts, { maxLength: 7 })),
      path: maybe(paths),
      sni: maybe(fc.array(hosts, { maxLength: 2 })),
    })
    .map(present),
);

const dial: fc.Arbitrary<Dial> = fc
  .record({
    tls: some('plaintext' as const, 'tls' as const, 'tls' as const, 'mutual' as const, 'opportunistic' as const),
    verify: maybe(some('none' as const, 'ca' as const, 'full' as const)),
    sni: maybe(fc.oneof(fc.constant(null), hosts)),
    minVersion: maybe(versions),
    maxVersion: maybe(versions),
    sendsProxyProtocol: maybe(fc.constantFrom<true | 'v1' | 'v2'>(true, 'v1', 'v2')),
  })
  .map(present);

/** Ids that have to be spelt otherwise in Terraform, or that would collide if they were not. */
const ids = [
  'edge',
  'main',
  'override',
  'x_override',
  '10',
  'a.b',
  'a_b',
  'a__b',
  'n_a',
  'N',
  'network',
  'b-',
  'constructor',
];

const genes = fc.record({
  title: titles,
  names: fc.shuffledSubarray(ids, { minLength: 10 }),
  edges: fc.array(fc.record({ title: titles, host: maybe(hosts), listeners }), { maxLength: 2 }),
  balancers: fc.array(
    fc.record({ product: some('aws-alb', 'aws-nlb'), title: titles, host: maybe(hosts), listeners }),
    { minLength: 1, maxLength: 3 },
  ),
  services: fc.array(
    fc.record({
      product: some('generic-service', 'generic-service', 'nginx'),
      title: titles,
      host: maybe(hosts),
      listeners,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  links: fc.array(
    fc.record({
      from: index,
      to: index,
      protocol: protocols,
      dial,
      match,
      fromListener: maybe(index),
      listener: maybe(index),
    }),
    { minLength: 4, maxLength: 14 },
  ),
});

type Genes = typeof genes extends fc.Arbitrary<infer T> ? T : never;

function grow({ title, names, edges, balancers, services, links }: Genes): Topology {
  const id = (i: number) => names[i] ?? `node${i}`;
  const clients: Node[] = [{ id: 'browser', product: 'browser', title: 'Visitor' }];
  const node = (gene: Genes['services'][number], product: string, i: number): Node => {
    const { host, listeners: drawn } = gene;
    return {
      id: id(i),
      product,
      title: gene.title,
      ...(host === undefined ? {} : { host }),
      ...(drawn === undefined ? {} : { listeners: drawn }),
    };
  };
  const distributions = edges.map((gene, i) => node({ ...gene, product: 'nginx' }, 'aws-cloudfront', i));
  const middle = balancers.map((gene, i) => node({ ...gene, product: 'nginx' }, gene.product, edges.length + i));
  const ends = services.map((gene, i) => node(gene, gene.product, edges.length + balancers.length + i));
  // From a browser to the edge, from there to the load balancers, from there to the services; sometimes past one of them.
  const senders = [...clients, ...distributions, ...middle];
  const receivers = [...distributions, ...middle, ...ends];
  const drawn = links.map(
    ({ from, to, protocol, dial: drawnDial, match: drawnMatch, fromListener, listener }, i): Link => {
      const start = senders[from % senders.length] ?? senders[0];
      const onward = receivers.filter(
        (each) => senders.indexOf(each) === -1 || senders.indexOf(each) > from % senders.length,
      );
      const end = onward[to % onward.length] ?? ends[0];
      if (!start || !end) throw new Error('there is always a browser and a service');
      const out =
        fromListener === undefined ? undefined : start.listeners?.[fromListener % (start.listeners.length || 1)];
      const into = listener === undefined ? undefined : end.listeners?.[listener % (end.listeners.length || 1)];
      return {
        id: `l${i}`,
        from: start.id,
        to: end.id,
        protocol,
        dial: drawnDial,
        ...(drawnMatch ? { match: drawnMatch } : {}),
        ...(out ? { fromListener: out.id } : {}),
        ...(into ? { listener: into.id } : {}),
      };
    },
  );
  const read = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title,
    nodes: [...clients, ...distributions, ...middle, ...ends],
    links: drawn,
  });
  if (!read.ok) throw new Error(`the generator made an invalid document: ${read.problems.map(describe).join('\n')}`);
  return read.value;
}

export const awsTopologies: fc.Arbitrary<Topology> = genes.map(grow);
