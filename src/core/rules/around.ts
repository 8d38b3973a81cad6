import type { Link } from '../model/schema.ts';
import { type Ground, survey } from '../simulation/ground.ts';
import { groundOf } from '../simulation/simulate.ts';
import type { Simulation } from '../simulation/verdict.ts';
import type { Context } from './rule.ts';

/** Works a thing out once per simulation. */
export function once<T>(workOut: (context: Context) => T): (context: Context) => T {
  const remembered = new WeakMap<Simulation, { readonly value: T }>();
  return (context) => {
    let known = remembered.get(context.simulation);
    if (!known) {
      known = { value: workOut(context) };
      remembered.set(context.simulation, known);
    }
    return known.value;
  };
}

/** The ground that the simulation was walked on, with what it worked out on the way. */
export const groundFor: (context: Context) => Ground = once(
  ({ topology, simulation, products }) => groundOf(simulation) ?? survey(topology, products),
);

/** Links by the node that they lead to. */
export const incomingOf: (context: Context) => ReadonlyMap<string, readonly Link[]> = once(({ topology }) => {
  const incoming = new Map<string, Link[]>();
  for (const link of topology.links.values()) {
    const known = incoming.get(link.to);
    if (known) known.push(link);
    else incoming.set(link.to, [link]);
  }
  return incoming;
});

/** Who has an asset at the start of its flows, at the end or in a store, and anywhere after the start. */
export interface Purpose {
  readonly starts: Set<string>;
  readonly ends: Set<string>;
  readonly later: Set<string>;
}

/** What each asset is on its way for; by asset. */
export const purposesOf: (context: Context) => ReadonlyMap<string, Purpose> = once(({ topology, simulation }) => {
  const purposes = new Map<string, Purpose>();
  const of = (asset: string): Purpose => {
    const known = purposes.get(asset) ?? { starts: new Set(), ends: new Set(), later: new Set() };
    purposes.set(asset, known);
    return known;
  };
  for (const { id, stores } of topology.nodes.values()) for (const asset of stores ?? []) of(asset).ends.add(id);
  for (const { flow } of simulation.flows.values()) {
    const ways = flow.path.flatMap((id) => topology.links.get(id) ?? []);
    for (const asset of flow.returns ? [...flow.carries, ...flow.returns] : flow.carries) {
      const purpose = of(asset);
      const [first, last] = [ways[0], ways.at(-1)];
      if (first) purpose.starts.add(first.from);
      if (last) purpose.ends.add(last.to);
      for (const { to } of ways) purpose.later.add(to);
    }
  }
  return purposes;
});
