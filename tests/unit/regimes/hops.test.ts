import { describe, expect, test } from 'vitest';
import type { Mesh, Zone } from '../../../src/core/model/schema.ts';
import { hasMutual, hasSession, hasStrong } from '../../../src/core/regimes/hop.ts';
import { hopsOf } from '../../../src/core/regimes/hops.ts';
import { type WireZone, wireZoneOf } from '../../../src/core/regimes/wire-zone.ts';
import { asset, type Drawing, drawn, linesOf, zone } from './support.ts';

describe('the network of a wire', () => {
  const cases: readonly (readonly [why: string, zones: readonly Zone[], from: string, to: string, is: WireZone])[] = [
    ['inside the internet', [zone('net', 'internet')], '@net', '@net', 'internet'],
    ['in from outside', [zone('net', 'internet'), zone('vpc', 'private-network')], '@net', '@vpc', 'internet'],
    [
      'from a CDN to an origin',
      [zone('pop', 'provider-edge'), zone('vpc', 'private-network')],
      '@pop',
      '@vpc',
      'internet',
    ],
    ['to somebody else', [zone('vpc', 'private-network'), zone('bank', 'third-party')], '@vpc', '@bank', 'internet'],
    ["inside somebody else's network", [zone('bank', 'third-party')], '@bank', '@bank', 'partner'],
    ['in one network', [zone('vpc', 'private-network')], '@vpc', '@vpc', 'vpc'],
    [
      'between tiers of one network',
      [zone('vpc', 'private-network'), zone('data', 'data-tier', { parent: 'vpc' })],
      '@vpc',
      '@data',
      'vpc',
    ],
    ['in a cluster', [zone('k8s', 'cluster')], '@k8s', '@k8s', 'cluster'],
    ['in a data centre', [zone('hall', 'on-premises')], '@hall', '@hall', 'dc'],
    ['in one host', [zone('pod', 'host')], '@pod', '@pod', 'loopback'],
    [
      'between two hosts of one cluster',
      [zone('k8s', 'cluster'), zone('p', 'host', { parent: 'k8s' }), zone('q', 'host', { parent: 'k8s' })],
      '@p',
      '@q',
      'cluster',
    ],
    ['between two hosts with nothing drawn around', [zone('p', 'host'), zone('q', 'host')], '@p', '@q', 'undrawn'],
    ['nothing drawn', [], '', '', 'undrawn'],
    ['one end drawn', [zone('vpc', 'private-network')], '@vpc', '', 'undrawn'],
    ['one end drawn, and it is outside', [zone('net', 'internet')], '@net', '', 'internet'],
    [
      'over the air, both ends',
      [zone('wifi', 'private-network', { network: 'wireless' })],
      '@wifi',
      '@wifi',
      'wireless',
    ],
    [
      'over the air first',
      [zone('shop', 'private-network'), zone('wifi', 'private-network', { parent: 'shop', network: 'wireless' })],
      '@wifi',
      '@shop',
      'wireless',
    ],
    [
      'over the air last',
      [zone('shop', 'private-network'), zone('wifi', 'private-network', { parent: 'shop', network: 'wireless' })],
      '@shop',
      '@wifi',
      'wireless',
    ],
    [
      'inside a part of a wireless network',
      [zone('wifi', 'private-network', { network: 'wireless' }), zone('tills', 'private-network', { parent: 'wifi' })],
      '@tills',
      '@tills',
      'wireless',
    ],
    [
      "over a carrier's wires",
      [
        zone('mpls', 'third-party', { network: 'carrier' }),
        zone('a', 'on-premises', { parent: 'mpls' }),
        zone('b', 'on-premises', { parent: 'mpls' }),
      ],
      '@a',
      '@b',
      'carrier-unassessed',
    ],
    [
      "inside a site at a carrier's end",
      [zone('mpls', 'third-party', { network: 'carrier' }), zone('a', 'on-premises', { parent: 'mpls' })],
      '@a',
      '@a',
      'dc',
    ],
    [
      "over an assessed carrier's wires",
      [
        zone('mpls', 'third-party', { network: 'carrier-assessed' }),
        zone('a', 'on-premises', { parent: 'mpls' }),
        zone('b', 'on-premises', { parent: 'mpls' }),
      ],
      '@a',
      '@b',
      'wan-private',
    ],
  ];
  test.each(cases)('%s', (_, zones, from, to, is) => {
    const { topology } = drawn(`x${from} --> y${to}`, { zones });
    expect(wireZoneOf(topology, { from: 'x', to: 'y' })).toBe(is);
  });
});

describe('what a hop is for', () => {
  const kindOf = (lines: string, drawing: Drawing = {}) => hopsOf(drawn(lines, drawing)).map(({ kind }) => kind);
  test('follows from its ends', () => {
    expect(
      kindOf('client(browser) --> app --> db(postgresql)[plaintext]', {
        links: { 'app-db': { protocol: 'postgres' } },
      }),
    ).toEqual(['user', 'db']);
    expect(kindOf('a --> b')).toEqual(['service']);
  });
  test('unless the link says', () => {
    expect(kindOf('a --> b', { links: { 'a-b': { purpose: 'backup' } } })).toEqual(['backup']);
    expect(kindOf('a --> b', { links: { 'a-b': { purpose: 'administration' } } })).toEqual(['admin']);
  });
  test('is that of the whole session, relays included', () => {
    expect(kindOf('client(mobile-app) =none=> relay(nginx)[tcp] =none=> app[terminate]')).toEqual(['user', 'user']);
  });
});

describe('what encrypts a hop', () => {
  const mesh = (mode: Mesh['mode'], more: Partial<Mesh> = {}): readonly Zone[] => [
    zone('mesh', 'mesh', { mesh: { product: 'istio', mode, ...more } }),
    zone('vpc', 'private-network'),
  ];
  const only = (lines: string, drawing: Drawing) => {
    const hop = hopsOf(drawn(lines, drawing)).at(-1);
    if (!hop) throw new Error('nothing is drawn');
    return { session: hasSession(hop), strong: hasStrong(hop), mutual: hasMutual(hop), wraps: hop.wraps.length };
  };

  test('a strict mesh around plaintext is mutual', () => {
    expect(only('a@mesh --> b[plaintext]@mesh', { zones: mesh('strict') })).toEqual({
      session: true,
      strong: true,
      mutual: true,
      wraps: 1,
    });
  });
  test('a permissive mesh does not insist, so it does not count', () => {
    expect(only('a@mesh --> b[plaintext]@mesh', { zones: mesh('permissive') })).toEqual({
      session: false,
      strong: false,
      mutual: false,
      wraps: 1,
    });
  });
  test('a strict port in a permissive mesh counts', () => {
    expect(
      only('a@mesh --> b[plaintext]@mesh', { zones: mesh('permissive'), listeners: { b: { mesh: 'strict' } } }),
    ).toMatchObject({ session: true, mutual: true });
  });
  test('a mesh that can be dialled around does not insist', () => {
    expect(
      only('a@mesh --> b[plaintext]@mesh', { zones: mesh('strict', { product: 'consul', transparentProxy: false }) }),
    ).toMatchObject({ session: false });
  });
  test('TLS of the applications inside a permissive mesh counts for itself', () => {
    expect(only('a@mesh ==> b[terminate]@mesh', { zones: mesh('permissive') })).toEqual({
      session: true,
      strong: true,
      mutual: false,
      wraps: 2,
    });
  });
  test('a mesh hides plaintext from the regimes that ask for a session, and names itself', () => {
    const strict = drawn('a@mesh --> b[plaintext]@mesh', { zones: mesh('strict') });
    expect(linesOf(strict, 'nist-800-53')).toEqual(
      expect.arrayContaining(['SC-8 a-b PASS', 'IA-3 a-b PASS', 'SC-23 a-b PASS']),
    );
    expect(linesOf(strict, 'asvs-5', 'l3')).toContain('12.3.5 a-b PASS');
    expect(linesOf(strict, 'zero-trust')).toEqual(expect.arrayContaining(['800-204a a-b PASS', '800-204b a-b GAP']));
    const lax = drawn('a@mesh --> b[plaintext]@mesh', { zones: mesh('permissive') });
    expect(linesOf(lax, 'asvs-5')).toContain('12.3.1 a-b FAIL');
  });
  test('an identity that nobody insists on verifies no caller', () => {
    const data = [asset('record', 'health')];
    const hipaa = (mode: Mesh['mode']) =>
      linesOf(drawn('a@mesh --> b[plaintext]@mesh', { data, zones: mesh(mode) }), 'hipaa');
    expect(hipaa('strict')).toContain('164.312(d) a-b PASS');
    expect(hipaa('permissive')).toContain('164.312(d) a-b EVIDENCE');
  });
  test('a mesh that names its callers decides by identity', () => {
    const named = drawn('a@mesh --> b[plaintext]@mesh', { zones: mesh('strict'), nodes: { b: { allows: ['a'] } } });
    expect(linesOf(named, 'zero-trust')).toContain('800-204b a-b PASS');
  });

  test('IPsec, WireGuard, MACsec and the provider, each for what it is', () => {
    const below = (networkEncryption: Zone['networkEncryption']) =>
      only('a@z --> b[plaintext]@z', {
        zones: [zone('z', 'private-network', networkEncryption ? { networkEncryption } : {})],
      });
    expect(below('ipsec')).toEqual({ session: true, strong: true, mutual: false, wraps: 1 });
    expect(below('wireguard')).toEqual({ session: true, strong: true, mutual: false, wraps: 1 });
    expect(below('macsec')).toEqual({ session: false, strong: false, mutual: false, wraps: 1 });
    expect(below('provider')).toEqual({ session: false, strong: false, mutual: false, wraps: 1 });
    expect(below('none')).toEqual({ session: false, strong: false, mutual: false, wraps: 0 });
  });

  test('the oldest version is the one that both ends would settle for', () => {
    const old = (dial: '1.0' | '1.2') =>
      only('a@vpc ==> b[terminate]@vpc', {
        links: { 'a-b': { dial: { minVersion: dial } } },
        listeners: { b: { tls: { minVersion: '1.0' } } },
      }).session;
    expect(old('1.2')).toBe(true);
    expect(old('1.0')).toBe(false);
  });
});

test('what crossed before a flow fails further on is judged', () => {
  const scene = drawn('client(browser)@net --> edge[plaintext]@vpc ==> app[plaintext]@vpc', {
    data: [asset('card', 'cardholder')],
  });
  expect(linesOf(scene, 'pci-dss-4.0.1')).toEqual(
    expect.arrayContaining(['4.2.1 client-edge FAIL', '4.2.1-guidance edge-app N/A?']),
  );
});

test('the facts are worked out once for a simulation, and anew when the drawing says more of its networks', () => {
  const scene = drawn('a@vpc --> b@vpc');
  expect(hopsOf(scene)).toBe(hopsOf({ ...scene, topology: { ...scene.topology, rationales: new Map() } }));
  const zones = new Map([['vpc', zone('vpc', 'private-network', { network: 'wireless' })]]);
  expect(hopsOf({ ...scene, topology: { ...scene.topology, zones } }).map((hop) => hop.zone)).toEqual(['wireless']);
});
