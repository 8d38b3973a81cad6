import { compare } from '../model/order.ts';
import type { Link } from '../model/schema.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';
import { groundFor, incomingOf, once } from './around.ts';
import { allLegs } from './legs.ts';
import type { Context, Place } from './rule.ts';
import { knotOf } from './together.ts';
import { hopOf } from './words.ts';

/** Links to take out of a drawing, and the flows that end with them. */
export interface Cut {
  readonly links: readonly Link[];
  readonly ends: readonly FlowVerdict[];
}

/** How many links are tried, each alone, before many are taken out at once: a simulation each, or a few. */
const most = 24;

/**
 * What may be cut to close a finding of a place, in groups that cost the same number of working flows, cheapest first:
 * each link near it alone; then all that lead there, and all that hang together with these.
 */
export function* cuts(context: Context, where: Place): Generator<readonly Cut[]> {
  const here = allLegs(context).flatMap(({ leg }) => (isAt(context, leg, where) ? [leg] : []));
  const near = nearby(context, here);
  const single = near.map((link) => cutOf(context, [link])).sort(cheaper(context));
  const tried = single.slice(0, most);
  for (const loss of new Set(tried.map(working))) yield tried.filter((each) => working(each) === loss);
  const last = here.flatMap(({ links }) => links.at(-1) ?? []);
  for (const links of [last, here.map(({ call }) => call.link), near]) yield [cutOf(context, links)];
}

const working = ({ ends }: Cut): number => ends.filter(({ outcome }) => outcome === 'works').length;

const cheaper = ({ topology }: Context) => {
  const words = ({ links }: Cut): string => links.map((link) => `${hopOf(topology, link)} ${link.id}`).join('\n');
  return (a: Cut, b: Cut): number =>
    working(a) - working(b) ||
    a.ends.length - b.ends.length ||
    a.links.length - b.links.length ||
    compare(words(a), words(b));
};

function isAt({ topology }: Context, { call, answer, links }: Leg, { link, node, listener, zone }: Place): boolean {
  if (link !== undefined) return links.some(({ id }) => id === link);
  if (listener !== undefined) return answer.node.id === node && answer.listener.id === listener;
  if (node !== undefined) return answer.node.id === node || call.node.id === node;
  const inside = (id: string) => zonesAround(topology, topology.nodes.get(id)?.zone).some((each) => each.id === zone);
  return links.some(({ from, to }) => inside(from) || inside(to));
}

/** The links of whatever hangs together with these legs, and those beside them that leave the same relays. */
function nearby(context: Context, legs: readonly Leg[]): readonly Link[] {
  const { outgoing } = groundFor(context);
  const dials = new Set<string>();
  for (const leg of legs)
    if (!dials.has(leg.call.link.id)) for (const { id } of knotOf(context, leg).dials) dials.add(id);
  const near = allLegs(context).flatMap(({ leg: { call, links } }) =>
    dials.has(call.link.id) ? [...links, ...links.slice(1).flatMap(({ from }) => outgoing.get(from) ?? [])] : [],
  );
  return [...new Map(near.map((link) => [link.id, link])).values()];
}

/** With these go the links of relays that nobody reaches any more, or that lead nowhere now. */
function cutOf(context: Context, chosen: readonly Link[]): Cut {
  const [leaving, entering] = [groundFor(context).outgoing, incomingOf(context)];
  const cut = new Set(chosen);
  const whole = (links: readonly Link[] | undefined): boolean => !links?.some((link) => !cut.has(link));
  // A set that grows while it is walked: what is added comes later in the same walk.
  for (const { from, to } of cut) {
    const left = whole(leaving.get(from)) ? entering.get(from) : undefined;
    const beyond = whole(entering.get(to)) ? leaving.get(to) : undefined;
    for (const link of left && relays(context, from) ? left : []) cut.add(link);
    for (const link of beyond && relays(context, to) ? beyond : []) cut.add(link);
  }
  const over = flowsOver(context);
  return { links: [...cut], ends: [...new Set([...cut].flatMap(({ id }) => over.get(id) ?? []))] };
}

function relays({ topology, products }: Context, id: string): boolean {
  const node = topology.nodes.get(id);
  if (!node) return false;
  const product = productOf(node, products);
  const modes = listenersOf(node, product).map((listener) => boundListener(node, product, listener).mode);
  return modes.length > 0 && modes.every((mode) => mode === 'passthrough');
}

/** Flows by the links that they are drawn over, as far as they get or not. */
const flowsOver: (context: Context) => ReadonlyMap<string, readonly FlowVerdict[]> = once(({ simulation }) => {
  const over = new Map<string, FlowVerdict[]>();
  for (const verdict of simulation.flows.values())
    for (const id of new Set(verdict.flow.path)) {
      const known = over.get(id);
      if (known) known.push(verdict);
      else over.set(id, [verdict]);
    }
  return over;
});
