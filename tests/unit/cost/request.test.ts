import { describe, expect, test } from 'vitest';
import { costOf } from '../../../src/core/cost/cost.ts';
import type { RequestCost } from '../../../src/core/cost/flow-cost.ts';
import type { Link, Mesh, Zone } from '../../../src/core/model/schema.ts';
import { draw } from '../../support/draw.ts';
import { assuming, flowCost, sceneOf } from './scene.ts';

/** One hop over 40 ms, where a reader can reckon along: 18 KiB of a request and its response are 10.8 µs at either end. */
const hop = (line: string, change: Parameters<typeof draw>[1] = {}) => {
  const id = Object.keys(change.links ?? {})[0] ?? 'a-b';
  return draw(line, { ...change, links: { [id]: { roundTripMs: 40, ...change.links?.[id] } } });
};
const oneHop = (line: string, change?: Parameters<typeof draw>[1]) => flowCost(sceneOf(hop(line, change)));

const adds = ({ milliseconds, microseconds, lines, work }: RequestCost) => {
  expect(lines.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(milliseconds, 6);
  expect(work.reduce((sum, place) => sum + place.microseconds, 0)).toBeCloseTo(microseconds, 6);
  for (const place of work)
    expect(place.lines.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(place.microseconds, 6);
};

describe('a request over one hop of 40 ms', () => {
  test('plaintext: TCP and the request, nothing for encryption', () => {
    const { cold, warm, resumed } = oneHop('a --> b[plaintext]');
    expect([cold.roundTrips, cold.milliseconds, cold.encryptionMilliseconds, cold.microseconds]).toEqual([2, 80, 0, 0]);
    expect([warm.roundTrips, warm.milliseconds]).toEqual([1, 40]);
    expect(resumed.milliseconds).toBe(80);
  });

  test('TLS 1.3: one more round trip, 429 and 268 µs, and the bytes', () => {
    const { cold, resumed, warm, handshakes } = oneHop('a ==> b[terminate]');
    expect(cold.roundTrips).toBe(3);
    // 3 × 40, (429 + 268) µs, 2 × 10.8 µs
    expect(cold.milliseconds).toBe(120.719);
    expect(cold.encryptionMilliseconds).toBe(40.719);
    expect(cold.work.map(({ place, microseconds }) => [place.id, microseconds])).toEqual([
      ['a', 439.8],
      ['b', 278.8],
    ]);
    // Resuming saves work, not round trips.
    expect([resumed.roundTrips, resumed.milliseconds]).toEqual([3, 120.463]);
    expect([warm.roundTrips, warm.milliseconds]).toEqual([1, 40.022]);
    expect(handshakes).toBe(1);
    expect(cold.lines.map(({ how }) => how)[1]).toBe('1 RTT × 40 ms, as drawn');
  });

  test('TLS 1.2: two more round trips, one when resumed', () => {
    const { cold, resumed } = oneHop('a ==> b[terminate]', { links: { 'a-b': { dial: { maxVersion: '1.2' } } } });
    expect([cold.roundTrips, cold.milliseconds]).toEqual([4, 160.826]);
    expect([resumed.roundTrips, resumed.milliseconds]).toEqual([3, 120.157]);
  });

  test('early data: a resumed connection sends its request at once, a cold one cannot', () => {
    const { cold, resumed } = oneHop('a ==> b[terminate]', { links: { 'a-b': { dial: { earlyData: true } } } });
    expect([cold.roundTrips, resumed.roundTrips]).toEqual([3, 2]);
    const old = oneHop('a ==> b[terminate]', { links: { 'a-b': { dial: { earlyData: true, maxVersion: '1.2' } } } });
    expect(old.resumed.roundTrips).toBe(3);
  });

  test('a client certificate: as many round trips, more work and bytes', () => {
    const { cold, resumed, handshakeBytes } = oneHop('a =mutual=> b[mutual]');
    expect(cold.roundTrips).toBe(3);
    expect(cold.work.map(({ microseconds }) => microseconds)).toEqual([530.8, 879.8]);
    expect(resumed.work.map(({ microseconds }) => microseconds)).toEqual([218.8, 243.8]);
    expect(handshakeBytes.map(({ value }) => value)).toEqual([866, 2187]);
  });

  test('a client certificate under TLS 1.2, which was not measured, says how it was reckoned', () => {
    const { cold } = oneHop('a =mutual=> b[mutual]', { links: { 'a-b': { dial: { maxVersion: '1.2' } } } });
    // 535 + 520 − 429 and 269 + 869 − 268
    expect(cold.work.map(({ lines }) => lines[0]?.value)).toEqual([626, 870]);
    expect(cold.work[1]?.lines[0]?.how).toContain('as under TLS 1.3: 869 − 268 µs');
  });

  test.each([
    [2048, 399, 515],
    [4096, 664, 4768],
  ])('RSA keys of %i bits', (bits, client, server) => {
    const { cold } = flowCost(sceneOf(assuming(hop('a ==> b[terminate]'), { 'key-bits': bits })));
    expect(cold.work.map(({ lines }) => lines[0]?.value)).toEqual([client, server]);
  });

  test('hybrid key exchange: more bytes', () => {
    const { handshakeBytes } = oneHop('a ==> b[terminate]', {
      links: { 'a-b': { dial: { keyExchange: 'hybrid' } } },
      listeners: { b: { tls: { keyExchange: 'hybrid' } } },
    });
    expect(handshakeBytes.map(({ value }) => value)).toEqual([323 + 1184, 1288 + 1088]);
  });

  test('PostgreSQL asks for TLS first, unless it is dialled directly', () => {
    const asked = oneHop('a =none=> b(postgresql)[terminate]', { links: { 'a-b': { protocol: 'postgres' } } });
    expect(asked.cold.roundTrips).toBe(4);
    expect(asked.cold.encryptionMilliseconds).toBe(80.719);
    const direct = oneHop('a =none=> b(postgresql)[terminate]', {
      links: { 'a-b': { protocol: 'postgres', dial: { negotiation: 'direct' } } },
    });
    expect(direct.cold.roundTrips).toBe(3);
    // Refused, it goes on in plaintext: the question was asked all the same.
    const refused = oneHop('a ~~> b(postgresql)[plaintext]', { links: { 'a-b': { protocol: 'postgres' } } });
    expect([refused.cold.roundTrips, refused.handshakes]).toEqual([3, 0]);
  });

  test('the mean counts a connection once for all requests on it', () => {
    const cost = flowCost(
      sceneOf(assuming(hop('a ==> b[terminate]'), { 'requests-per-inner-connection': 10, 'resumption-share': 0.25 })),
    );
    // 40.022 + 40 ÷ 10 + (0.75 × 40.697 + 0.25 × 40.441) ÷ 10
    expect(cost.average.milliseconds).toBeCloseTo(40.022 + 4 + 4.063, 3);
    // 2 × 10.8 + (0.75 × 429 + 0.25 × 208) ÷ 10 + (0.75 × 268 + 0.25 × 233) ÷ 10
    expect(cost.average.microseconds).toBeCloseTo(21.6 + 37.375 + 25.925, 3);
    expect(cost.average.lines.at(-1)?.how).toBe('(75 % × 40.697 ms full + 25 % × 40.441 ms resumed) ÷ 10 requests');
  });

  test('a client makes fewer requests on a connection than a component', () => {
    const browser = oneHop('a(browser) ==> b[terminate]');
    // 40 ÷ 20 requests
    expect(browser.average.lines.find(({ part }) => part === 'connection')?.value).toBe(2);
    const component = oneHop('a ==> b[terminate]');
    expect(component.average.lines.find(({ part }) => part === 'connection')?.value).toBe(0.08);
  });

  test('a failing hop costs nothing that could be said, and says so', () => {
    const { cold, stopsAt, handshakes } = oneHop('a ==> b[plaintext]');
    expect([cold.milliseconds, cold.microseconds, handshakes]).toEqual([0, 0, 0]);
    expect(stopsAt?.link).toBe('a-b');
    expect(stopsAt?.message).toBe(
      'The flow fails at a → b: the figures end before it, and say nothing of the attempt or of what lies beyond.',
    );
  });
});

describe('a request over several hops', () => {
  const details = { links: { 'a-b': { roundTripMs: 40 }, 'b-c': { roundTripMs: 2 } } };

  test('one that is terminated on the way makes two handshakes, each over its own hop', () => {
    const { cold, handshakes } = flowCost(sceneOf(draw('a ==> b(nginx)[terminate] ==> c[terminate]', details)));
    expect([cold.roundTrips, handshakes]).toEqual([6, 2]);
    // 3 × 40 + 3 × 2 + 2 × (0.697 + 0.022)
    expect(cold.milliseconds).toBe(127.438);
  });

  test('one that is passed through makes one handshake over the whole way', () => {
    const { cold, handshakes } = flowCost(sceneOf(draw('a ==> b(nginx)[tcp] --> c[terminate]', details)));
    expect([cold.roundTrips, handshakes]).toEqual([3, 1]);
    // 3 × (40 + 2) + 0.697 + 0.022
    expect(cold.milliseconds).toBe(126.719);
    expect(cold.work.map(({ place }) => place.id)).toEqual(['a', 'c']);
    expect(cold.lines[1]?.how).toBe('1 RTT × (40 ms, as drawn + 2 ms, as drawn)');
  });

  test('one that fails further on costs what it took to get there', () => {
    const { cold, stopsAt } = flowCost(sceneOf(draw('a ==> b(nginx)[terminate] ==> c[plaintext]', details)));
    expect(cold.milliseconds).toBe(120.719);
    expect(stopsAt?.link).toBe('b-c');
  });
});

describe('a mesh under the applications', () => {
  const inMesh = (line: string, mesh: Partial<Mesh> = {}, link: Partial<Link> = {}) => {
    const zone: Zone = { id: 'm', kind: 'mesh', title: 'm', mesh: { product: 'istio', mode: 'strict', ...mesh } };
    return sceneOf(draw(line, { zones: [zone], links: { 'a-b': { roundTripMs: 1, ...link } } }));
  };
  const plain = 'a@m --> b[plaintext]@m';

  test('plaintext inside: its handshake, its two proxies', () => {
    const { cold, warm, handshakes } = flowCost(inMesh(plain));
    // TCP, the mesh's TLS 1.3, the request; (520 + 869) µs; two sidecars of 1 ms
    expect([cold.roundTrips, handshakes]).toEqual([3, 1]);
    expect(cold.milliseconds).toBe(3 + 1.389 + 2);
    expect(cold.work.map(({ place, lines }) => [place.kind, place.title, lines[0]?.value])).toEqual([
      ['proxy', 'Sidecar of a', 520],
      ['proxy', 'Sidecar of b', 869],
    ]);
    expect(warm.milliseconds).toBe(3);
    expect(warm.work.map(({ place, microseconds }) => [place.id, microseconds])).toEqual([
      ['sidecar:a', 200],
      ['sidecar:b', 200],
    ]);
  });

  test('TLS inside: a handshake within the other, each over the same hop', () => {
    const { cold, handshakes } = flowCost(inMesh('a@m ==> b[terminate]@m'));
    expect([cold.roundTrips, handshakes]).toEqual([4, 2]);
    expect(cold.milliseconds).toBeCloseTo(4 + 1.389 + 0.697 + 0.022 + 2, 6);
  });

  test('proxies of a host cost less than sidecars', () => {
    const { warm } = flowCost(inMesh(plain, { dataPlane: 'ambient' }));
    expect([warm.milliseconds, warm.microseconds]).toEqual([1.35, 120]);
    // One process at both ends of a hop on one host.
    expect(warm.work.map(({ place }) => place.id)).toEqual(['ztunnel:m']);
  });

  test('a waypoint comes on top', () => {
    const { warm } = flowCost(inMesh(plain, { dataPlane: 'ambient', waypoint: true }));
    expect([warm.milliseconds, warm.microseconds]).toEqual([2.1, 370]);
  });

  test("Linkerd's proxies are quicker than Envoy, and exchange hybrid keys", () => {
    const { warm, handshakeBytes } = flowCost(inMesh(plain, { product: 'linkerd' }));
    expect([warm.milliseconds, warm.microseconds]).toEqual([2, 200]);
    expect(handshakeBytes.map(({ value }) => value)).toEqual([866 + 1184, 2187 + 1088]);
  });

  test('Consul stops at TLS 1.2: one more round trip', () => {
    const { cold } = flowCost(inMesh(plain, { product: 'consul' }));
    expect(cold.roundTrips).toBe(4);
  });

  test('a hop that is excluded from it costs what is drawn', () => {
    const { cold, handshakes } = flowCost(inMesh(plain, { mode: 'permissive' }, { mesh: 'skipped' }));
    expect([cold.milliseconds, handshakes]).toEqual([2, 0]);
  });

  test('identities that it issues are counted apart from certificates', () => {
    expect(costOf(inMesh(plain)).certificates).toMatchObject({ certificates: [], meshIdentities: 2 });
  });
});

describe('how far a hop is', () => {
  const zones = [
    { id: 'net', kind: 'internet', title: 'net' },
    { id: 'pop', kind: 'provider-edge', title: 'pop' },
    { id: 'other', kind: 'third-party', title: 'other' },
    { id: 'vpc', kind: 'private-network', title: 'vpc' },
    { id: 'vpc2', kind: 'private-network', title: 'vpc2' },
    { id: 'data', kind: 'data-tier', title: 'data', parent: 'vpc' },
    { id: 'box', kind: 'host', title: 'box', parent: 'vpc' },
    { id: 'site', kind: 'on-premises', title: 'site' },
  ] as const;
  test.each([
    ['a@box --> b@box', 0.05],
    ['a@vpc --> b@vpc', 0.3],
    ['a@vpc --> b@data', 1],
    ['a@box --> b@data', 1],
    ['a@vpc --> b@vpc2', 1],
    ['a@site --> b@vpc', 10],
    ['a@net --> b@pop', 15],
    ['a@pop --> b@vpc', 40],
    ['a@net --> b@vpc', 40],
    ['a@net --> b@net', 40],
    ['a@vpc --> b@other', 40],
    ['a(browser) --> b@vpc', 40],
    ['a(browser) --> b', 40],
    ['a --> b', 1],
    ['a@vpc --> b', 1],
  ])('%s: %d ms', (line, milliseconds) => {
    expect(flowCost(sceneOf(draw(line, { zones }))).warm.milliseconds).toBe(milliseconds);
  });

  test('the link knows better', () => {
    const scene = sceneOf(draw('a@vpc --> b@vpc', { zones, links: { 'a-b': { roundTripMs: 7 } } }));
    expect(flowCost(scene).warm.lines[0]?.how).toBe('1 RTT × 7 ms, as drawn');
  });

  test('where nothing is drawn, it says that it was taken for something', () => {
    expect(flowCost(sceneOf(draw('a --> b'))).warm.lines[0]?.how).toContain('no zone is drawn at one end');
  });
});

test('every figure is the sum of its lines', () => {
  const scene = sceneOf(
    draw(
      ['a(browser) ==> b(nginx)[terminate] =mutual=> c[mutual] ~~> d(postgresql)[plaintext]', 'a ==> b --> e(redis)'],
      {
        links: { 'c-d': { protocol: 'postgres' } },
      },
    ),
  );
  for (const { cold, resumed, warm, average } of costOf(scene).flows.values())
    for (const each of [cold, resumed, warm, average]) adds(each);
});

test('what is left out is said', () => {
  const { notModelled } = costOf(sceneOf(draw('a ==> b[terminate]')));
  expect(notModelled.some((each) => each.includes('HelloRetryRequest'))).toBe(true);
  expect(new Set(notModelled).size).toBe(notModelled.length);
});

test('an answer lasts until something that it depends on changes', () => {
  const scene = sceneOf(draw('a ==> b[terminate]'));
  const moved = { ...scene, topology: { ...scene.topology, layout: new Map([['a', { x: 1, y: 2 }]]) } };
  expect(costOf(moved)).toBe(costOf(scene));
  const assumed = { ...scene, topology: assuming(scene.topology, { 'rtt-cross-zone': 5 }) };
  expect(flowCost(assumed).warm.milliseconds).toBe(5.022);
});
