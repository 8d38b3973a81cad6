import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { compareObserved } from '../../../src/core/verify/observed.ts';
import type { Observation } from '../../../src/core/verify/results.ts';
import { draw } from '../../support/draw.ts';

const topology = draw([
  'client ==> edge(nginx)[terminate] --> app(generic-service)[plaintext]',
  'client ==> broken[plaintext] --> behind[plaintext]',
]);
const simulation = simulate(topology, products);
const seen = (link: string, more: Partial<Observation>): Observation => ({
  link,
  source: 'probe',
  state: 'encrypted',
  checks: [],
  ...more,
});
const comparisonOf = (...observations: readonly Observation[]) => {
  const { links } = compareObserved(topology, simulation, observations);
  return links.get(observations[0]?.link ?? 'client-edge');
};

describe('what was seen beside what is predicted', () => {
  it.each<[string, Observation, 'agrees' | 'differs' | 'unknown', RegExp]>([
    ['the same', seen('client-edge', {}), 'agrees', /^Seen as predicted: encrypted\.$/],
    [
      'the same, with everything',
      seen('client-edge', { version: '1.3', serverName: 'edge.internal', authentication: 'server' }),
      'agrees',
      /./,
    ],
    [
      'plaintext instead of TLS',
      seen('client-edge', { state: 'plaintext', detail: 'canary in clear' }),
      'differs',
      /^Predicted encrypted, seen plaintext \(canary in clear\)\.$/,
    ],
    ['TLS instead of plaintext', seen('edge-app', {}), 'differs', /^Predicted plaintext, seen encrypted\.$/],
    ['another version', seen('client-edge', { version: '1.2' }), 'differs', /^Predicted TLS 1\.3, seen TLS 1\.2\.$/],
    [
      'another name',
      seen('client-edge', { serverName: null }),
      'differs',
      /^Predicted server name edge\.internal, seen no name\.$/,
    ],
    ['less verified', seen('client-edge', { authentication: 'none' }), 'differs', /nobody is verified/],
    [
      'a check that failed',
      seen('client-edge', { checks: [{ id: 'old-version', result: 'fail', expected: 'refused', seen: 'accepted' }] }),
      'differs',
      /^Probe old-version: expected refused, seen accepted\.$/,
    ],
    [
      'checks that did not run',
      seen('client-edge', { state: 'unreached', checks: [{ id: 'session', result: 'unreachable' }] }),
      'unknown',
      /^Nobody could be asked\.$/,
    ],
    [
      'a probe that reached nobody',
      seen('client-edge', { state: 'unreached', detail: 'connection refused' }),
      'unknown',
      /connection refused/,
    ],
    [
      'a tap that saw nothing',
      seen('client-edge', { source: 'lab', state: 'unreached' }),
      'differs',
      /^Predicted encrypted, seen no traffic\.$/,
    ],
    [
      'a failure, as predicted',
      seen('client-broken', { source: 'lab', state: 'failed' }),
      'agrees',
      /does not connect/,
    ],
    ['no failure', seen('client-broken', {}), 'differs', /^Predicted does not connect, seen encrypted\.$/],
    ['nothing behind a failure', seen('broken-behind', { source: 'lab', state: 'unreached' }), 'agrees', /no traffic/],
    ['traffic behind a failure', seen('broken-behind', { source: 'lab', state: 'plaintext' }), 'differs', /./],
    ['a listener behind a failure', seen('broken-behind', { state: 'plaintext' }), 'unknown', /predicts no traffic/],
  ])('%s', (_name, observation, agreement, message) => {
    const comparison = comparisonOf(observation);
    expect(comparison).toMatchObject({ agreement });
    expect(comparison?.message).toMatch(message);
  });

  it('is unknown where nobody looked', () => {
    const { links, strangers } = compareObserved(topology, simulation, []);
    expect([...links.values()].map(({ agreement }) => agreement)).toEqual(Array(4).fill('unknown'));
    expect(strangers).toEqual([]);
  });

  it('differs when one of several results does', () => {
    const good = seen('client-edge', {});
    expect(comparisonOf(good, seen('client-edge', { source: 'lab', state: 'failed' }))?.agreement).toBe('differs');
    expect(comparisonOf(good, seen('client-edge', { state: 'unreached' }))?.agreement).toBe('agrees');
  });

  it('reports links that the design does not have, each once', () => {
    const { strangers } = compareObserved(topology, simulation, [
      seen('gone', {}),
      seen('gone', {}),
      seen('client-edge', {}),
    ]);
    expect(strangers).toEqual(['gone']);
  });
});
