import { describe, expect, test } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { type CauseCode, causes } from '../../../src/core/simulation/causes.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

interface Case {
  readonly name: string;
  readonly code: CauseCode;
  readonly drawn: string | readonly string[];
  readonly details?: Details;
  /** States of the links of the first flow, in order. */
  readonly states: readonly string[];
  readonly failsAt: string;
  /** In whose log it stands. */
  readonly log: string;
  readonly line?: RegExp;
}

const certificate = (more: object) => ({ listeners: { b: { tls: { certificate: more as { issuer: 'public-ca' } } } } });
const postgres = { links: { 'a-b': { protocol: 'postgres' } } };

const meshed: Details = {
  zones: [{ id: 'mesh', kind: 'mesh', title: 'Mesh', mesh: { product: 'istio', mode: 'strict' } }],
};

const cases: readonly Case[] = [
  {
    name: 'gRPC through a proxy that dials HTTP/1.1',
    code: 'http-version',
    drawn: 'a(nginx) ==> b[terminate] --> c',
    details: { links: { 'a-b': { protocol: 'grpc', dial: { alpn: ['http/1.1'] } } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
    line: /http2/,
  },
  {
    name: 'gRPC in plaintext to a server without HTTP/2',
    code: 'http-version',
    drawn: 'a --> b[plaintext]',
    details: { links: { 'a-b': { protocol: 'grpc' } }, nodes: { b: { cannot: ['http2:listen'] } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'no application protocol in common',
    code: 'no-application-protocol',
    drawn: 'a ==> b[terminate] --> c',
    details: { links: { 'a-b': { dial: { alpn: ['h2'] } } }, listeners: { b: { alpn: ['http/1.1'] } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
    line: /no application protocol/,
  },
  {
    name: 'an edge that dials plaintext to an origin that redirects',
    code: 'redirect-loop',
    drawn: 'a(browser) ==> cdn(aws-cloudfront)[terminate] --> b(nginx)[plaintext]',
    details: { listeners: { b: { tls: { redirectsToTls: true } as object } } },
    states: ['encrypted', 'failed'],
    failsAt: 'cdn-b',
    log: 'cdn',
  },
  {
    name: 'beyond a redirect nothing travels',
    code: 'redirect-answered',
    drawn: 'a(browser) --> b(nginx)[plaintext] --> c',
    details: { listeners: { b: { tls: { redirectsToTls: true } as object } } },
    states: ['plaintext', 'failed'],
    failsAt: 'b-c',
    log: 'b',
  },
  {
    name: 'a server that speaks first behind a router that waits for a ClientHello',
    code: 'server-speaks-first',
    drawn: ['a ~~> r(nginx)[sni] --> b[permissive]', 'a ~~> r --> c[terminate]'],
    details: {
      links: {
        'a-r': { protocol: 'mysql' },
        'r-b': { protocol: 'mysql' },
        'r-c': { match: { sni: ['c.internal'] } },
      },
    },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'a path asked of a relay',
    code: 'route-not-seen',
    drawn: 'a ==> r[sni] --> b[terminate]',
    details: { links: { 'r-b': { match: { path: '/api' } } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'TLS around TLS',
    code: 'tls-in-tls',
    drawn: 'a@mesh ==> b[terminate]',
    details: { ...meshed, links: { 'a-b': { mesh: 'simple' } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'b',
  },
  {
    name: 'a stranger to a strict mesh',
    code: 'mesh-identity-required',
    drawn: 'a --> b@mesh --> c@mesh',
    details: meshed,
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'b',
    line: /filter_chain_not_found/,
  },
  {
    name: "the mesh's mutual TLS towards somebody without a proxy",
    code: 'mesh-peer-without-proxy',
    drawn: 'a@mesh --> b --> c',
    details: { ...meshed, links: { 'a-b': { mesh: 'mesh-mutual' } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
    line: /WRONG_VERSION_NUMBER/,
  },
  {
    name: 'a caller who is not on the list',
    code: 'not-authorised',
    drawn: 'a@mesh --> b@mesh',
    details: { ...meshed, nodes: { b: { allows: [] } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'b',
    line: /rbac_access_denied/,
  },
  {
    name: 'nothing listens there',
    code: 'connection-refused',
    drawn: 'a ==> b --> c',
    details: { nodes: { b: { listeners: [] } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'plaintext to a TLS port',
    code: 'plaintext-to-tls',
    drawn: 'a --> b(nginx)[terminate] --> c',
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'b',
    line: /^client sent plain HTTP request to HTTPS port while reading client request headers$/,
  },
  {
    name: 'TLS to a plaintext port, seen by nginx',
    code: 'tls-to-plaintext',
    drawn: 'a(nginx) ==> b[plaintext] --> c',
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
    line: /wrong version number/,
  },
  {
    name: 'no client certificate where one is required',
    code: 'client-certificate-required',
    drawn: 'a ==> b[mutual] --> c',
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
    line: /certificate required/,
  },
  {
    name: 'a client certificate of a CA that the listener does not trust',
    code: 'client-certificate-untrusted',
    drawn: 'a =mutual=> b[mutual]',
    details: { links: { 'a-b': { dial: { clientCertificate: { issuer: 'public-ca' } } } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'an expired client certificate',
    code: 'client-certificate-untrusted',
    drawn: 'a =mutual=> b[mutual]',
    details: { links: { 'a-b': { dial: { clientCertificate: { issuer: 'private-ca', expired: true } } } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'a bad client certificate where one is only optional',
    code: 'client-certificate-untrusted',
    drawn: 'a =mutual=> b[optional]',
    details: { links: { 'a-b': { dial: { clientCertificate: { issuer: 'self-signed' } } } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'a browser knows no private CA',
    code: 'unknown-ca',
    drawn: 'a(browser) ==> b[terminate] --> c',
    details: certificate({ issuer: 'private-ca' }),
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'a',
    line: /^NET::ERR_CERT_AUTHORITY_INVALID$/,
  },
  {
    name: 'nobody trusts a self-signed certificate unless told to',
    code: 'unknown-ca',
    drawn: 'a ==> b[terminate]',
    details: certificate({ issuer: 'self-signed' }),
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: "the link's trusts leave the design's own CA out",
    code: 'unknown-ca',
    drawn: 'a =ca=> b[terminate]',
    details: { ...certificate({ issuer: 'private-ca' }), links: { 'a-b': { dial: { trusts: ['public-ca'] } } } },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'a certificate for another name',
    code: 'name-mismatch',
    drawn: 'a ==> b[terminate]',
    details: {
      ...certificate({ issuer: 'public-ca', names: ['shop.example.com'] }),
      links: { 'a-b': { dial: { sni: 'api.example.com' } } },
    },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'a wildcard stands for one label, not two',
    code: 'name-mismatch',
    drawn: 'a ==> b[terminate]',
    details: {
      ...certificate({ issuer: 'public-ca', names: ['*.example.com'] }),
      links: { 'a-b': { dial: { sni: 'a.b.example.com' } } },
    },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'an expired certificate',
    code: 'certificate-expired',
    drawn: 'a =ca=> b[terminate]',
    details: certificate({ issuer: 'public-ca', expired: true }),
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
  },
  {
    name: 'no TLS version in common',
    code: 'no-common-version',
    drawn: 'a =none=> b[terminate]',
    details: {
      listeners: { b: { tls: { minVersion: '1.3' } } },
      links: { 'a-b': { dial: { maxVersion: '1.2' } } },
    },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'a',
    line: /protocol version/,
  },
  {
    name: 'PostgreSQL asks in band, and a web server terminates',
    code: 'upgrade-not-spoken',
    drawn: 'a ==> b(nginx)[terminate]',
    details: postgres,
    states: ['failed'],
    failsAt: 'a-b',
    log: 'b',
  },
  {
    name: 'direct TLS to a PostgreSQL that is too old for it',
    code: 'direct-tls-not-spoken',
    drawn: 'a ==> b(postgresql)[terminate]',
    details: {
      nodes: { b: { version: '16' } },
      links: { 'a-b': { protocol: 'postgres', dial: { negotiation: 'direct' } } },
    },
    states: ['failed'],
    failsAt: 'a-b',
    log: 'b',
  },
  {
    name: 'an in-band upgrade behind an SNI router',
    code: 'upgrade-behind-sni-router',
    drawn: 'a ==> r[sni] --> b(postgresql)[terminate]',
    details: {
      links: { 'a-r': { protocol: 'postgres' }, 'r-b': { protocol: 'postgres', match: { sni: ['b.internal'] } } },
    },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'plaintext behind an SNI router',
    code: 'no-client-hello',
    drawn: 'a --> r[sni] --> b[plaintext]',
    details: { links: { 'r-b': { match: { sni: ['b.internal'] } } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'a PROXY header in front of the ClientHello hides it from a router that expects none',
    code: 'no-client-hello',
    drawn: 'a ==> r[sni] --> b[terminate]',
    details: {
      links: { 'a-r': { dial: { sendsProxyProtocol: true } }, 'r-b': { match: { sni: ['b.internal'] } } },
      listeners: { b: { acceptsProxyProtocol: true } },
    },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'no server name where the next hop routes by it',
    code: 'no-server-name',
    drawn: 'a =none=> r[sni] --> b[terminate]',
    details: { links: { 'a-r': { dial: { sni: null } }, 'r-b': { match: { sni: ['b.internal'] } } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'a server name that no route of the drawing takes here',
    code: 'routed-elsewhere',
    drawn: 'a ==> r[sni] --> b[terminate]',
    details: { links: { 'a-r': { dial: { sni: 'x.internal' } }, 'r-b': { match: { sni: ['b.internal'] } } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'the default route does not get what another route names',
    code: 'routed-elsewhere',
    drawn: ['a ==> r[sni] --> b[terminate]', 'a ==> r --> c[terminate]'],
    details: { links: { 'a-r': { dial: { sni: 'c.internal' } }, 'r-c': { match: { sni: ['c.internal'] } } } },
    // The other flow is at home here, so the wire to the router works: the weakest working state counts.
    states: ['encrypted', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'the upstream belongs to another listener of the relay',
    code: 'no-route',
    drawn: 'a ==> r[tcp] --> b[terminate]',
    details: {
      nodes: {
        r: {
          listeners: [
            { id: 'in', port: 443, tls: { mode: 'passthrough' } },
            { id: 'other', port: 8443, tls: { mode: 'passthrough' } },
          ],
        },
      },
      links: { 'r-b': { fromListener: 'other' } },
    },
    states: ['failed', 'unreached'],
    failsAt: 'a-r',
    log: 'r',
  },
  {
    name: 'the upstream belongs to another listener of the terminator',
    code: 'no-route',
    drawn: 'a ==> r[terminate] --> b[plaintext] --> c',
    details: {
      nodes: {
        r: {
          listeners: [
            { id: 'in', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
            { id: 'other', port: 80, tls: { mode: 'plaintext' } },
          ],
        },
      },
      links: { 'r-b': { fromListener: 'other' } },
    },
    states: ['encrypted', 'failed', 'unreached'],
    failsAt: 'r-b',
    log: 'r',
  },
  {
    name: 'the bytes are passed through and nobody answers',
    code: 'passthrough-to-nobody',
    drawn: 'a ==> b[tcp]',
    states: ['failed'],
    failsAt: 'a-b',
    log: 'b',
  },
  {
    name: 'a PROXY header expected and not sent',
    code: 'proxy-protocol-missing',
    drawn: 'a ==> b(nginx)[terminate] --> c',
    details: { listeners: { b: { acceptsProxyProtocol: true } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'b',
    line: /^broken header: "…" while reading PROXY protocol$/,
  },
  {
    name: 'a PROXY header sent and not expected',
    code: 'proxy-protocol-unexpected',
    drawn: 'a ==> b[terminate] --> c',
    details: { links: { 'a-b': { dial: { sendsProxyProtocol: true } } } },
    states: ['failed', 'unreached'],
    failsAt: 'a-b',
    log: 'b',
  },
];

const run = ({ drawn, details }: Pick<Case, 'drawn' | 'details'>) => {
  const topology = draw(drawn, details);
  return { topology, simulation: simulate(topology, products) };
};

test.each(cases.map((each) => [`${each.code}: ${each.name}`, each] as const))('%s', (_, each) => {
  const { topology, simulation } = run(each);
  const flow = simulation.flows.get('flow1');
  expect(flow?.cause?.code).toBe(each.code);
  expect(flow).toMatchObject({ outcome: 'failed', failsAt: each.failsAt });
  expect(topology.flows.get('flow1')?.path.map((link) => simulation.links.get(link)?.state)).toEqual(each.states);
  expect(flow?.cause?.log.node).toBe(each.log);
  if (each.line) expect(flow?.cause?.log.line).toMatch(each.line);
  expect(flow?.cause?.log.line).not.toBe('');
});

test('every cause is seen at least once above', () => {
  const seen = new Set(cases.map(({ code }) => code));
  expect(Object.keys(causes).filter((code) => !seen.has(code as CauseCode))).toEqual([]);
});

describe('a failure on the way', () => {
  test('marks every link that the bytes reached, and none beyond', () => {
    const { simulation } = run({
      drawn: 'a ==> r1[tcp] --> r2[tcp] --> r3[sni] --> b[terminate] --> c',
      details: { links: { 'r3-b': { match: { sni: ['elsewhere.internal'] } } } },
    });
    expect([...simulation.links].map(([id, { state }]) => `${id} ${state}`)).toEqual([
      'a-r1 failed',
      'r1-r2 failed',
      'r2-r3 failed',
      'r3-b unreached',
      'b-c unreached',
    ]);
    expect(simulation.flows.get('flow1')?.failsAt).toBe('r2-r3');
  });

  test('at the terminator marks the whole span', () => {
    const { simulation } = run({ drawn: 'a ==> r1[tcp] --> r2[tcp] --> b[plaintext] --> c' });
    expect([...simulation.links.values()].map(({ state }) => state)).toEqual([
      'failed',
      'failed',
      'failed',
      'unreached',
    ]);
  });

  test('exposes nothing downstream, and is never shown as safe', () => {
    const { simulation } = run({ drawn: 'a --> b[plaintext] ==> c[plaintext] --> d' });
    expect(simulation.links.get('a-b')).toMatchObject({ state: 'plaintext', exposure: {} });
    for (const node of ['a', 'b', 'c', 'd']) expect(simulation.nodes.get(node)?.plaintext).toEqual([]);
    expect(simulation.nodes.get('b')?.beforeFailure).toEqual(['card']);
    expect(simulation.nodes.get('c')?.beforeFailure).toEqual([]);
    expect(simulation.links.get('c-d')?.assets).toEqual([]);
    expect(simulation.flows.get('flow1')?.outcome).toBe('failed');
  });
});

test('a router with one way on waits for no ClientHello, where its product looks for names only to choose', () => {
  const links = { 'a-r': { protocol: 'mysql' }, 'r-b': { protocol: 'mysql' } };
  const outcome = (product: string) =>
    run({ drawn: `a ~~> r(${product})[sni] --> b(mariadb)[permissive]`, details: { links } }).simulation.flows.get(
      'flow1',
    )?.outcome;
  expect(outcome('nginx')).toBe('works');
  expect(outcome('traefik')).toBe('failed');
});

describe('the PROXY protocol', () => {
  const accepts = (...nodes: readonly string[]) =>
    Object.fromEntries(nodes.map((node) => [node, { acceptsProxyProtocol: true }]));
  const sends = (...links: readonly string[]) =>
    Object.fromEntries(links.map((link) => [link, { dial: { sendsProxyProtocol: true } }]));
  const outcome = (details: Details) => {
    const flow = run({ drawn: 'a ==> r[tcp] --> b[terminate]', details }).simulation.flows.get('flow1');
    return flow?.cause ? `${flow.cause.code} at ${flow.failsAt}` : flow?.outcome;
  };

  test.each([
    ['neither side', {}, 'works'],
    ['the dialler to the terminator, through the relay', { links: sends('a-r'), listeners: accepts('b') }, 'works'],
    ['the relay to the terminator', { links: sends('r-b'), listeners: accepts('b') }, 'works'],
    ['the dialler to the relay, which takes it off', { links: sends('a-r'), listeners: accepts('r') }, 'works'],
    ['taken off and put on again', { links: sends('a-r', 'r-b'), listeners: accepts('r', 'b') }, 'works'],
    [
      'the relay adds a second one',
      { links: sends('a-r', 'r-b'), listeners: accepts('b') },
      'proxy-protocol-unexpected at r-b',
    ],
    ['the relay expects one', { listeners: accepts('r') }, 'proxy-protocol-missing at a-r'],
    [
      'the relay takes it off, the terminator expects one',
      { links: sends('a-r'), listeners: accepts('r', 'b') },
      'proxy-protocol-missing at r-b',
    ],
  ] as const)('%s', (_, details, expected) => {
    expect(outcome(details)).toBe(expected);
  });
});
