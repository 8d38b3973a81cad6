import { describe, expect, test } from 'vitest';
import type { LinkMesh, Listener, Mesh, Zone } from '../../../src/core/model/schema.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

const zone = (mesh: Partial<Mesh>, id = 'mesh', parent?: string): Zone => ({
  id,
  kind: 'mesh',
  title: id,
  mesh: { product: 'istio', mode: 'strict', ...mesh } as Mesh,
  ...(parent ? { parent } : {}),
});
const run = (line: string | readonly string[], details: Details) => simulate(draw(line, details), products);

/** How the first flow fares, and its last link: `works encrypted mutual`, `failed mesh-identity-required`. */
function fate(line: string, details: Details): string {
  const simulation = run(line, details);
  const [flow] = simulation.flows.values();
  if (flow?.outcome === 'failed') return `failed ${flow.cause?.code}`;
  const link = simulation.links.get(flow?.flow.path.at(-1) ?? '');
  return `works ${link?.state} ${link?.authentication}`;
}

describe('a member calls a member', () => {
  // https://istio.io/latest/docs/reference/config/security/peer_authentication/ and …/networking/destination-rule/
  const table: readonly [mode: Mesh['mode'], link: LinkMesh | undefined, fate: string][] = [
    ['strict', undefined, 'works encrypted mutual'],
    ['strict', 'automatic', 'works encrypted mutual'],
    ['strict', 'mesh-mutual', 'works encrypted mutual'],
    ['strict', 'disable', 'failed mesh-identity-required'],
    ['strict', 'simple', 'failed mesh-identity-required'],
    ['strict', 'mutual', 'failed mesh-identity-required'],
    ['strict', 'skipped', 'failed mesh-identity-required'],
    ['permissive', undefined, 'works encrypted mutual'],
    ['permissive', 'mesh-mutual', 'works encrypted mutual'],
    ['permissive', 'disable', 'works plaintext none'],
    // The sidecar hands TLS that is not the mesh's own to the application, which speaks none.
    ['permissive', 'simple', 'failed tls-to-plaintext'],
    ['permissive', 'skipped', 'works plaintext none'],
    ['disabled', undefined, 'works plaintext none'],
    ['disabled', 'mesh-mutual', 'failed mesh-peer-without-proxy'],
  ];
  test.each(table)('mode %s, link %s: %s', (mode, mesh, wanted) => {
    const links = mesh ? { 'a-b': { mesh } } : {};
    expect(fate('a@mesh --> b@mesh', { zones: [zone({ mode })], links })).toBe(wanted);
  });

  const ports: readonly [Mesh['mode'], NonNullable<Listener['mesh']>, string][] = [
    ['strict', 'permissive', 'works plaintext none'],
    ['strict', 'disabled', 'works plaintext none'],
    ['strict', 'skipped', 'works plaintext none'],
    ['permissive', 'strict', 'failed mesh-identity-required'],
  ];
  test.each(ports)('zone %s, port %s, called from outside: %s', (mode, mesh, wanted) => {
    expect(fate('a --> b[plaintext]@mesh', { zones: [zone({ mode })], listeners: { b: { mesh } } })).toBe(wanted);
  });

  test('the proxies hold what the applications send bare, and nothing of what they encrypt themselves', () => {
    const zones = [zone({})];
    const bare = run('a@mesh --> b@mesh', { zones });
    expect([...bare.proxies.values()].map(({ id, plaintext }) => [id, plaintext])).toEqual([
      ['sidecar:a', ['card']],
      ['sidecar:b', ['card']],
    ]);
    const nested = run('a@mesh ==> b[terminate]@mesh', { zones });
    expect([...nested.proxies.values()].flatMap(({ plaintext }) => plaintext)).toEqual([]);
    expect(nested.links.get('a-b')).toMatchObject({
      state: 'encrypted',
      authentication: 'mutual',
      layers: [
        { kind: 'session', session: 'mesh:a-b' },
        { kind: 'session', session: 'a-b' },
      ],
      exposure: { card: 'metadata' },
    });
  });

  test('a session that checks nothing is safe on the wire inside the mesh, and not from a relay in it', () => {
    const { links, nodes } = run('a@mesh =none=> relay[sni]@mesh --> b[terminate]@mesh', { zones: [zone({})] });
    expect(links.get('a-relay')).toMatchObject({ authentication: 'mutual', exposure: { card: 'metadata' } });
    expect(nodes.get('relay')).toMatchObject({ plaintext: [], active: ['card'] });
  });

  test('network encryption lies around the mesh, and hides everything from taps', () => {
    const { links } = run('a@mesh --> b@mesh', { zones: [{ ...zone({}), networkEncryption: 'wireguard' }] });
    expect(links.get('a-b')).toMatchObject({
      layers: [{ kind: 'network' }, { kind: 'session', session: 'mesh:a-b' }],
      exposure: { card: 'hidden' },
    });
  });

  test('the flow shows where its sessions end: at the services', () => {
    const [flow] = run('b(browser) ==> gw(nginx)[terminate]@mesh --> s@mesh --> db(postgresql)@mesh', {
      zones: [zone({ mode: 'permissive' })],
      links: { 's-db': { protocol: 'postgres' } },
    }).flows.values();
    expect(flow).toMatchObject({ outcome: 'works', pattern: 'end-to-end', traits: ['bridging', 'mesh'] });
  });
});

describe('who comes from outside, goes out, or passes by', () => {
  const strict = [zone({})];
  const permissive = [zone({ mode: 'permissive' })];
  const table: readonly [string, string, readonly Zone[], Details, string][] = [
    ['an outsider to a strict mesh', 'a --> b@mesh', strict, {}, 'failed mesh-identity-required'],
    ['an outsider with TLS of its own', 'a ==> b[terminate]@mesh', strict, {}, 'failed mesh-identity-required'],
    ['an outsider to a permissive mesh', 'a --> b@mesh', permissive, {}, 'works plaintext none'],
    ['an outsider with TLS to a permissive mesh', 'a ==> b[terminate]@mesh', permissive, {}, 'works encrypted server'],
    ['a member to somebody outside', 'a@mesh --> b', strict, {}, 'works plaintext none'],
    ['a member to a TLS server outside', 'a@mesh ==> b[terminate]', strict, {}, 'works encrypted server'],
    [
      'a pod that was not injected',
      'a@mesh --> b@mesh',
      strict,
      { nodes: { a: { mesh: 'outside' } } },
      'failed mesh-identity-required',
    ],
    [
      'to a pod that was not injected',
      'a@mesh --> b@mesh',
      strict,
      { nodes: { b: { mesh: 'outside' } } },
      'works plaintext none',
    ],
  ];
  test.each(table)('%s', (_, line, zones, details, wanted) => {
    expect(fate(line, { ...details, zones })).toBe(wanted);
  });

  test('the line stands in the log of the proxy that refuses', () => {
    const [flow] = run('a --> b@mesh', { zones: strict }).flows.values();
    expect(flow?.cause?.log).toEqual({ node: 'b', line: '"- - -" 0 NR filter_chain_not_found' });
    const ambient = [zone({ dataPlane: 'ambient' })];
    const [ztunnel] = run('a --> b@mesh', { zones: ambient }).flows.values();
    expect(ztunnel?.cause?.log.line).toMatch(/direction="inbound".*policy rejection/);
    const [insists] = run('a@mesh --> b', { zones: strict, links: { 'a-b': { mesh: 'mesh-mutual' } } }).flows.values();
    expect(insists?.cause).toMatchObject({ code: 'mesh-peer-without-proxy', log: { node: 'a' } });
  });

  test('what a cloud or a CDN operates has no proxy', () => {
    const zones = [zone({})];
    expect(fate('x(browser) --> a(aws-alb)[plaintext]@mesh --> b@mesh', { zones })).toBe(
      'failed mesh-identity-required',
    );
  });

  test('two meshes do not know each other; a zone inside one is the same mesh with settings of its own', () => {
    const two = [zone({}, 'one'), zone({}, 'two')];
    expect(fate('a@one --> b@two', { zones: two })).toBe('failed mesh-identity-required');
    const nested = [zone({}), zone({ mode: 'permissive' }, 'inner', 'mesh')];
    expect(fate('a@mesh --> b@inner', { zones: nested })).toBe('works encrypted mutual');
    expect(fate('a --> b@inner', { zones: nested })).toBe('works plaintext none');
    expect(fate('a@inner --> b@mesh', { zones: nested })).toBe('works encrypted mutual');
  });
});

describe('TLS that the proxy originates', () => {
  const zones = [zone({ mode: 'permissive' })];
  test('encrypts and checks what the application sends in plaintext', () => {
    const links = { 'a-b': { mesh: 'simple' as const } };
    expect(fate('a@mesh --> b[terminate]', { zones, links })).toBe('works encrypted server');
    expect(fate('a@mesh --> b[mutual]', { zones, links })).toBe('failed client-certificate-required');
    expect(fate('a@mesh --> b[mutual]', { zones, links: { 'a-b': { mesh: 'mutual' } } })).toBe(
      'works encrypted mutual',
    );
  });
  test('around TLS of the application is TLS in TLS', () => {
    expect(fate('a@mesh ==> b[terminate]', { zones, links: { 'a-b': { mesh: 'simple' } } })).toBe('failed tls-in-tls');
    // A gateway that passes sessions through, with a rule that originates TLS behind it.
    const links = { 'gw-b': { mesh: 'simple' as const } };
    expect(fate('a ==> gw[sni]@mesh --> b[terminate]', { zones, links })).toBe('failed tls-in-tls');
    expect(fate('a --> gw[tcp]@mesh --> b[terminate]', { zones, links })).toBe('works encrypted server');
  });
  test('needs a proxy: where there is none, the drawing is wrong and the dial counts', () => {
    const simulation = run('a --> b', { zones, links: { 'a-b': { mesh: 'simple' } } });
    expect(simulation.designErrors).toMatchObject([{ code: 'no-mesh-proxy', where: { link: 'a-b' } }]);
    expect(simulation.links.get('a-b')?.state).toBe('plaintext');
  });
});

describe('Istio ambient', () => {
  const ambient = (more: Partial<Mesh> = {}) => zone({ dataPlane: 'ambient', ...more });
  test('ztunnels of the hosts hold the plaintext, one for all workloads of a host', () => {
    const zones: Zone[] = [
      ambient(),
      { id: 'h1', kind: 'host', title: 'Host 1', parent: 'mesh' },
      { id: 'h2', kind: 'host', title: 'Host 2', parent: 'mesh' },
    ];
    const { proxies } = run(['a@h1 --> b@h2', 'c@h1 --> b@h2'], { zones });
    expect([...proxies.values()]).toEqual([
      {
        id: 'ztunnel:h1',
        kind: 'ztunnel',
        title: 'ztunnel of Host 1',
        zone: 'h1',
        serves: ['a', 'c'],
        plaintext: ['card'],
      },
      { id: 'ztunnel:h2', kind: 'ztunnel', title: 'ztunnel of Host 2', zone: 'h2', serves: ['b'], plaintext: ['card'] },
    ]);
  });
  test('a waypoint reads too, and a caller from outside goes round it', () => {
    const zones = [ambient({ mode: 'permissive', waypoint: true })];
    expect([...run('a@mesh --> b@mesh', { zones }).proxies.keys()]).toEqual(['waypoint:mesh', 'ztunnel:mesh'].sort());
    expect([...run('a --> b@mesh', { zones }).proxies.keys()]).toEqual([]);
  });
  test('knows no DISABLE: it stays permissive', () => {
    expect(fate('a@mesh --> b@mesh', { zones: [ambient({ mode: 'disabled' })] })).toBe('works encrypted mutual');
    expect(fate('a --> b@mesh', { zones: [ambient({ mode: 'disabled' })] })).toBe('works plaintext none');
  });
});

describe('Linkerd', () => {
  const linkerd = (more: Partial<Mesh> = {}) => zone({ product: 'linkerd', mode: 'permissive', ...more });
  test('is mutual between members, TLS 1.3 and hybrid, and lets unmeshed callers in', () => {
    const { sessions } = run('a@mesh --> b@mesh', { zones: [linkerd()] });
    expect(sessions.get('mesh:a-b')).toMatchObject({
      kind: 'mesh',
      authentication: 'mutual',
      version: '1.3',
      keyExchange: 'hybrid',
      caller: 'workload',
    });
    expect(fate('a --> b@mesh', { zones: [linkerd()] })).toBe('works plaintext none');
    expect(fate('a --> b@mesh', { zones: [linkerd({ mode: 'strict' })] })).toBe('failed mesh-identity-required');
  });
  test('encrypts opaque ports as well; a server that speaks first on another port waits', () => {
    const mysql = (port: number) =>
      run('a@mesh --> b[plaintext]@mesh', {
        zones: [linkerd()],
        listeners: { b: { port } },
        links: { 'a-b': { protocol: 'mysql' } },
      });
    for (const port of [3306, 3307]) expect(mysql(port).links.get('a-b')?.authentication).toBe('mutual');
    expect(mysql(3306).notes).toEqual([]);
    expect(mysql(3307).notes).toMatchObject([{ code: 'protocol-detection-waits', where: { link: 'a-b' } }]);
  });
  test('switched off there is no proxy; a port that it skips is bare', () => {
    expect(fate('a@mesh --> b@mesh', { zones: [linkerd({ mode: 'disabled' })] })).toBe('works plaintext none');
    const listeners = { b: { mesh: 'skipped' as const } };
    expect(fate('a@mesh --> b[plaintext]@mesh', { zones: [linkerd({ mode: 'strict' })], listeners })).toBe(
      'works plaintext none',
    );
  });
});

describe('Consul', () => {
  const consul = (more: Partial<Mesh> = {}) => zone({ product: 'consul', mode: 'strict', ...more });
  test('is strict with the transparent proxy; without it an application can be dialled around its proxy', () => {
    expect(fate('a --> b@mesh', { zones: [consul()] })).toBe('failed mesh-identity-required');
    expect(fate('a --> b@mesh', { zones: [consul({ transparentProxy: false })] })).toBe('works plaintext none');
    expect(fate('a@mesh --> b@mesh', { zones: [consul({ transparentProxy: false })] })).toBe('works encrypted mutual');
  });
  test('intentions deny whoever is not named', () => {
    const zones = [consul({ authorization: 'deny' })];
    expect(fate('a@mesh --> b@mesh', { zones })).toBe('failed not-authorised');
    expect(fate('a@mesh --> b@mesh', { zones, nodes: { b: { allows: ['a'] } } })).toBe('works encrypted mutual');
    expect(fate('a@mesh --> b@mesh', { zones: [consul()], nodes: { b: { allows: [] } } })).toBe(
      'failed not-authorised',
    );
  });
});

describe('gateways of the mesh', () => {
  // https://istio.io/latest/docs/reference/config/networking/gateway/
  test('an Istio gateway takes outsiders by what is drawn on it, and reaches members by identity', () => {
    const simulation = run('b(browser) ==> gw(istio-gateway)[terminate]@mesh --> s@mesh', { zones: [zone({})] });
    expect(simulation.links.get('b-gw')).toMatchObject({ authentication: 'server', session: 'b-gw' });
    expect(simulation.links.get('gw-s')).toMatchObject({ authentication: 'mutual', session: 'mesh:gw-s' });
    // It is a proxy itself: none stands beside it.
    expect([...simulation.proxies.keys()]).toEqual(['sidecar:s']);
  });
  // https://developer.hashicorp.com/consul/docs/reference/config-entry/terminating-gateway
  test('a Consul terminating gateway ends the session of the mesh, and lets in nobody else', () => {
    const zones = [zone({ product: 'consul' })];
    const line = 'a@mesh --> t(consul-terminating-gateway)[plaintext]@mesh --> ext';
    const simulation = run(line, { zones });
    expect(simulation.links.get('a-t')?.session).toBe('mesh:a-t');
    expect(simulation.links.get('t-ext')?.state).toBe('plaintext');
    expect(simulation.nodes.get('t')?.plaintext).toEqual(['card']);
    expect(fate('x --> t(consul-terminating-gateway)[plaintext]@mesh', { zones })).toBe(
      'failed mesh-identity-required',
    );
    // The mesh has asked who calls: nobody asks again for a client certificate.
    const deny = [zone({ product: 'consul', authorization: 'deny' })];
    const member = 'a@mesh --> t(consul-terminating-gateway)[plaintext]@mesh';
    expect(fate(member, { zones: deny, nodes: { t: { allows: ['a'] } } })).toBe('works encrypted mutual');
    expect(fate(member, { zones: deny, nodes: { t: { allows: [] } } })).toBe('failed not-authorised');
  });
  // https://developer.hashicorp.com/consul/docs/east-west/mesh-gateway
  test('a Consul mesh gateway passes the session on unread, from one datacentre to the other', () => {
    const zones = [zone({ product: 'consul' }, 'east'), zone({ product: 'consul' }, 'west')];
    const { sessions, nodes, links } = run('a@east --> g(consul-mesh-gateway)[sni]@east --> b@west', { zones });
    expect(sessions.get('mesh:a-g>g-b')).toMatchObject({ from: 'a', to: 'b', relays: ['g'], authentication: 'mutual' });
    expect(nodes.get('g')?.plaintext).toEqual([]);
    expect(links.get('g-b')?.exposure).toEqual({ card: 'metadata' });
  });
});

describe('who may call, by identity', () => {
  test('outside a mesh a client certificate is the identity', () => {
    const allows = { nodes: { b: { allows: ['a'] } } };
    expect(fate('a =mutual=> b[mutual]', allows)).toBe('works encrypted mutual');
    expect(fate('x =mutual=> b[mutual]', { nodes: { b: { allows: [] } } })).toBe('failed not-authorised');
    expect(fate('a ==> b[terminate]', allows)).toBe('failed not-authorised');
    expect(fate('a --> b[plaintext]', allows)).toBe('failed not-authorised');
  });
  test('a permissive port has no identity to ask of a stranger', () => {
    const zones = [zone({ mode: 'permissive' })];
    expect(fate('a --> b@mesh', { zones, nodes: { b: { allows: ['a'] } } })).toBe('failed not-authorised');
  });
});

test('a permissive service of Consul judges nobody who comes without mutual TLS', () => {
  const drawn = (product: 'consul' | 'linkerd') =>
    simulate(
      draw('a --> b@mesh', {
        zones: [{ id: 'mesh', kind: 'mesh', title: 'Mesh', mesh: { product, mode: 'permissive' } }],
        nodes: { b: { allows: [] } },
      }),
      products,
    ).links.get('a-b');
  expect(drawn('consul')?.state).toBe('plaintext');
  expect(drawn('linkerd')?.cause?.code).toBe('not-authorised');
});
