import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/core/assertions/index.ts';
import type { Scene } from '../../../src/core/observers/observer.ts';
import type { LinkVerdict, ProxyVerdict, Session } from '../../../src/core/simulation/verdict.ts';
import { draw } from '../../support/draw.ts';
import { sceneOf } from './scene.ts';

const plain = sceneOf(
  draw('a@mesh --> b[plaintext]@mesh', {
    zones: [{ id: 'mesh', kind: 'cluster', title: 'Cluster' }],
    nodes: { a: { title: 'Orders' }, b: { title: 'Stock' } },
  }),
);

/** The same drawing with a mesh's session laid around its one wire, and the proxies that come with it. */
function meshed(change: Partial<Session>, proxies: readonly ProxyVerdict[]): Scene {
  const link = plain.simulation.links.get('a-b');
  if (!link) throw new Error('there is a link');
  const session: Session = {
    id: 'mesh:a-b',
    kind: 'mesh',
    from: 'a',
    to: 'b',
    links: ['a-b'],
    relays: [],
    authentication: 'mutual',
    downgradable: false,
    version: '1.3',
    serverName: null,
    keyExchange: 'ecdhe',
    caller: 'workload',
    ...change,
  };
  const verdict: LinkVerdict = {
    ...link,
    state: 'encrypted',
    authentication: session.authentication,
    session: session.id,
    sessions: [session.id],
    layers: [{ kind: 'session', session: session.id }],
    exposure: { card: 'metadata' },
  };
  return {
    ...plain,
    simulation: {
      ...plain.simulation,
      links: new Map([['a-b', verdict]]),
      sessions: new Map([[session.id, session]]),
      proxies: new Map(proxies.map((proxy) => [proxy.id, proxy])),
    },
  };
}

const sidecar = (node: string): ProxyVerdict => ({
  id: `sidecar:${node}`,
  kind: 'sidecar',
  title: `the sidecar of ${node}`,
  zone: 'mesh',
  serves: [node],
  plaintext: ['card'],
});
const waypoint: ProxyVerdict = {
  id: 'waypoint:mesh',
  kind: 'waypoint',
  title: 'the waypoint of Cluster',
  zone: 'mesh',
  serves: ['a', 'b'],
  plaintext: ['card'],
};

const sidecars = meshed({}, [sidecar('a'), sidecar('b')]);
const ambient = meshed({}, [waypoint]);

describe('a mesh around what the applications say in plaintext', () => {
  test.each<[string, Scene, string, boolean, RegExp]>([
    ['plain', plain, 'no plaintext crosses mesh', false, /Orders → Stock/],
    ['sidecars', sidecars, 'no plaintext crosses mesh', true, /No wire/],
    ['sidecars', sidecars, 'every wire inside mesh is encrypted', true, /No wire/],
    ['sidecars', sidecars, 'every session inside mesh is mutual', true, /The one session/],
    ['sidecars', sidecars, 'every session is TLS 1.3', true, /The one session/],
    ['sidecars', sidecars, 'every session is post-quantum', false, /in its mesh a quantum computer/],
    [
      'unchecked',
      meshed({ authentication: 'none' }, []),
      'every session is verified',
      false,
      /the proxy of Orders accepts any certificate/,
    ],
    ['sidecars', sidecars, 'nobody reads card on a wire', true, /on no wire/],
    ['sidecars', sidecars, 'card is readable only in {a, b}', true, /nowhere else/],
    ['sidecars', sidecars, 'card is readable only in {a}', false, /Stock has Card number/],
    ['sidecars', sidecars, 'card is not readable in {b}', false, /sidecar of b/],
    ['sidecars', sidecars, 'at most 2 nodes read card', true, /2 of at most 2/],
    ['ambient', ambient, 'card is readable only in {a, b}', false, /^the waypoint of Cluster has Card number/],
    ['ambient', ambient, 'card is readable only in {a, b, waypoint:mesh}', true, /nowhere else/],
    ['ambient', ambient, 'card is readable only in {a, b, "the waypoint of Cluster"}', true, /nowhere else/],
    ['ambient', ambient, 'card is not readable in {waypoint:mesh}', false, /waypoint/],
    ['ambient', ambient, 'at most 2 nodes read card', false, /3 read Card number/],
  ])('%s: %s%s → %s', (_, scene, text, expected, words) => {
    const result = evaluate(scene, text);
    expect(result.message).toMatch(words);
    expect(result.holds).toBe(expected);
  });

  test('a proxy that is not drawn is shown at a component that it serves', () => {
    expect(evaluate(ambient, 'card is readable only in {a, b}').witnesses.map(({ place }) => place)).toEqual([
      { node: 'a' },
    ]);
  });
});
