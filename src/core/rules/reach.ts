import type { Link } from '../model/schema.ts';
import { type Answer, listenersOf, productOf } from '../simulation/bounds.ts';
import type { Ground } from '../simulation/ground.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { groundFor, once } from './around.ts';
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
}

/** A leg of a flow, by its number. */
export interface Passage {
  readonly verdict: FlowVerdict;
  readonly leg: number;
}

export const crossingKey = (link: string, asset: string): string => `${link}/${asset}`;

export const listenerKey = (node: string, listener: string): string => `${node}/${listener}`;

/** For fixes alone: it takes every leg of every flow, and rules are to be quick. */
export const reachOf: (context: Context) => Reach = once(index);

function index(context: Context): Reach {
  const { topology, simulation, products } = context;
  const answered = new Map<string, Set<Link>>();
  const direct = new Map<string, Set<Link>>();
  const throughNode = new Map<string, Set<Passage>>();
  const routedName = new Map<string, string>();
  const forwarded = new Set<string>();
  const inClear = new Set<string>();
  const keyOf = ({ node, listener }: Answer) => listenerKey(node.id, listener.id);

  for (const verdict of simulation.flows.values())
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
  for (const link of topology.links.values()) {
    const [from, to] = [topology.nodes.get(link.from), topology.nodes.get(link.to)];
    if (!from || !to || forwarded.has(link.id)) continue;
    const listeners = listenersOf(from, productOf(from, products));
    const relays = listeners.length > 0 && listeners.every(({ tls }) => tls.mode === 'passthrough');
    const reached = link.listener ?? listenersOf(to, productOf(to, products))[0]?.id;
    if (!relays && reached !== undefined) add(direct, listenerKey(to.id, reached), link);
  }
  return {
    ground: groundFor(context),
    answered: lists(answered),
    direct: lists(direct),
    throughNode: lists(throughNode),
    routedName,
    inClear,
  };
}

function add<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

const lists = <T>(sets: ReadonlyMap<string, ReadonlySet<T>>): ReadonlyMap<string, readonly T[]> =>
  new Map([...sets].map(([key, set]) => [key, [...set]]));
