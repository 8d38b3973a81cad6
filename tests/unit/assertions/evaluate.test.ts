import { describe, expect, test } from 'vitest';
import { evaluate, evaluateAll } from '../../../src/core/assertions/index.ts';
import { judges } from '../../../src/core/assertions/judges.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import type { Zone } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import shop from '../../../src/core/templates/shop.json' with { type: 'json' };
import { draw } from '../../support/draw.ts';
import { sceneOf } from './scene.ts';

function read(json: unknown): Topology {
  const result = readDocument(json);
  if (!result.ok) throw new Error('not a document');
  return result.value;
}

const shopScene = sceneOf(read(shop));

const zones: readonly Zone[] = [
  { id: 'net', kind: 'internet', title: 'Internet' },
  { id: 'vpc', kind: 'private-network', title: 'VPC' },
  { id: 'data', kind: 'data-tier', title: 'Data subnet', parent: 'vpc' },
  { id: 'box', kind: 'host', title: 'One box', parent: 'vpc' },
];

/** All encrypted and verified: a browser, a gateway, a relay on the way to the database. */
const verified = sceneOf(
  draw('browser(browser)@net ==> gateway(nginx)[terminate]@vpc ==> relay(haproxy)[tcp]@vpc ==> db[mutual]@data', {
    zones,
    links: { 'gateway-relay': { dial: { tls: 'mutual' } } },
  }),
);
/** The database's port speaks plaintext, the dial speaks TLS. */
const failing = sceneOf(draw('browser(browser)@net ==> app[terminate]@vpc ==> db[plaintext]@data', { zones }));
/** A sidecar of one's own on the same host. */
const loopback = sceneOf(
  draw('browser(browser)@net ==> proxy(nginx)[terminate]@box --> app[plaintext]@box', { zones }),
);
const unverified = sceneOf(
  draw(
    'browser(browser)@net ==> gateway(nginx)[terminate]@vpc =none=> relay(haproxy)[tcp]@vpc ==> db[terminate]@data',
    {
      zones,
    },
  ),
);
const quiet = sceneOf(
  draw(['browser(browser)@net ==> app[terminate]@vpc', 'app --> db[plaintext]@data'], {
    zones,
    flows: [{ id: 'flow1', title: 'Sign in', path: ['browser-app'], carries: ['card'] }],
  }),
);
const encryptedByNetwork = sceneOf(
  draw('browser(browser)@net ==> app[terminate]@vpc --> db[plaintext]@vpc', {
    zones: [zones[0] as Zone, { id: 'vpc', kind: 'private-network', title: 'VPC', networkEncryption: 'wireguard' }],
  }),
);
const protectedCard = sceneOf(
  draw('app@vpc --> db[plaintext]@data', {
    zones,
    data: [
      { id: 'card', title: 'Card', classification: 'cardholder', protection: { by: 'app', readableBy: [] } },
      { id: 'name', title: 'Name', classification: 'personal' },
    ],
  }),
);

/** The shop, with an encrypted and segmented network said to stand against what is readable inside. */
const controlled = sceneOf(
  read({
    ...shop,
    zones: shop.zones.map((zone) => ({
      ...zone,
      controls: [{ kind: 'segmentation', reason: 'Nobody else has a port there' }],
    })),
  }),
);

/** The first hop is plaintext and connects, the second does not: what crossed the first has been read by then. */
const failsLater = sceneOf(
  draw('a@vpc --> b[plaintext]@vpc ==> c[plaintext]@vpc', {
    zones,
    data: [
      { id: 'card', title: 'Card', classification: 'cardholder' },
      { id: 'pin', title: 'PIN', classification: 'credentials', protection: { by: 'a', readableBy: ['c'] } },
    ],
  }),
);

/** A request in clear to a port that redirects: refused, and sent by then. */
const refused = sceneOf(
  draw('browser(browser)@net ==> edge(nginx)[terminate]@vpc --> app[plaintext]@data', {
    zones,
    nodes: { app: { listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } }] } },
  }),
);

/** One flow fails at its first hop, another one works. */
const cut = sceneOf(
  draw(
    [
      'browser(browser)@net ==> app[plaintext]@vpc ==> other[terminate]@vpc ==> db[terminate]@data',
      'third@vpc ==> other[terminate]@vpc',
    ],
    { zones },
  ),
);

const scenes = {
  cut,
  failsLater,
  refused,
  controlled,
  shop: shopScene,
  verified,
  failing,
  loopback,
  unverified,
  quiet,
  encryptedByNetwork,
  protectedCard,
};

describe('what a sentence comes to', () => {
  test.each<[keyof typeof scenes, string, boolean | null, RegExp]>([
    // Who reads.
    ['shop', 'card is readable only in {browser, cdn, gateway, orders, db}', false, /Orders → Orders DB/],
    ['shop', 'card is readable only in {orders, db}', false, /API gateway has Card number in memory/],
    ['verified', 'card is readable only in {browser, gateway, db}', true, /nowhere else/],
    ['verified', 'cardholder is readable only in {browser, gateway, db}', true, /nowhere else/],
    ['verified', 'card is readable only in {browser, db}', false, /gateway has/],
    ['unverified', 'card is readable only in {browser, gateway, db}', true, /poses as a far end/],
    ['loopback', 'card is readable only in {browser, proxy, app}', true, /nowhere else/],
    ['failing', 'card is readable only in {browser, app, db}', null, /Flow 1 fails/],
    ['failing', 'card is readable only in {browser}', false, /fails further on/],
    ['protectedCard', 'card is readable only in {app}', true, /nowhere else/],
    ['protectedCard', 'name is readable only in {app, db}', false, /Anyone in VPC can read Name/],
    ['verified', 'card is not readable in {relay}', true, /not readable in relay/],
    ['verified', 'card is not readable in {relay, gateway}', false, /gateway has/],
    ['verified', 'nobody reads card on a wire', true, /on no wire/],
    ['loopback', 'nobody reads card on a wire', false, /on that host/],
    ['quiet', 'nobody reads card on a wire', true, /on no wire/],
    ['failsLater', 'nobody reads card on a wire', false, /can read Card between a → b\./],
    ['failsLater', 'nobody reads pin on a wire', null, /Flow 1 fails/],
    ['failsLater', 'no plaintext crosses vpc', false, /can read Card between a → b\./],
    ['refused', 'nobody reads card on a wire', false, /Anyone in VPC can read Card number between edge → app\./],
    ['refused', 'no plaintext crosses data', false, /Anyone in VPC can read Card number between edge → app\./],
    ['refused', 'no plaintext crosses internet', true, /No wire/],
    // Plaintext on wires.
    ['loopback', 'no plaintext crosses box', false, /^Whoever is on that host can read Card number/],
    ['shop', 'no plaintext crosses internet', true, /No wire/],
    ['shop', 'no plaintext crosses vpc', false, /Card number/],
    ['shop', 'no plaintext crosses data-tier', false, /would encrypt if it were offered/],
    ['shop', 'no plaintext inside data-tier', null, /There is no wire inside Data subnet/],
    ['shop', 'no plaintext crosses "VPC"', false, /API gateway → Orders/],
    ['shop', 'no plaintext crosses dmz', null, /No zone of the kind "dmz"/],
    ['loopback', 'no plaintext crosses vpc', true, /No wire/],
    ['loopback', 'no plaintext crosses box', false, /proxy → app/],
    ['loopback', 'no plaintext anywhere', false, /proxy → app/],
    ['quiet', 'no plaintext crosses data', null, /No flow is drawn over app → db/],
    ['quiet', 'no plaintext card crosses data', true, /No wire that touches Data subnet carries/],
    ['failing', 'no plaintext crosses data', null, /the flows there fail/],
    ['encryptedByNetwork', 'no plaintext crosses vpc', true, /No wire/],
    ['protectedCard', 'no plaintext card crosses data', true, /readable on no wire/],
    ['protectedCard', 'no plaintext personal crosses data', false, /Name/],
    ['protectedCard', 'no plaintext crosses data', false, /app → db/],
    ['protectedCard', 'no plaintext health crosses data', null, /No data of the class/],
    ['shop', 'every wire into vpc is encrypted', true, /No wire into VPC/],
    ['shop', 'every wire inside vpc is encrypted', false, /Orders → Orders DB/],
    // Sessions.
    ['shop', 'every session into data-tier is verified', false, /plaintext, so there is no session/],
    ['verified', 'every session into data-tier is verified', true, /The one session/],
    ['verified', 'every session into data-tier is mutual', true, /mutual/],
    ['verified', 'every session into vpc is mutual', false, /nobody asks browser who it is/],
    ['verified', 'every session is forward secret', true, /All 2 sessions/],
    ['verified', 'every session is TLS 1.2 or later', true, /All 2/],
    ['verified', 'every session inside vpc is verified', true, /The one session/],
    ['verified', 'every session out of vpc is verified', null, /No flow goes out of VPC/],
    ['verified', 'every session across vpc is verified', true, /The one session/],
    ['unverified', 'every session into data is verified', false, /gateway accepts any certificate/],
    ['failing', 'every session into data is verified', null, /app → db, where nothing connects/],
    ['cut', 'every session into data is verified', null, /Flow 1, which fails before it gets there/],
    ['cut', 'every session into vpc is verified', null, /browser → app, where nothing connects/],
    ['cut', 'every session inside vpc is verified', true, /The one session.*Not judged: Flow 1/],
    ['shop', 'every session into vpc is verified', true, /The one session into VPC/],
    ['shop', 'every session out of vpc is verified', null, /No flow goes out of VPC/],
    // Observers.
    ['shop', 'tap:internet reads nothing', true, /reads nothing/],
    ['shop', 'tap:vpc reads nothing', false, /Card number/],
    ['shop', 'tap:vpc cannot read card', false, /VPC/],
    ['shop', 'operator:AWS cannot read card', false, /CDN/],
    ['shop', 'operator:Nobody cannot read card', null, /run by "Nobody"/],
    ['verified', 'tap:vpc cannot read card even if active', true, /active or not/],
    ['unverified', 'tap:vpc cannot read card', true, /cannot read/],
    ['unverified', 'attacker:vpc cannot read card', false, /alters in VPC: .*gateway → .*db/],
    ['unverified', 'attacker:net cannot read card', true, /cannot read/],
    ['unverified', 'node:relay cannot read card', true, /they could/],
    ['unverified', 'node:relay cannot read card even if active', false, /taken over relay: /],
    ['verified', 'node:relay cannot read card even if active', true, /active or not/],
    ['verified', 'key:relay reads nothing', null, /no private key/],
    ['verified', 'key:gateway cannot read card even if active', false, /stole the key of gateway: /],
    ['shop', 'insider:vpc reads nothing', false, /Orders/],
    ['shop', 'recorder cannot read card', false, /records/],
    ['shop', '"Someone listening in VPC" reads nothing', false, /Card number/],
    ['shop', 'tap: reads nothing', null, /no wire lies outside/],
    ['failing', 'tap:vpc reads nothing', null, /Flow 1 fails/],
    // Flows, components.
    ['shop', 'checkout works', true, /works/],
    ['shop', 'checkout fails', false, /every hop connects/],
    ['failing', 'flow1 works', false, /fails at app → db: TLS is spoken/],
    ['failing', '"Flow 1" fails', true, /fails at app → db/],
    ['failing', 'every flow works', false, /fails at app → db/],
    ['shop', 'every flow works', true, /The one flow/],
    ['shop', 'gateway can inspect card', true, /in memory/],
    ['verified', 'relay can inspect card', false, /only relays/],
    ['verified', 'relay can inspect flow1', false, /sees ciphertext/],
    ['verified', 'gateway can inspect flow1', true, /reads/],
    ['protectedCard', 'db can inspect card', false, /encrypted by the application/],
    ['protectedCard', 'db can inspect flow1', false, /but not Card/],
    ['failing', 'app can inspect card', null, /Flow 1 fails/],
    ['shop', 'at most 2 nodes hold keys', true, /2 of at most 2/],
    ['shop', 'at most 1 node holds keys', false, /2 hold a private key, and at most 1 may/],
    ['shop', 'at most 5 nodes read card', true, /5 of at most 5/],
    ['shop', 'at most 4 nodes read card', false, /5 read Card number/],
    ['shop', 'only {orders} dial db', true, /Nobody else/],
    ['shop', 'only {cdn} dial db', false, /Orders dials Orders DB too/],
    ['verified', 'only {gateway} dial db', true, /Nobody else/],
    ['shop', 'only {orders} dial browser', null, /Nobody dials/],
    ['shop', 'checkout has pattern gateway', true, /gateway termination/],
    ['shop', 'checkout has pattern end-to-end', false, /another pattern/],
    ['failing', 'flow1 has pattern gateway', null, /fails/],
    ['failing', 'every flow has pattern gateway', null, /no flow works/],
    ['shop', 'every flow has pattern gateway', true, /gateway/],
    // Rules and packs.
    ['shop', 'no finding above high', true, /No finding/],
    ['shop', 'no finding above low', false, /Card number.*\(high\)/],
    ['controlled', 'no finding above medium', false, /\(high\)/],
    ['controlled', 'no finding above medium after controls', true, /with the controls/],
    ['shop', 'no finding above medium after controls', false, /\(high\)/],
    ['failing', 'no finding above critical', null, /No flow works/],
    ['shop', 'pack pci-dss-4.0.1 has no FAIL', true, /No clause/],
    ['shop', 'pack pci has no GAP', false, /Card/i],
    ['shop', 'pack unheard-of has no FAIL', null, /No rule pack/],
    // What is not there, what is not understood.
    ['shop', 'cart is readable only in {orders}', null, /no data asset called "cart".*Did you mean "card"/],
    ['shop', 'card is readable only in {order}', null, /no component called "order".*Did you mean "orders"/],
    ['shop', 'no plaintext crosses moon', null, /no zone called "moon"/],
    ['shop', 'paying works', null, /no flow called "paying"/],
    ['shop', 'card is secure', null, /"secure" is not understood after "is"/],
  ])('%s: %s → %s', (name, text, expected, words) => {
    const result = evaluate(scenes[name], text, judges);
    expect(result.message).toMatch(words);
    expect(result.holds).toBe(expected);
    expect(result.witnesses.length > 0).toBe(expected === false);
    for (const { why } of result.witnesses) expect(why).toMatch(/[.)]$/);
  });
});

test('a broken promise names every counter-example, at its place', () => {
  const { witnesses, message } = evaluate(shopScene, 'card is readable only in {browser}');
  expect(witnesses.map(({ place }) => place)).toEqual(
    expect.arrayContaining([{ node: 'cdn' }, { node: 'gateway' }, { node: 'orders' }, { node: 'db' }]),
  );
  expect(witnesses.map(({ place }) => place)).toEqual(expect.arrayContaining([{ link: 'l3' }, { link: 'l4' }]));
  expect(witnesses).toHaveLength(6);
  expect(message).toMatch(/And 3 more\.$/);
});

test('two components of one title must be told apart by id', () => {
  const scene = sceneOf(draw('a ==> b[terminate]', { nodes: { a: { title: 'App' }, b: { title: 'App' } } }));
  const result = evaluate(scene, 'card is readable only in {"App"}');
  expect(result).toMatchObject({ holds: null, witnesses: [] });
  expect(result.message).toMatch(/\(a, b\)/);
  expect(evaluate(scene, 'card is readable only in {a, b}').holds).toBe(true);
});

test('a kind of zone is all zones of that kind, unless a zone has that id', () => {
  const two = sceneOf(
    draw(['a@x ==> b[terminate]@y', 'a --> c[plaintext]@z'], {
      zones: [
        { id: 'x', kind: 'private-network', title: 'X' },
        { id: 'y', kind: 'data-tier', title: 'Y' },
        { id: 'z', kind: 'data-tier', title: 'Z' },
      ],
    }),
  );
  expect(evaluate(two, 'every session into data-tier is verified').holds).toBe(false);
  expect(evaluate(two, 'every session into y is verified').holds).toBe(true);
  const named = sceneOf(
    draw(['a@x ==> b[terminate]@data-tier', 'a --> c[plaintext]@z'], {
      zones: [
        { id: 'x', kind: 'private-network', title: 'X' },
        { id: 'data-tier', kind: 'private-network', title: 'Y' },
        { id: 'z', kind: 'data-tier', title: 'Z' },
      ],
    }),
  );
  expect(evaluate(named, 'every session into data-tier is verified').holds).toBe(true);
});

test('a drawing without data speaks of its traffic', () => {
  const scene = sceneOf(draw('a --> b[plaintext]', { data: [], flows: [] }));
  expect(evaluate(scene, 'nobody reads traffic on a wire').holds).toBe(false);
});

test("the document's own promises, in the order of their words", () => {
  const topology = read({ ...shop, assertions: ['no plaintext crosses vpc', 'every flow works', 'what now'] });
  const results = evaluateAll(sceneOf(topology), judges);
  expect(results.map(({ text, holds }) => [text, holds])).toEqual([
    ['every flow works', true],
    ['no plaintext crosses vpc', false],
    ['what now', null],
  ]);
  expect(results.map(({ id }) => id)).toEqual(['assertion-2', 'assertion-1', 'assertion-3']);
});

test('without rules and packs at hand nothing is claimed of them', () => {
  expect(evaluate(shopScene, 'no finding above info').holds).toBeNull();
  expect(evaluate(shopScene, 'pack pci-dss-4.0.1 has no FAIL').holds).toBeNull();
});
