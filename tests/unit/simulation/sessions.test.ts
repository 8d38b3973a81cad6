import { describe, expect, test } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { certificateCovers } from '../../../src/core/simulation/meet.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

const run = (drawn: string | readonly string[], details?: Details) => simulate(draw(drawn, details), products);

describe('a session runs from who dials to who terminates', () => {
  const simulation = run('a ==> r1[tcp] --> r2[sni] --> b[terminate] ==> c[terminate]');

  test('over every link between them', () => {
    expect([...simulation.sessions.values()]).toMatchObject([
      { id: 'a-r1>r1-r2>r2-b', from: 'a', to: 'b', links: ['a-r1', 'r1-r2', 'r2-b'], relays: ['r1', 'r2'] },
      { id: 'b-c', from: 'b', to: 'c', relays: [] },
    ]);
    for (const link of ['a-r1', 'r1-r2', 'r2-b'])
      expect(simulation.links.get(link)).toMatchObject({ state: 'encrypted', session: 'a-r1>r1-r2>r2-b' });
  });
  test('a relay inside it reads nothing; where it ends and the next begins everything is in memory', () => {
    const reads = [...simulation.nodes].flatMap(([id, { plaintext }]) => (plaintext.length > 0 ? [id] : []));
    expect(reads).toEqual(['a', 'b', 'c']);
  });
  test('who terminates holds a key; a relay holds none', () => {
    const keys = [...simulation.nodes].flatMap(([id, { holdsKeys }]) => (holdsKeys ? [id] : []));
    expect(keys).toEqual(['b', 'c']);
  });
  test('who presents a client certificate holds a key too', () => {
    expect(run('a =mutual=> b[mutual]').nodes.get('a')?.holdsKeys).toBe(true);
  });
  test('the dial of a passthrough node is not its own: the bytes are relayed as they come', () => {
    const forwarded = run('a ==> r[tcp] --> b[terminate]', { links: { 'r-b': { dial: { tls: 'mutual' } } } });
    expect(forwarded.links.get('r-b')).toMatchObject({ state: 'encrypted', authentication: 'server' });
    expect(forwarded.nodes.get('r')?.holdsKeys).toBe(false);
  });
  test('a relay that carries plaintext reads it', () => {
    expect(run('a --> r[tcp] --> b').nodes.get('r')?.plaintext).toEqual(['card']);
  });
});

describe('versions and names', () => {
  test('the highest version that both sides speak', () => {
    const version = (min: '1.0' | '1.2' | '1.3', max: '1.2' | '1.3') =>
      run('a ==> b[terminate]', { listeners: { b: { tls: { minVersion: min, maxVersion: max } } } }).sessions.get('a-b')
        ?.version;
    expect(version('1.0', '1.2')).toBe('1.2');
    expect(version('1.2', '1.3')).toBe('1.3');
  });
  test.each([
    [['a.example.com'], 'a.example.com', true],
    [['A.example.COM'], 'a.EXAMPLE.com', true],
    [['*.example.com'], 'a.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'a.b.example.com', false],
    [['other', 'a'], 'a', true],
    [[], 'a', false],
    [undefined, 'whatever is dialled', true],
  ] as const)('a certificate for %j and the name %s: %s', (names, name, covers) => {
    expect(certificateCovers(names, name)).toBe(covers);
  });
  test('no name in the ClientHello is still a session, and the name is checked all the same', () => {
    const simulation = run('a ==> b[terminate]', { links: { 'a-b': { dial: { sni: null } } } });
    expect(simulation.sessions.get('a-b')).toMatchObject({ serverName: null, authentication: 'server' });
  });
  // https://www.rfc-editor.org/rfc/rfc6066#section-3
  test.each(['10.0.0.7', '2001:db8::7'])('an address is never sent as a name: %s', (host) => {
    const routed = run('a ==> r[sni] --> b[terminate]', {
      nodes: { b: { host } },
      links: { 'r-b': { match: { sni: [host.includes(':') ? 'b.internal' : host] } } },
    });
    expect(routed.flows.get('flow1')?.cause?.code).toBe('no-server-name');
    expect(run('a ==> b[terminate]', { nodes: { b: { host } } }).sessions.get('a-b')?.serverName).toBeNull();
  });
  test('nginx sends no name unless told to', () => {
    expect(run('a(nginx) =none=> b[terminate]').sessions.get('a-b')?.serverName).toBeNull();
  });
});

describe('trust', () => {
  const issued = (issuer: 'public-ca' | 'private-ca' | 'self-signed', trusts?: readonly 'self-signed'[]): Details => ({
    listeners: { b: { tls: { certificate: { issuer } } } },
    ...(trusts ? { links: { 'a-b': { dial: { trusts: [...trusts] } } } } : {}),
  });
  const outcome = (dialer: string, details: Details) =>
    run(`a(${dialer}) ==> b[terminate]`, details).flows.get('flow1')?.outcome;

  test.each([
    ['generic-service', 'public-ca', 'works'],
    ['generic-service', 'private-ca', 'works'],
    ['generic-service', 'self-signed', 'failed'],
    ['browser', 'public-ca', 'works'],
    ['browser', 'private-ca', 'failed'],
    ['browser', 'self-signed', 'failed'],
  ] as const)('%s, and a certificate of a %s: %s', (dialer, issuer, expected) => {
    expect(outcome(dialer, issued(issuer))).toBe(expected);
  });
  test("the link's trusts decide when they are drawn", () => {
    expect(outcome('browser', issued('self-signed', ['self-signed']))).toBe('works');
    expect(outcome('generic-service', issued('public-ca', ['self-signed']))).toBe('failed');
  });
  test('who checks nothing accepts an expired certificate of nobody', () => {
    const simulation = run('a =none=> b[terminate]', {
      listeners: { b: { tls: { certificate: { issuer: 'self-signed', expired: true, names: ['x'] } } } },
    });
    expect(simulation.links.get('a-b')).toMatchObject({ state: 'encrypted', authentication: 'none' });
  });
  test('who checks the issuer only does not see the name', () => {
    const simulation = run('a =ca=> b[terminate]', {
      listeners: { b: { tls: { certificate: { issuer: 'private-ca', names: ['x'] } } } },
    });
    expect(simulation.links.get('a-b')).toMatchObject({ state: 'encrypted', authentication: 'ca' });
  });
  test.each([
    [undefined, 'mutual'],
    ['private-ca', 'mutual'],
  ] as const)('a client certificate of %s is trusted by default', (issuer, authentication) => {
    const dial = issuer ? { clientCertificate: { issuer } } : {};
    expect(run('a =mutual=> b[mutual]', { links: { 'a-b': { dial } } }).links.get('a-b')?.authentication).toBe(
      authentication,
    );
  });
  test('a listener that trusts others takes theirs', () => {
    const simulation = run('a =mutual=> b[mutual]', {
      links: { 'a-b': { dial: { clientCertificate: { issuer: 'public-ca' } } } },
      listeners: { b: { tls: { clientTrusts: ['public-ca'] } } },
    });
    expect(simulation.links.get('a-b')?.authentication).toBe('mutual');
  });
});

describe('an address that is dialled by number', () => {
  const byNumber = (product: string) =>
    run(`a(${product}) ==> b[terminate]`, {
      links: { 'a-b': { dial: { sni: '10.0.0.1' } } },
      listeners: { b: { tls: { certificate: { issuer: 'private-ca', names: ['10.0.0.1'] } } } },
    }).links.get('a-b');
  test('matches the address on the certificate', () => {
    expect(byNumber('generic-service')?.state).toBe('encrypted');
  });
  // Seen on the real servers: tests/conformance/bridges.test.ts, and the notices of both exporters.
  test.each(['nginx', 'haproxy'])('never matches on %s, which compares names only', (product) => {
    expect(byNumber(product)).toMatchObject({ state: 'failed', cause: { code: 'name-mismatch' } });
  });
});

describe('an SNI router', () => {
  const lines = ['a ==> r[sni] --> b[terminate]', 'c ==> r --> d[terminate]'];
  const routed = (sni: string): Details => ({
    links: {
      'a-r': { dial: { sni } },
      'c-r': { dial: { sni: 'd.internal' } },
      'r-d': { match: { sni: ['d.internal'] } },
    },
    listeners: { b: { tls: { certificate: { issuer: 'public-ca', names: [sni] } } } },
  });

  test('sends what no route names to the default route', () => {
    const simulation = run(lines, routed('b.internal'));
    expect([...simulation.flows.values()].map(({ outcome }) => outcome)).toEqual(['works', 'works']);
  });
  test('matches a wildcard against one label', () => {
    const wild = (sni: string) =>
      run('a ==> r[sni] --> b[terminate]', {
        links: { 'a-r': { dial: { sni } }, 'r-b': { match: { sni: ['*.example.com'] } } },
      }).flows.get('flow1')?.outcome;
    expect(wild('a.example.com')).toBe('works');
    expect(wild('a.b.example.com')).toBe('failed');
  });
  test('prefers the name itself to a wildcard, and the closer wildcard', () => {
    const outcomes = (narrow: string, wide: string, sni: string) =>
      [
        ...run(['a ==> r[sni] --> b[terminate]', 'a ==> r --> c[terminate]'], {
          links: { 'a-r': { dial: { sni } }, 'r-b': { match: { sni: [narrow] } }, 'r-c': { match: { sni: [wide] } } },
        }).flows.values(),
      ].map(({ outcome, cause }) => cause?.code ?? outcome);
    expect(outcomes('x.example.com', '*.example.com', 'x.example.com')).toEqual(['works', 'routed-elsewhere']);
    expect(outcomes('x.example.com', '*.example.com', 'y.example.com')).toEqual(['routed-elsewhere', 'works']);
  });
  test('balances two links that match the same', () => {
    const match = { sni: ['x.internal'] };
    const simulation = run(['a ==> r[sni] --> b[terminate]', 'a ==> r --> c[terminate]'], {
      links: { 'a-r': { dial: { sni: 'x.internal' } }, 'r-b': { match }, 'r-c': { match } },
    });
    expect([...simulation.flows.values()].map(({ outcome }) => outcome)).toEqual(['works', 'works']);
  });
  test('a route of another listener takes nothing from this one', () => {
    const simulation = run(['a ==> r[sni] --> b[terminate]', 'c ==> r --> d[terminate]'], {
      ...routed('d.internal'),
      nodes: {
        r: {
          listeners: [
            { id: 'in', port: 443, tls: { mode: 'passthrough', by: 'sni' } },
            { id: 'other', port: 8443, tls: { mode: 'passthrough', by: 'sni' } },
          ],
        },
      },
      links: {
        ...routed('d.internal').links,
        'c-r': { listener: 'other', dial: { sni: 'd.internal' } },
        'r-d': { fromListener: 'other', match: { sni: ['d.internal'] } },
      },
    });
    expect([...simulation.flows.values()].map(({ outcome }) => outcome)).toEqual(['works', 'works']);
  });
});

describe('how TLS starts on PostgreSQL', () => {
  const dialled = (version: string | undefined, negotiation?: 'direct' | 'in-band', relay?: 'sni') =>
    run(relay ? 'a ==> r[sni] --> db(postgresql)[terminate]' : 'a ==> db(postgresql)[terminate]', {
      nodes: { db: version ? { version } : {} },
      links: {
        [relay ? 'a-r' : 'a-db']: { protocol: 'postgres', dial: negotiation ? { negotiation } : {} },
        ...(relay ? { 'r-db': { protocol: 'postgres', match: { sni: ['db.internal'] } } } : {}),
      },
    }).flows.get('flow1')?.outcome;

  test.each([
    [undefined, undefined, 'works'],
    ['15', undefined, 'works'],
    ['15', 'direct', 'failed'],
    ['16.4', 'direct', 'failed'],
    ['17', 'direct', 'works'],
    ['17', 'in-band', 'works'],
    // The current version is meant where none is drawn.
    [undefined, 'direct', 'works'],
  ] as const)('version %s, negotiation %s: %s', (version, negotiation, outcome) => {
    expect(dialled(version, negotiation)).toBe(outcome);
  });
  test('only direct negotiation shows an SNI router a name', () => {
    expect(dialled('17', 'in-band', 'sni')).toBe('failed');
    expect(dialled('17', 'direct', 'sni')).toBe('works');
  });
  test('a driver verifies nothing unless told to, whatever its service does over HTTP', () => {
    const unsaid = (protocol: string) =>
      run('a ==> b[terminate]', {
        nodes: { a: { product: 'generic-service' } },
        links: { 'a-b': { protocol, dial: { tls: 'tls', verify: undefined } as object } },
      }).links.get('a-b')?.authentication;
    expect(unsaid('postgres')).toBe('none');
    expect(unsaid('http')).toBe('server');
  });
});
