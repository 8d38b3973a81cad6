import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Exported } from '../../../src/core/plan/exporter.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

function exported(topology: Topology, node = 'edge'): Exported {
  const plan = planDesign(topology, simulate(topology, products), products).find((each) => each.node.id === node);
  const exportPlan = exporters.get(plan?.product.id ?? '');
  if (!plan || !exportPlan) throw new Error(`nothing exports ${node}`);
  return exportPlan(plan);
}

const bridge = (product: string, dial = '==>', details: Details = {}, listener = 'terminate') =>
  draw(`client ==> edge(${product})[${listener}] ${dial} app[terminate]`, details);

/** What cannot be said is said beside it. */
const notices: readonly [what: string, topology: Topology, kind: string, words: RegExp][] = [
  [
    'apache: a name that has to resolve',
    bridge('apache', '==>', { links: { 'edge-app': { dial: { sni: 'shop.example' } } } }),
    'by-hand',
    /let that name resolve to app\.internal/,
  ],
  [
    'apache: no name is sent',
    bridge('apache', '==>', { links: { 'edge-app': { dial: { sni: null } } } }),
    'lost',
    /sends the name/,
  ],
  [
    'apache: balanced, but dialled in two ways',
    draw(['client ==> edge(apache)[terminate] ==> a[terminate]', 'client ==> edge =none=> b[terminate]']),
    'lost',
    /unlike/,
  ],
  [
    'apache: another protocol',
    bridge('apache', '==>', { links: { 'edge-app': { protocol: 'postgres' } } }),
    'lost',
    /dials HTTP/,
  ],
  [
    'apache: an address',
    bridge('apache', '==>', { links: { 'edge-app': { dial: { sni: '10.0.0.1' } } } }),
    'fails',
    /names only/,
  ],
  [
    'apache: ALPN of another protocol',
    bridge('apache', '==>', { listeners: { edge: { alpn: ['h2', 'ftp'] } } }),
    'lost',
    /ftp/,
  ],
  [
    'apache: hybrid key exchange of a dial',
    bridge('apache', '==>', { links: { 'edge-app': { dial: { keyExchange: 'hybrid' } } } }),
    'by-hand',
    /edge → app offers X25519MLKEM768 only where Apache httpd runs on OpenSSL 3\.5 or later/,
  ],
  [
    'caddy: versions of a dial',
    bridge('caddy', '==>', { links: { 'edge-app': { dial: { minVersion: '1.3' } } } }),
    'lost',
    /1\.3 to 1\.3/,
  ],
  [
    'caddy: old versions',
    bridge('caddy', '==>', { listeners: { edge: { tls: { minVersion: '1.0' } } } }),
    'lost',
    /the rest is written/,
  ],
  ['caddy: the issuer alone', bridge('caddy', '=ca=>'), 'weakened', /One switch/],
  [
    'caddy: two names in one transport',
    draw(['client ==> edge(caddy)[terminate] ==> a[terminate]', 'client ==> edge ==> b[terminate]'], {
      links: { 'edge-a': { dial: { sni: 'a.example' } }, 'edge-b': { dial: { sni: 'b.example' } } },
    }),
    'lost',
    /by one name/,
  ],
  [
    'stunnel: no TLS on any side',
    draw('client --> edge(stunnel)[plaintext] --> app[plaintext]'),
    'lost',
    /has it on none/,
  ],
  [
    'stunnel: a path',
    bridge('stunnel', '==>', { links: { 'edge-app': { match: { path: '/api' } } } }),
    'lost',
    /sees no HTTP/,
  ],
  [
    'stunnel: a PROXY header into TLS',
    bridge('stunnel', '==>', {
      links: { 'edge-app': { dial: { sendsProxyProtocol: true } } },
      listeners: { app: { acceptsProxyProtocol: true } },
    }),
    'lost',
    /sends app none/,
  ],
  [
    'hitch: two backends',
    draw(['client ==> edge(hitch)[terminate] --> a[plaintext]', 'client ==> edge --> b[plaintext]']),
    'lost',
    /one backend for all its ports/,
  ],
  [
    'hitch: a header that the backend does not expect',
    draw('client ==> edge(hitch)[terminate] --> app[plaintext]', {
      listeners: { edge: { acceptsProxyProtocol: true } },
    }),
    'fails',
    /has to expect one/,
  ],
  ['hitch: TLS onward', bridge('hitch'), 'weakened', /dials plaintext/],
  ['varnish: TLS', draw('client ==> edge(varnish)[terminate] --> app[plaintext]'), 'weakened', /Varnish 9/],
  [
    'varnish: a redirect is written, Strict-Transport-Security is not',
    draw('client ==> edge(varnish)[terminate] --> app[plaintext]', {
      listeners: { edge: { tls: { strictTransport: 'sent' } } },
    }),
    'by-hand',
    /Strict-Transport-Security/,
  ],
];

describe('what a front cannot say is said beside it', () => {
  it.each(notices)('%s', (_what, topology, kind, words) => {
    const { notices: said } = exported(topology);
    expect(said.filter(({ message }) => words.test(message)).map((notice) => notice.kind)).toEqual([kind]);
  });

  it('and nothing is said where nothing is lost', () => {
    for (const product of ['apache', 'caddy', 'stunnel']) expect(exported(bridge(product)).notices).toEqual([]);
    expect(exported(draw('client ==> edge(hitch)[terminate] --> app[plaintext]')).notices).toEqual([]);
    expect(exported(draw('client --> edge(varnish)[plaintext] --> app[plaintext]')).notices).toEqual([]);
  });

  it('and no file is written that would not load', () => {
    const topology = draw('client ==> edge(hitch) --> app[plaintext]', { nodes: { edge: { listeners: [] } } });
    expect(exported(topology).files).toEqual([]);
  });
});
