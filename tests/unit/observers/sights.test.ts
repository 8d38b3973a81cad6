import { describe, expect, test } from 'vitest';
import type { Asset, Zone } from '../../../src/core/model/schema.ts';
import { type Observer, observerFrom, proofOf, type Scene, sightsOf } from '../../../src/core/observers/index.ts';
import { meshZone, sceneOf } from './scene.ts';

const zone = (id: string, more: Partial<Zone> = {}): Zone => ({ id, kind: 'private-network', title: id, ...more });
const asset = (id: string, more: Partial<Asset> = {}): Asset => ({
  id,
  title: id,
  classification: 'cardholder',
  ...more,
});

/** What the observer named learns of the asset. */
function sees(scene: Scene, name: string, of = 'card'): string | undefined {
  const observer: Observer | null = observerFrom(scene, name);
  if (!observer) throw new Error(`no observer ${name}`);
  return sightsOf(scene, observer).get(of);
}

describe('on the wire', () => {
  test.each([
    ['-->', '[plaintext]', 'reads', 'reads'],
    ['==>', '[terminate]', 'metadata', 'metadata'],
    ['=mutual=>', '[mutual]', 'metadata', 'metadata'],
    ['=none=>', '[terminate]', 'metadata', 'active'],
    ['=ca=>', '[terminate]', 'metadata', 'active'],
    ['~~>', '[terminate]', 'metadata', 'active'],
    ['~~>', '[plaintext]', 'reads', 'reads'],
  ])('%s to %s: a tap %s, an attacker %s', (arrow, listener, tap, attacker) => {
    const scene = sceneOf(`a@out ${arrow} b${listener}@vpc`);
    for (const place of ['out', 'vpc']) {
      expect(sees(scene, `tap:${place}`)).toBe(tap);
      expect(sees(scene, `attacker:${place}`)).toBe(attacker);
    }
  });

  test('a wire between two subnets is seen from their network, and one that leaves it as well', () => {
    const scene = sceneOf('a@left --> b@right ==> c[terminate]@far', {
      zones: [zone('vpc'), zone('left', { parent: 'vpc' }), zone('right', { parent: 'vpc' }), zone('far')],
    });
    expect(['left', 'right', 'vpc', 'far'].map((place) => sees(scene, `tap:${place}`))).toEqual([
      'reads',
      'reads',
      'reads',
      'metadata',
    ]);
  });

  test('any part of an unauthenticated session will do, in front of the relay and behind it', () => {
    const scene = sceneOf('a@out =none=> r[tcp]@edge --> b[terminate]@vpc');
    for (const place of ['out', 'edge', 'vpc']) expect(sees(scene, `attacker:${place}`)).toBe('active');
    expect(sees(scene, 'tap:edge')).toBe('metadata');
    expect(sees(scene, 'node:r')).toBe('active');
    expect(sees(sceneOf('a@out ==> r[tcp]@edge --> b[terminate]@vpc'), 'node:r')).toBe('metadata');
  });

  test('network encryption hides a wire from taps and attackers, not from the processes at its ends', () => {
    const scene = sceneOf('a@vpc --> b[plaintext]@vpc', { zones: [zone('vpc', { networkEncryption: 'wireguard' })] });
    expect(sees(scene, 'tap:vpc')).toBe('nothing');
    expect(sees(scene, 'attacker:vpc')).toBe('nothing');
    expect(sees(scene, 'node:b')).toBe('reads');
  });

  test('where no zone is drawn somebody listens outside every zone', () => {
    expect(sees(sceneOf('a --> b'), 'tap:')).toBe('reads');
    expect(sees(sceneOf('a@vpc --> b'), 'tap:')).toBe('reads');
  });

  test('what fails shows nothing, and nothing travels beyond', () => {
    const scene = sceneOf('a@out --> b[plaintext]@vpc --> c[terminate]@data');
    for (const observer of ['tap:out', 'tap:data', 'node:c', 'node:b', 'recorder'])
      expect(sees(scene, observer)).toBe('nothing');
  });
});

describe('loopback', () => {
  const details = {
    zones: [zone('vpc'), zone('pod', { kind: 'host', parent: 'vpc' }), zone('far', { parent: 'vpc' })],
  };

  test('is seen by root on the host and around it, and by no network', () => {
    const scene = sceneOf('a@pod --> b[plaintext]@pod', details);
    expect(sees(scene, 'tap:vpc')).toBe('nothing');
    expect(sees(scene, 'attacker:pod')).toBe('nothing');
    expect(sees(scene, 'recorder')).toBe('nothing');
    expect(sees(scene, 'insider:pod')).toBe('reads');
    expect(sees(scene, 'insider:vpc')).toBe('reads');
  });

  test('a taken over process on the same host listens to it, one elsewhere does not', () => {
    const scene = sceneOf(['a@pod --> b[plaintext]@pod', 'x@pod ==> y[terminate]@far'], {
      ...details,
      data: [asset('card'), asset('log')],
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
      ],
    });
    expect(sees(scene, 'node:x')).toBe('reads');
    expect(sees(scene, 'node:y')).toBe('nothing');
  });

  test('network encryption around the host does not hide it there', () => {
    const scene = sceneOf(['a@pod --> b[plaintext]@pod', 'x@pod ==> y[terminate]@far'], {
      zones: [
        zone('vpc', { networkEncryption: 'wireguard' }),
        zone('pod', { kind: 'host', parent: 'vpc' }),
        zone('far', { parent: 'vpc' }),
      ],
      data: [asset('card'), asset('log')],
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
      ],
    });
    expect(scene.simulation.links.get('a-b')?.exposure).toEqual({ card: 'plaintext' });
    expect(sees(scene, 'node:x')).toBe('reads');
  });

  test('what is sealed before it is sent is sealed there too', () => {
    const scene = sceneOf(['a@pod --> b[plaintext]@pod', 'x@pod ==> y[terminate]@far'], {
      ...details,
      data: [asset('card', { protection: { by: 'a', readableBy: ['b'] } }), asset('log')],
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
      ],
    });
    expect(sees(scene, 'node:x')).toBe('nothing');
    expect(sees(scene, 'node:b')).toBe('reads');
  });

  test('a process on a bigger host does not hear what stays inside a smaller one', () => {
    const scene = sceneOf(['a@pod --> b[plaintext]@pod', 'x@machine ==> y[terminate]@far'], {
      zones: [zone('machine', { kind: 'host' }), zone('pod', { kind: 'host', parent: 'machine' }), zone('far')],
      data: [asset('card'), asset('log')],
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
      ],
    });
    expect(sees(scene, 'node:x')).toBe('nothing');
    expect(sees(scene, 'insider:machine')).toBe('reads');
  });
});

describe('the operator of a product', () => {
  test('reads what its nodes have in memory', () => {
    const scene = sceneOf('browser(browser) ==> alb(aws-alb)[terminate] --> app[plaintext]');
    expect(sees(scene, 'operator:AWS')).toBe('reads');
  });
  test('learns addresses and sizes of what its nodes only pass on', () => {
    expect(sees(sceneOf('a ==> nlb(aws-nlb)[tcp] --> app[terminate]'), 'operator:AWS')).toBe('metadata');
  });
  test('could pose as the far end where the dialer checks nothing', () => {
    expect(sees(sceneOf('a =none=> nlb(aws-nlb)[tcp] --> app[terminate]'), 'operator:aws')).toBe('active');
  });
});

describe('root in a zone', () => {
  test('has the memory of every node in it and inside it', () => {
    const scene = sceneOf('a@out ==> b[terminate]@inner', {
      zones: [zone('out'), zone('vpc'), zone('inner', { parent: 'vpc' })],
    });
    expect(sees(scene, 'insider:inner')).toBe('reads');
    expect(sees(scene, 'insider:vpc')).toBe('reads');
  });
});

describe('a component that is taken over', () => {
  const twoFlows = {
    data: [asset('card'), asset('list')],
    nodes: { db: { stores: ['card'] } },
    flows: [
      { id: 'pay', title: 'Pay', path: ['pos-db'], carries: ['card'] },
      { id: 'list', title: 'List', path: ['web-api', 'api-db'], carries: [], returns: ['list'] },
    ],
  };
  const lines = ['pos ==> db[terminate]', 'web ==> api[terminate] ==> db'];

  test('has its memory', () => expect(sees(sceneOf('a ==> b[terminate]'), 'node:b')).toBe('reads'));
  test('can ask for what is stored further along the flows that pass it, though no flow brings it there', () => {
    const scene = sceneOf(lines, twoFlows);
    expect(sees(scene, 'node:api')).toBe('active');
    expect(sees(scene, 'node:web')).toBe('active');
    expect(sees(scene, 'node:db')).toBe('reads');
  });
  test('but not for what only others lead to', () => {
    const scene = sceneOf(lines, { ...twoFlows, nodes: { pos: { stores: ['list'] } } });
    expect(sees(scene, 'node:api')).toBe('nothing');
    expect(sees(scene, 'node:pos', 'list')).toBe('reads');
  });
  test('and not for what is stored sealed, unless it holds the key', () => {
    const sealed = (...readableBy: string[]) =>
      sceneOf(lines, { ...twoFlows, data: [asset('card', { protection: { by: 'pos', readableBy } }), asset('list')] });
    expect(sees(sealed(), 'node:api')).toBe('nothing');
    expect(sees(sealed('api'), 'node:api')).toBe('active');
  });
  test('a relay inside a verified session cannot ask; one that could end the session can', () => {
    const details = { ...twoFlows, flows: [{ id: 'list', title: 'List', path: ['web-r', 'r-db'], carries: ['list'] }] };
    expect(sees(sceneOf('web ==> r[tcp] --> db[terminate]', details), 'node:r')).toBe('nothing');
    expect(sees(sceneOf('web =none=> r[tcp] --> db[terminate]', details), 'node:r')).toBe('active');
    expect(
      sees(
        sceneOf('web =none=> r[tcp] --> db[mutual]', {
          ...details,
          links: { 'web-r': { dial: { tls: 'mutual', verify: 'none' } } },
        }),
        'node:r',
      ),
    ).toBe('nothing');
  });
});

describe('a stolen key', () => {
  test('lets the thief pose as its owner, and opens nothing recorded', () => {
    expect(sees(sceneOf('a ==> b[terminate] --> c'), 'key:b')).toBe('active');
  });
  test('opens what was recorded without forward secrecy', () => {
    const rsa = { listeners: { b: { tls: { keyExchange: 'rsa' as const } } } };
    expect(sees(sceneOf('a ==> b[terminate]', rsa), 'key:b')).toBe('reads');
  });
  test('but not where network encryption lies around the recorded wire', () => {
    const scene = sceneOf('a@vpc ==> b[terminate]@vpc', {
      zones: [zone('vpc', { networkEncryption: 'ipsec' })],
      listeners: { b: { tls: { keyExchange: 'rsa' } } },
    });
    expect(sees(scene, 'key:b')).toBe('active');
  });

  const other = (certificate: object, dial: object = {}) =>
    sceneOf(['a ==> b[terminate]', 'x ==> y[terminate]'], {
      data: [asset('card'), asset('log')],
      links: { 'a-b': { dial: { sni: 'pay.example.com', ...dial } } },
      listeners: {
        b: { tls: { certificate: { issuer: 'private-ca', names: ['pay.example.com'] } } },
        y: { tls: { certificate: { issuer: 'private-ca', ...certificate } } },
      },
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
      ],
    });
  test.each([
    ['names nobody', {}, {}, 'nothing'],
    ['names another', { names: ['log.example.com'] }, {}, 'nothing'],
    ['names the same', { names: ['pay.example.com'] }, {}, 'active'],
    ['has a wildcard for it', { names: ['*.example.com'] }, {}, 'active'],
    ['has a wildcard for it and has expired', { names: ['*.example.com'], expired: true }, {}, 'nothing'],
    ['has a wildcard one label too high', { names: ['*.com'] }, {}, 'nothing'],
    [
      'has a wildcard, of an issuer not trusted',
      { names: ['*.example.com'], issuer: 'public-ca' },
      { trusts: ['private-ca'] },
      'nothing',
    ],
    ['the dialer checks the CA only', {}, { verify: 'ca' }, 'active'],
    [
      'the dialer checks the CA only, and trusts another',
      { issuer: 'public-ca' },
      { verify: 'ca', trusts: ['private-ca'] },
      'nothing',
    ],
    ['the dialer checks nothing', { issuer: 'self-signed' }, { verify: 'none' }, 'active'],
  ] as const)("another node's certificate: %s", (_, certificate, dial, sight) => {
    const scene = other(certificate, dial);
    expect(sees(scene, 'node:b')).toBe('reads');
    expect(sees(scene, 'key:y')).toBe(sight);
  });

  test('that two nodes share is stolen from both', () => {
    const scene = sceneOf(['a ==> b[terminate]', 'x ==> y[terminate]'], {
      data: [asset('card'), asset('log')],
      listeners: {
        b: { tls: { keyExchange: 'rsa', certificate: { issuer: 'public-ca', names: ['b.internal'], key: 'one' } } },
        y: { tls: { certificate: { issuer: 'public-ca', names: ['y.internal'], key: 'one' } } },
      },
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
      ],
    });
    expect(sees(scene, 'key:y')).toBe('reads');
    expect(sees(scene, 'key:b', 'log')).toBe('active');
  });

  test('of a client certificate lets the thief ask in its name', () => {
    const details = {
      data: [asset('card'), asset('order')],
      nodes: { db: { stores: ['card'] } },
      flows: [{ id: 'f', title: 'F', path: ['api-db'], carries: ['order'] }],
    };
    expect(sees(sceneOf('api[plaintext] =mutual=> db[mutual]', details), 'key:api')).toBe('active');
    expect(sees(sceneOf('api[plaintext] =mutual=> db[terminate]', details), 'key:api')).toBe('nothing');
  });
});

describe('a recorder with a quantum computer later', () => {
  const exchange = (keyExchange: 'rsa' | 'ecdhe' | 'hybrid') => ({
    links: { 'a-b': { dial: { keyExchange } } },
    listeners: { b: { tls: { keyExchange } } },
  });
  test.each([
    ['ecdhe', 'reads'],
    ['rsa', 'reads'],
    ['hybrid', 'metadata'],
  ] as const)('%s: %s', (keyExchange, sight) => {
    expect(sees(sceneOf('a ==> b[terminate]', exchange(keyExchange)), 'recorder')).toBe(sight);
  });
  test('one classical hop gives away what a hybrid one keeps', () => {
    const scene = sceneOf('a ==> b[terminate] ==> c[terminate]', exchange('hybrid'));
    expect(sees(scene, 'recorder')).toBe('reads');
  });
  test.each(['wireguard', 'ipsec', 'macsec', 'provider'] as const)(
    '%s around it is no reason to call it safe',
    (technology) => {
      const zones = [zone('vpc', { networkEncryption: technology })];
      expect(sees(sceneOf('a@vpc --> b@vpc', { zones }), 'recorder')).toBe('reads');
    },
  );
});

describe('an asset that is encrypted before it is sent', () => {
  const scene = sceneOf('a@out --> b[plaintext]@vpc --> c[plaintext]@data', {
    data: [asset('card', { protection: { by: 'a', readableBy: ['c'] } })],
    nodes: { b: { stores: ['card'] } },
  });
  test.each([
    ['tap:vpc', 'nothing'],
    ['attacker:vpc', 'nothing'],
    ['recorder', 'nothing'],
    ['node:a', 'reads'],
    ['node:b', 'metadata'],
    ['insider:vpc', 'metadata'],
    ['node:c', 'reads'],
  ])('%s: %s', (observer, sight) => expect(sees(scene, observer)).toBe(sight));
  test('the key of a session does not open it', () => {
    const sealed = sceneOf('a ==> b[terminate]', {
      data: [asset('card', { protection: { by: 'a', readableBy: [] } })],
      listeners: { b: { tls: { keyExchange: 'rsa' } } },
    });
    expect(sees(sealed, 'key:b')).toBe('nothing');
  });
});

describe("inside a mesh's mutual TLS", () => {
  const zones = (mesh: Parameters<typeof meshZone>[1] = {}) => [meshZone('mesh', mesh)];
  const line = 'a@mesh --> b[plaintext]@mesh';
  const off = sceneOf(line, { zones: zones({ mode: 'disabled' }) });
  const scene = sceneOf(line, { zones: zones() });
  test('what the applications speak in plaintext is sealed on the wire', () => {
    expect(sees(off, 'tap:mesh')).toBe('reads');
    expect(sees(scene, 'tap:mesh')).toBe('metadata');
    expect(sees(scene, 'attacker:mesh')).toBe('metadata');
    expect(sees(scene, 'node:b')).toBe('reads');
  });
  test('its key exchange decides what a recorder gets', () => {
    expect(sees(scene, 'recorder')).toBe('reads');
    expect(sees(sceneOf(line, { zones: zones({ product: 'linkerd' }) }), 'recorder')).toBe('metadata');
  });
  test('an unauthenticated session is open only where the mesh does not wrap it', () => {
    const wrapped = sceneOf('a@out =none=> r[tcp]@mesh --> b[terminate]@mesh', {
      zones: [zone('out'), ...zones({ mode: 'permissive' }), zone('inner', { parent: 'mesh' })],
      nodes: { b: { zone: 'inner' } },
    });
    expect(wrapped.simulation.links.get('r-b')?.exposure).toEqual({ card: 'metadata' });
    expect(sees(wrapped, 'attacker:inner')).toBe('metadata');
    expect(sees(wrapped, 'attacker:out')).toBe('active');
    expect(sees(wrapped, 'node:r')).toBe('active');
  });
  test('its proxies have in memory what they wrap: root on a shared host reads the traffic of others', () => {
    const details = (dataPlane: 'sidecar' | 'ambient') => ({
      zones: [
        meshZone('mesh', { dataPlane }),
        zone('host1', { kind: 'host', parent: 'mesh' }),
        zone('host2', { kind: 'host', parent: 'mesh' }),
      ],
    });
    for (const dataPlane of ['sidecar', 'ambient'] as const) {
      const drawn = sceneOf('a@host1 --> b[plaintext]@host2', details(dataPlane));
      expect(sees(drawn, 'tap:host1')).toBe('metadata');
      expect(sees(drawn, 'insider:host1')).toBe('reads');
      const observer = observerFrom(drawn, 'insider:host1');
      const proxy = dataPlane === 'sidecar' ? 'sidecar:a' : 'ztunnel:host1';
      expect(observer && proofOf(drawn, observer, 'card').steps.map(({ place }) => place)).toContainEqual({ proxy });
    }
  });
  test('on loopback the mesh seals too', () => {
    const host = (mode: 'strict' | 'disabled') =>
      sceneOf(['a@pod --> b[plaintext]@pod', 'x@pod ==> y[terminate]'], {
        zones: [meshZone('pod', { mode }, { kind: 'host' })],
        data: [asset('card'), asset('log')],
        flows: [
          { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
          { id: 'log', title: 'Log', path: ['x-y'], carries: ['log'] },
        ],
      });
    expect(sees(host('disabled'), 'node:x')).toBe('reads');
    expect(sees(host('strict'), 'node:x')).toBe('metadata');
  });
  test('a key opens no recording that the mesh wrapped', () => {
    const recorded = (mode: 'permissive' | 'disabled') =>
      sceneOf('a@mesh ==> b[terminate]@mesh', {
        zones: zones({ mode }),
        listeners: { b: { tls: { keyExchange: 'rsa' } } },
      });
    expect(sees(recorded('disabled'), 'key:b')).toBe('reads');
    expect(sees(recorded('permissive'), 'key:b')).toBe('active');
  });
  test('a stolen workload key takes its place', () => {
    const keyed = (mode: 'strict' | 'disabled') =>
      sceneOf('a@mesh --> b[plaintext]@mesh =mutual=> c[mutual]', { zones: zones({ mode }) });
    const stolen = (drawn: Scene) => {
      const observer = observerFrom(drawn, 'key:b');
      return observer && proofOf(drawn, observer, 'card').steps.map(({ sight, place }) => ({ sight, place }));
    };
    expect(stolen(keyed('strict'))).toContainEqual({ sight: 'active', place: { link: 'a-b' } });
    expect(stolen(keyed('disabled'))).toEqual([]);
  });
});

describe('an asset that is encrypted on the way', () => {
  const scene = sceneOf('a@out --> b[plaintext]@pod --> c[plaintext]@data', {
    data: [asset('card', { protection: { by: 'b', readableBy: ['c'] } })],
    zones: [zone('out'), zone('pod'), zone('data')],
  });
  test.each([
    ['tap:out', 'reads'],
    ['tap:data', 'nothing'],
    ['recorder', 'reads'],
    ['node:a', 'reads'],
    ['node:b', 'reads'],
  ])('is open before that: %s %s', (observer, sight) => expect(sees(scene, observer)).toBe(sight));
  test('and open to the thief of a key there', () => {
    const keyed = sceneOf('a ==> b[terminate] ==> c[terminate]', {
      data: [asset('card', { protection: { by: 'b', readableBy: [] } })],
    });
    expect(sees(keyed, 'key:b')).toBe('active');
    expect(sees(keyed, 'key:c')).toBe('nothing');
  });
});

describe('the shared proxies of a mesh', () => {
  test('read what the workloads of a host send bare, and nothing that they encrypt themselves', () => {
    const zones = [
      meshZone('mesh', { dataPlane: 'ambient', waypoint: true }),
      zone('h1', { kind: 'host', parent: 'mesh' }),
      zone('h2', { kind: 'host', parent: 'mesh' }),
    ];
    const bare = sceneOf('a@h1 --> b@h2', { zones });
    for (const name of ['ztunnel:h1', 'ztunnel:h2', 'waypoint:mesh']) expect(sees(bare, name)).toBe('reads');
    const observer = observerFrom(bare, 'Whoever has taken over the ztunnel of h2');
    expect(observer).toEqual({ kind: 'ztunnel', zone: 'h2' });
    expect(observer && proofOf(bare, observer, 'card').steps[0]?.place).toEqual({ proxy: 'ztunnel:h2' });
    const sealed = sceneOf('a@h1 ==> b[terminate]@h2', { zones });
    for (const name of ['ztunnel:h1', 'ztunnel:h2']) expect(sees(sealed, name)).toBe('metadata');
    expect(observerFrom(sealed, 'ztunnel:vpc')).toBeNull();
  });
});
