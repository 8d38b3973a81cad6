import type { Link } from '../../core/model/schema.ts';
import type { Topology } from '../../core/model/topology.ts';
import type { DesignError } from '../../core/simulation/bounds.ts';
import type { Session, Simulation } from '../../core/simulation/verdict.ts';

/** What a card or a line wants to know of its neighbours, indexed once per drawing and verdict, not once per card. */
export interface Surroundings {
  readonly leaving: ReadonlyMap<string, readonly Link[]>;
  readonly arriving: ReadonlyMap<string, readonly Link[]>;
  /** Sessions that pass through a node without ending there. */
  readonly relayed: ReadonlyMap<string, readonly Session[]>;
  readonly nodeErrors: ReadonlyMap<string, readonly DesignError[]>;
  readonly linkErrors: ReadonlyMap<string, readonly DesignError[]>;
}

const remembered = new WeakMap<Simulation, Surroundings>();

/** A simulation belongs to one drawing, so it alone is the key. */
export function surroundingsOf(drawing: Topology, simulation: Simulation): Surroundings {
  let found = remembered.get(simulation);
  if (!found) {
    const links = [...drawing.links.values()];
    found = {
      leaving: group(links, ({ from }) => [from]),
      arriving: group(links, ({ to }) => [to]),
      relayed: group([...simulation.sessions.values()], ({ relays }) => relays),
      nodeErrors: group(simulation.designErrors, ({ where }) => [where.node]),
      linkErrors: group(simulation.designErrors, ({ where }) => (where.link === undefined ? [] : [where.link])),
    };
    remembered.set(simulation, found);
  }
  return found;
}

function group<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const members = groups.get(key);
      if (members) members.push(item);
      else groups.set(key, [item]);
    }
  return groups;
}
