import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Exported } from '../../../src/core/plan/exporter.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exportPlan as exportHaproxy } from '../../../src/core/products/haproxy/export.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan as exportNginx } from '../../../src/core/products/nginx/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

type Proxy = 'nginx' | 'haproxy';

function exported(topology: Topology, node = 'edge'): Exported & { readonly text: string } {
  const plan = planDesign(topology, simulate(topology, products), products).find((each) => each.node.id === node);
  if (!plan) throw new Error(`no ${node}`);
  const result = (plan.product.id === 'nginx' ? exportNginx : exportHaproxy)(plan);
  return { ...result, text: result.files[0]?.text ?? '' };
}

/** The comments of a file as running text. */
const prose = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => (/^\s*#/.test(line) ? [line.replace(/^\s*# ?/, '')] : []))
    .join(' ');

const bridge = (product: Proxy, details: Parameters<typeof draw>[1] = {}, dial = '==>') =>
  draw(`client ==> edge(${product})[terminate] ${dial} app[terminate]`, details);
const database = (product: Proxy, dial: object) =>
  draw(`client --> edge(${product})[plaintext] ==> db(postgresql)[terminate]`, {
    links: {
      'client-edge': { protocol: 'postgres' },
      'edge-db': { protocol: 'postgres', dial },
    },
  });
const balanced = (product: Proxy, first: string, second: string) =>
  draw([`client ==> edge(${product})[terminate] ${first} a[terminate]`, `client ==> edge ${second} b[terminate]`]);

/** What the drawing asks for, the product's kind of notice about it, and words of that notice. */
const cases: readonly [what: string, topology: Topology, kind: string, words: RegExp][] = [
  [
    'nginx: PROXY protocol with HTTP',
    bridge('nginx', {
      links: { 'edge-app': { dial: { sendsProxyProtocol: 'v1' } } },
      listeners: { app: { acceptsProxyProtocol: true } },
    }),
    'lost',
    /from stream only/,
  ],
  ['nginx: checks the issuer only', bridge('nginx', {}, '=ca=>'), 'weakened', /One switch checks issuer and name/],
  ['nginx: an in-band upgrade', database('nginx', { negotiation: 'in-band' }), 'lost', /in band/],
  ['nginx: balanced, but dialled in two ways', balanced('nginx', '==>', '=none=>'), 'lost', /unlike/],
  [
    'nginx: balanced, with a name each',
    balanced('nginx', '==>', '==>'),
    'weakened',
    /chooses one for each request by chance/,
  ],
  [
    'nginx: gRPC and HTTP on one plaintext port',
    draw(['client --> edge(nginx)[plaintext] --> app[plaintext]', 'other --> edge'], {
      links: { 'other-edge': { protocol: 'grpc' } },
    }),
    'lost',
    /gRPC beside HTTP/,
  ],
  ['haproxy: an in-band upgrade', database('haproxy', { negotiation: 'in-band' }), 'lost', /in band/],
  [
    'haproxy: sends a name that it must not check',
    bridge('haproxy', { links: { 'edge-app': { dial: { sni: 'app.internal' } } } }, '=ca=>'),
    'lost',
    /it sends none/,
  ],
  ...(['nginx', 'haproxy'] as const).flatMap((product): [string, Topology, string, RegExp][] => [
    [
      `${product}: dialled by address`,
      bridge(product, { links: { 'edge-app': { dial: { sni: '10.0.0.1' } } } }),
      'fails',
      /compares names only, and "10.0.0.1" is an address/,
    ],
    [
      `${product}: a hop that the simulation says will fail`,
      draw(`client ==> edge(${product})[terminate] ==> app[plaintext]`),
      'fails',
      /TLS is spoken to a listener that answers in plaintext/,
    ],
    [
      `${product}: versions before 1.2`,
      bridge(product, { links: { 'edge-app': { dial: { minVersion: '1.0' } } } }),
      'weakened',
      /RFC 8996/,
    ],
    [
      `${product}: no version at all`,
      bridge(product, { links: { 'edge-app': { dial: { minVersion: '1.3', maxVersion: '1.2' } } } }),
      'weakened',
      /which is none/,
    ],
    [
      `${product}: two listeners on one port`,
      bridge(product, {
        nodes: {
          edge: {
            listeners: [
              { id: 'in', port: 443, tls: { mode: 'terminate' } },
              { id: 'again', port: 443, tls: { mode: 'plaintext' } },
            ],
          },
        },
      }),
      'lost',
      /belongs to "in" already/,
    ],
    [
      `${product}: a path behind a passthrough listener`,
      draw(`client ==> edge(${product})[tcp] ==> app[terminate]`, {
        links: { 'edge-app': { match: { path: '/api' } } },
      }),
      'lost',
      /relays bytes and sees no HTTP/,
    ],
    [
      `${product}: HTTP in, Redis out`,
      draw(`client ==> edge(${product})[terminate] --> app[plaintext]`, {
        links: { 'edge-app': { protocol: 'redis' } },
      }),
      'lost',
      /Nothing leads to app/,
    ],
    [
      `${product}: a server that speaks first behind an SNI router`,
      draw([`client ==> edge(${product})[sni] ==> app[terminate]`, 'client ==> edge --> db[plaintext]'], {
        links: { 'edge-app': { match: { sni: ['app.internal'] } }, 'edge-db': { protocol: 'mysql' } },
      }),
      product === 'nginx' ? 'fails' : 'weakened',
      /the server speaks first/,
    ],
    [
      `${product}: accepts both plaintext and TLS`,
      draw(`client ==> edge(${product})[permissive] --> app[plaintext]`),
      'weakened',
      /accept both plaintext and TLS/,
    ],
    [
      `${product}: listens on nothing`,
      draw(`client ==> edge(${product}) --> app[plaintext]`, { nodes: { edge: { listeners: [] } } }),
      'by-hand',
      /has no listener/,
    ],
  ]),
];

describe('what a proxy cannot say is said beside it', () => {
  it.each(cases)('%s', (_what, topology, kind, words) => {
    const { notices, text } = exported(topology);
    const found = notices.filter(({ message }) => words.test(message));
    expect(found.map((notice) => notice.kind)).toEqual([kind]);
    if (text !== '') expect(prose(text)).toMatch(words);
  });

  it('and nothing is said where nothing is lost', () => {
    for (const product of ['nginx', 'haproxy'] as const) {
      expect(exported(bridge(product)).notices).toEqual([]);
      expect(exported(balanced(product, '=none=>', '=none=>')).notices).toEqual([]);
    }
  });

  it('a failing hop is marked at its upstream, too', () => {
    for (const product of ['nginx', 'haproxy'] as const) {
      const { text } = exported(draw(`client ==> edge(${product})[terminate] ==> app[plaintext]`));
      expect(text.match(/# !!! WILL NOT CONNECT: /g)).toHaveLength(2);
    }
  });
});

describe('versions decide the syntax', () => {
  it('nginx has a directive for HTTP/2 from 1.25.1', () => {
    const text = (version: string) => exported(bridge('nginx', { nodes: { edge: { version } } })).text;
    expect(text('1.22.1')).toMatch(/listen 8443 default_server ssl http2;/);
    expect(text('1.25.1')).toMatch(/listen 8443 default_server ssl;\n\s+http2 on;/);
  });
});

describe('equal plans', () => {
  it.each(['nginx', 'haproxy'] as const)('give equal bytes on %s', (product) => {
    expect(exported(bridge(product))).toEqual(exported(bridge(product)));
  });
});
