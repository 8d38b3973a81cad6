import type { Link } from '../model/schema.ts';
import { type Answer, listenersOf, productOf } from '../simulation/bounds.ts';
import { type Ground, survey } from '../simulation/ground.ts';
import { groundOf } from '../simulation/simulate.ts';
import type { FlowVerdict, Simulation } from '../simulation/verdict.ts';
import type { Context } from './rule.ts';

/** What the fixes of a design ask again and again, indexed once per simulation. */
export interface Reach {
  readonly ground: Ground;
  /** Links whose own dial a listener answers, along flows; by `listenerKey`. */
  readonly answered: ReadonlyMap<string, readonly Link[]>;
  /** Links that lead straight to a listener with a dial of their own; by `listenerKey`. */
  readonly direct: ReadonlyMap<string, readonly Link[]>;
  /** The legs of flows that touch a node; by its id. */
  readonly throughNode: ReadonlyMap<string, readonly Passage[]>;
  /** The server name that an SNI router on the way of a link's dial asks for. */
  readonly routedName: ReadonlyMap<string, string>;
  /** What crossed a link in plaintext, in flows that then failed as well; by `crossingKey`. */
  readonly inClear: ReadonlySet<string>;
  /** Links by the node that they lead to. */
  readonly incoming: ReadonlyMap<string, readonly Link[]>;
  /** The nodes at the two ends of an asset's flows, and those that store it; by asset. */
  readonly purposes: ReadonlyMap<string, Purpose>;
}

/** Who puts an asset in at the start of its flows, and who takes it out at the end or keeps it. */
export interface Purpose {
  readonly starts: Set<string>;
  readonly ends: Set<string>;
  /** Who passes it on, or takes it, after others have had it. */
  readonly later: Set<string>;
}

/** A leg of a flow, by its number. */
export interface Passage {
  readonly verdict: FlowVerdict;
  readonly leg: number;
}

export const crossingKey = (link: string, asset: string): string => `${link}/${asset}`;

export const listenerKey = (node: string, listener: string): string => `${node}/${listener}`;

const remembered = new WeakMap<Simulation, Reach>();

export function reachOf(context: Context): Reach {
  let reach = remembered.get(context.simulation);
  if (!reach) {
    reach = index(context);
    remembered.set(context.simulation, reach);
  }
  return reach;
}

function index({ topology, simulation, products }: Context): Reach {
  const answered = new Map<string, Set<Link>>();
  const direct = new Map<string, Set<Link>>();
  const throughNode = new Map<string, Set<Passage>>();
  const routedName = new Map<string, string>();
  const forwarded = new Set<string>();
  const inClear = new Set<string>();
  const incoming = new Map<string, Set<Link>>();
  const purposes = new Map<string, Purpose>();
  const keyOf = ({ node, listener }: Answer) => listenerKey(node.id, listener.id);

  const purposeOf = (asset: string): Purpose => {
    const known = purposes.get(asset) ?? { starts: new Set(), ends: new Set(), later: new Set() };
    purposes.set(asset, known);
    return known;
  };
  for (const { id, stores } of topology.nodes.values()) for (const asset of stores ?? []) purposeOf(asset).ends.add(id);
  for (const verdict of simulation.flows.values()) {
    const { path, carries, returns } = verdict.flow;
    const start = topology.links.get(path[0] ?? '')?.from;
    const end = topology.links.get(path.at(-1) ?? '')?.to;
    for (const asset of returns ? [...carries, ...returns] : carries) {
      const purpose = purposeOf(asset);
      if (start !== undefined) purpose.starts.add(start);
      if (end !== undefined) purpose.ends.add(end);
      for (const link of path) purpose.later.add(topology.links.get(link)?.to ?? '');
    }
    for (const [leg, { call, answer, links, outcome }] of verdict.legs.entries()) {
      const passage = { verdict, leg };
      add(answered, keyOf(answer), call.link);
      for (const [i, link] of links.entries()) {
        add(throughNode, link.from, passage);
        add(throughNode, link.to, passage);
        if (i > 0) forwarded.add(link.id);
        if (outcome.kind === 'plaintext')
          for (const asset of [...verdict.flow.carries, ...(verdict.flow.returns ?? [])])
            inClear.add(crossingKey(link.id, asset));
        const name = link.match?.sni?.find((each) => !each.startsWith('*.'));
        // Of several the first by name, not by the order of the flows.
        const known = routedName.get(call.link.id);
        if (name && (known === undefined || name < known)) routedName.set(call.link.id, name);
      }
    }
  }
  for (const link of topology.links.values()) {
    add(incoming, link.to, link);
    const [from, to] = [topology.nodes.get(link.from), topology.nodes.get(link.to)];
    if (!from || !to || forwarded.has(link.id)) continue;
    const listeners = listenersOf(from, productOf(from, products));
    const relays = listeners.length > 0 && listeners.every(({ tls }) => tls.mode === 'passthrough');
    const reached = link.listener ?? listenersOf(to, productOf(to, products))[0]?.id;
    if (!relays && reached !== undefined) add(direct, listenerKey(to.id, reached), link);
  }
  return {
    ground: groundOf(simulation) ?? survey(topology, products),
    answered: lists(answered),
    direct: lists(direct),
    throughNode: lists(throughNode),
    routedName,
    inClear,
    incoming: lists(incoming),
    purposes,
  };
}

function add<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

const lists = <T>(sets: ReadonlyMap<string, ReadonlySet<T>>): ReadonlyMap<string, readonly T[]> =>
  new Map([...sets].map(([key, set]) => [key, [...set]]));
