import type { Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import type { FlowVerdict, Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';

/** A leg of a flow, found from a link that it spans. */
export interface Passage {
  readonly verdict: FlowVerdict;
  readonly leg: Leg;
}

/** What assertions ask of a simulation again and again, indexed once. */
export interface Ground {
  /** The legs over a link; by its id. */
  readonly passages: ReadonlyMap<string, readonly Passage[]>;
  /** Links on the path of some flow, reached or not. */
  readonly used: ReadonlySet<string>;
  /** The working flows that carry an asset; by its id. */
  readonly carrying: ReadonlyMap<string, readonly FlowVerdict[]>;
  readonly failing: readonly FlowVerdict[];
  /** Every zone around a node. */
  readonly zonesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

const remembered = new WeakMap<Simulation, Ground>();

export function groundOf(scene: Scene): Ground {
  let ground = remembered.get(scene.simulation);
  if (!ground) {
    ground = index(scene);
    remembered.set(scene.simulation, ground);
  }
  return ground;
}

function index({ topology, simulation }: Scene): Ground {
  const passages = new Map<string, Passage[]>();
  const carrying = new Map<string, FlowVerdict[]>();
  const used = new Set<string>();
  const failing: FlowVerdict[] = [];
  for (const verdict of simulation.flows.values()) {
    for (const link of verdict.flow.path) used.add(link);
    for (const leg of verdict.legs) for (const { id } of leg.links) push(passages, id, { verdict, leg });
    if (verdict.outcome === 'failed') failing.push(verdict);
    else for (const asset of assetsOf(verdict)) push(carrying, asset, verdict);
  }
  const zonesOf = new Map(
    [...topology.nodes.values()].map(({ id, zone }) => [
      id,
      new Set(zonesAround(topology, zone).map((each) => each.id)),
    ]),
  );
  return { passages, used, carrying, failing, zonesOf };
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

export const assetsOf = ({ flow }: FlowVerdict): ReadonlySet<string> =>
  new Set([...flow.carries, ...(flow.returns ?? [])]);

export const isIn = (ground: Ground, node: string, zone: string): boolean =>
  ground.zonesOf.get(node)?.has(zone) ?? false;

/** The innermost host whose both ends a wire joins without leaving it, with every zone inside that host; null on a network. */
export function loopbackOf({ topology }: Scene, link: Link): ReadonlySet<string> | null {
  const around = (node: string) => zonesAround(topology, topology.nodes.get(node)?.zone).map(({ id }) => id);
  const [from, to] = [around(link.from), around(link.to)];
  const host = from.findIndex((id) => topology.zones.get(id)?.kind === 'host' && to.includes(id));
  const at = from[host];
  return at === undefined ? null : new Set([...from.slice(0, host + 1), ...to.slice(0, to.indexOf(at) + 1)]);
}

/** Where a mesh proxy, which is not drawn, is shown: at the first by title of the components that it serves. */
export function shownAt({ topology, simulation }: Scene, proxy: string): string | undefined {
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  const before = (a: string, b: string) => (title(a) === title(b) ? a < b : title(a) < title(b));
  return [...(simulation.proxies.get(proxy)?.serves ?? [])].sort((a, b) => (before(a, b) ? -1 : 1))[0];
}
