import type { Topology } from '../model/topology.ts';
import type { Context } from '../rules/rule.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { sameDrawing } from './hops.ts';

/** Whether anything of a class is drawn at all. */
export const holdsClass = (topology: Topology, ...classifications: readonly string[]): boolean =>
  [...topology.data.values()].some(({ classification }) => classifications.includes(classification));

const remembered = new WeakMap<
  Simulation,
  { readonly topology: Topology; readonly sets: Map<string, ReadonlySet<string>> }
>();

/** Components that have assets of a class in memory readable, or store them. */
export const readersOf = (scene: Context, classification: string): ReadonlySet<string> =>
  once(scene, `readers ${classification}`, () => findReaders(scene, classification));

/** The same, and whatever is connected to them directly. */
export const scopeOf = (scene: Context, classification: string): ReadonlySet<string> =>
  once(scene, `scope ${classification}`, () => {
    const inside = readersOf(scene, classification);
    const scope = new Set(inside);
    for (const { from, to } of scene.topology.links.values()) {
      if (inside.has(from)) scope.add(to);
      if (inside.has(to)) scope.add(from);
    }
    return scope;
  });

function findReaders({ topology, simulation }: Context, classification: string): ReadonlySet<string> {
  const wanted = (asset: string): boolean => topology.data.get(asset)?.classification === classification;
  return new Set(
    [...topology.nodes.values()]
      .filter(({ id, stores = [] }) => {
        const verdict = simulation.nodes.get(id);
        return [...stores, ...(verdict?.plaintext ?? []), ...(verdict?.beforeFailure ?? [])].some(wanted);
      })
      .map(({ id }) => id),
  );
}

function once({ topology, simulation }: Context, key: string, find: () => ReadonlySet<string>): ReadonlySet<string> {
  let known = remembered.get(simulation);
  if (!known || !sameDrawing(known.topology, topology)) {
    known = { topology, sets: new Map() };
    remembered.set(simulation, known);
  }
  const nodes = known.sets.get(key) ?? find();
  known.sets.set(key, nodes);
  return nodes;
}
