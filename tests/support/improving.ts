import type { Goal, Place } from '../../src/core/improve/goal.ts';
import type { Hints } from '../../src/core/improve/move.ts';
import { applyEdits } from '../../src/core/model/edits.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { products } from '../../src/core/products/index.ts';
import type { Context } from '../../src/core/rules/rule.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';

/** Goals made by hand, so that the search is tested by itself. */

const judged = (text: string, places: (scene: Context) => readonly Place[]): Goal => ({
  text,
  judge: (scene) => {
    const against = places(scene);
    return { met: against.length === 0, message: `${text}: ${against.length}`, places: against };
  },
});

export const noPlaintext = judged('no plaintext on any wire', ({ simulation }) =>
  [...simulation.links].flatMap(([link, { exposure }]) =>
    Object.values(exposure).includes('plaintext') ? [{ link }] : [],
  ),
);

export const everySessionVerified = judged('every session is verified', ({ simulation }) =>
  [...simulation.sessions.values()].flatMap(({ authentication, links }) =>
    authentication === 'none' || authentication === 'ca' ? links.map((link) => ({ link })) : [],
  ),
);

export const readsNothing = (node: string): Goal =>
  judged(`${node} reads nothing`, ({ simulation }) => (simulation.nodes.get(node)?.plaintext.length ? [{ node }] : []));

export const canInspect = (node: string): Goal =>
  judged(`${node} can inspect`, ({ simulation }) => (simulation.nodes.get(node)?.plaintext.length ? [] : [{ node }]));

export const keysAtMost = (most: number): Goal =>
  judged(`at most ${most} nodes hold keys`, ({ simulation }) => {
    const holders = [...simulation.nodes].flatMap(([node, { holdsKeys }]) => (holdsKeys ? [{ node }] : []));
    return holders.length > most ? holders : [];
  });

export const noHints: Hints = { nodes: new Set() };

export const sceneOf = (topology: Topology): Context => ({
  topology,
  products,
  simulation: simulate(topology, products),
});

export function after(topology: Topology, edits: Parameters<typeof applyEdits>[1]): Context {
  const applied = applyEdits(topology, edits);
  if (!applied.ok) throw new Error('an edit names what is not there');
  return sceneOf(applied.value);
}

/** A price from what a simulation counts, for tests that need one: keys, readers, sessions. */
export const counted = ({ simulation }: Context): Readonly<Record<string, number>> => ({
  keys: -[...simulation.nodes.values()].filter(({ holdsKeys }) => holdsKeys).length,
  readers: -[...simulation.nodes.values()].filter(({ plaintext }) => plaintext.length > 0).length,
  sessions: -simulation.sessions.size,
});
