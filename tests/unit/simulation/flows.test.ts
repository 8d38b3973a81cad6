import { describe, expect, test } from 'vitest';
import { emptyTopology, type Topology } from '../../../src/core/model/topology.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

const run = (drawn: string | readonly string[], details?: Details) => simulate(draw(drawn, details), products);
const derived = (drawn: string | readonly string[], details: Details = {}) =>
  [...run(drawn, { ...details, flows: [] }).flows.values()].map(({ flow }) => flow.path.join(' ')).sort();

describe('a drawing without flows', () => {
  test('gets one from every client to every sink that it reaches', () => {
    expect(derived(['c(browser) ==> e[terminate] --> a --> d', 'm(mobile-app) ==> e --> b'])).toEqual([
      'c-e e-a a-d',
      'c-e e-b',
      'm-e e-a a-d',
      'm-e e-b',
    ]);
  });
  test('they are marked as derived, and carry everything', () => {
    const [flow] = run('a --> b', { flows: [] }).flows.values();
    expect(flow).toMatchObject({ derived: true, outcome: 'works', flow: { carries: ['card'] } });
  });
  test('shows results for a sketch without data too', () => {
    const { links, nodes } = run('a --> b', { flows: [], data: [] });
    expect(links.get('a-b')).toMatchObject({ state: 'plaintext', exposure: { traffic: 'plaintext' } });
    expect(nodes.get('b')?.plaintext).toEqual(['traffic']);
  });
  test('a cycle ends, and the way back is judged too', () => {
    expect(derived(['c --> a --> b', 'b --> a'])).toEqual(['c-a a-b', 'c-a a-b b-a']);
    expect(run(['c --> a --> b', 'b --> a'], { flows: [] }).links.get('b-a')).toMatchObject({ state: 'plaintext' });
  });
  test('a way back through a relay goes on to whoever else stands behind it', () => {
    expect(derived(['c ==> r[tcp] --> a[terminate]', 'a ==> r --> b[terminate]'])).toEqual([
      'c-r r-a',
      'c-r r-a a-r r-b',
      'c-r r-b',
    ]);
  });
  test('a client in the middle of a cycle starts flows of its own', () => {
    expect(derived(['c(browser) --> a --> b', 'b --> c'])).toEqual(['c-a a-b', 'c-a a-b b-c']);
  });
  test('where nobody is known to be first, anybody may be', () => {
    expect(derived(['a --> b', 'b --> a'])).toEqual(['a-b', 'a-b b-a', 'b-a', 'b-a a-b']);
  });
  test('follows an SNI router only where the name leads', () => {
    const match = (sni: string) => ({ match: { sni: [sni] } });
    expect(
      derived(['x ==> r[sni] --> a[terminate]', 'y ==> r --> b[terminate]'], {
        links: {
          'x-r': { dial: { sni: 'a.internal' } },
          'y-r': { dial: { sni: 'b.internal' } },
          'r-a': match('a.internal'),
          'r-b': match('b.internal'),
        },
      }),
    ).toEqual(['x-r r-a', 'y-r r-b']);
  });
  test('follows a relay out of the listener that it came in by', () => {
    expect(
      derived(['x ==> r --> a[terminate]', 'y ==> r --> b[terminate]'], {
        nodes: {
          r: {
            listeners: [
              { id: 'one', port: 1, tls: { mode: 'passthrough' } },
              { id: 'two', port: 2, tls: { mode: 'passthrough' } },
            ],
          },
        },
        links: {
          'y-r': { listener: 'two' },
          'r-a': { fromListener: 'one' },
          'r-b': { fromListener: 'two' },
        },
      }),
    ).toEqual(['x-r r-a', 'y-r r-b']);
  });
  test('is bounded, and says so', () => {
    const layer = (n: number) => ['p', 'q', 'r', 's'].map((name) => `${name}${n}`);
    const lines = [0, 1, 2, 3, 4, 5].flatMap((n) =>
      layer(n).flatMap((from) => layer(n + 1).map((to) => `${from} --> ${to}`)),
    );
    const { flows, notes } = run(lines, { flows: [] });
    expect(flows.size).toBeLessThanOrEqual(400);
    expect(notes.map(({ code }) => code)).toEqual(['flows-cut']);
  });
});

describe('the pattern of a flow is recognised from where its sessions end', () => {
  test.each([
    ['c(browser) --> lb(nginx)[plaintext] --> app', 'none', []],
    ['c(browser) ==> lb(nginx)[terminate] --> app --> db(postgresql)[plaintext]', 'edge', []],
    ['c(browser) ==> cdn(aws-cloudfront)[terminate] --> lb(nginx)[plaintext] --> app', 'edge', []],
    ['c(browser) ==> cdn(aws-cloudfront)[terminate] ==> gw(nginx)[terminate] --> app', 'gateway', ['bridging']],
    ['c(browser) ==> lb(nginx)[terminate] ==> app[terminate] --> db(postgresql)[plaintext]', 'service', ['bridging']],
    ['c(browser) ==> app[terminate]', 'service', []],
    // One session and nothing in between: the store is the service.
    ['c(mobile-app) ==> db(postgresql)[terminate]', 'service', []],
    [
      'c(browser) ==> lb(nginx)[terminate] ==> app[terminate] ==> db(postgresql)[terminate]',
      'end-to-end',
      ['bridging'],
    ],
    ['c(browser) ==> lb(nginx)[sni] --> app[terminate]', 'service', ['passthrough']],
    ['c(browser) ==> lb(nginx)[tcp] --> gw(nginx)[terminate] --> app', 'edge', ['passthrough']],
  ] as const)('%s: %s', (drawn, pattern, traits) => {
    const flow = run(drawn).flows.get('flow1');
    expect(flow).toMatchObject({ outcome: 'works', pattern, traits });
  });

  test('two flows over one edge have each their own', () => {
    const { flows } = run([
      'c(browser) ==> lb(nginx)[terminate] ==> app[terminate] ==> db(postgresql)[terminate]',
      'c(browser) ==> lb(nginx) --> legacy[plaintext]',
    ]);
    expect([...flows.values()].map(({ pattern }) => pattern)).toEqual(['end-to-end', 'edge']);
  });
});

describe('a link that no drawn flow uses', () => {
  test('is unreached, and a note says that nothing is known of it', () => {
    const { links, notes } = run(['c(browser) ==> e[terminate] --> a', 'e --> b'], {
      flows: [{ id: 'only', title: 'Only', path: ['c-e', 'e-a'], carries: [] }],
    });
    expect(links.get('e-b')?.state).toBe('unreached');
    expect(notes.map(({ code }) => code)).toEqual(['links-without-flow']);
    expect(notes[0]?.message).toContain('e → b');
  });
  test('there is no such note where flows are derived, or use every link', () => {
    expect(run(['c(browser) ==> e[terminate] --> a', 'e --> b'], { flows: [] }).notes).toEqual([]);
    expect(run('c(browser) ==> e[terminate] --> a').notes).toEqual([]);
  });
});

test('a chain far longer than the call stack is deep is followed to its end', () => {
  const length = 20_000;
  const ids = Array.from({ length }, (_, i) => `n${i}`);
  const node = (id: string) => ({ id, product: 'generic-service', title: id });
  const topology: Topology = {
    ...emptyTopology,
    nodes: new Map(ids.map((id) => [id, node(id)])),
    links: new Map(
      ids.slice(1).map((to, i) => {
        const id = `l${i}`;
        return [id, { id, from: `n${i}`, to, protocol: 'http', dial: { tls: 'plaintext' } }];
      }),
    ),
  };
  const { flows, links } = simulate(topology, products);
  expect(flows.size).toBe(1);
  expect([...links.values()].every(({ state }) => state === 'plaintext')).toBe(true);
});
