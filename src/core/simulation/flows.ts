import type { Flow, Link, Node } from '../model/schema.ts';
import { productOf } from './bounds.ts';
import { answerAt, callAt, type Ground } from './ground.ts';
import { sentName } from './meet.ts';
import { routeTrouble, whyNotFrom } from './walk.ts';

/** A sketch has tens of paths; past these bounds a drawing needs flows of its own, and the verdict says so. */
const maxFlows = 400;
const maxSteps = 40_000;
/** All paths together, so that a long chain with many ends stays cheap to follow. */
const maxHops = 100_000;

export interface DerivedFlows {
  readonly flows: readonly Flow[];
  /** Whether the bounds cut the search short. */
  readonly cut: boolean;
  /** Whether server names had a say in where the flows go. */
  readonly byName: boolean;
  /** Which flows start or end at a node, by its id: those that are titled after it. */
  readonly titledAfter: ReadonlyMap<string, readonly number[]>;
  /** Ids of links by the node that they lead to. */
  readonly incoming: ReadonlyMap<string, readonly string[]>;
}

/** The id of the asset that stands for "whatever is sent" in a drawing without data of its own. */
export const anyTraffic = 'traffic';

/**
 * The flows of a drawing that has none: every simple path from a client to where it can go no further, as routing by
 * server name allows. A client is a node of kind `client`, or one that nothing leads to. A link that leads back to a
 * node already passed (a callback) has a flow of its own that ends there, so that no reachable hop goes unjudged. Bounded.
 */
export function deriveFlows(ground: Ground): DerivedFlows {
  const { topology, products, outgoing } = ground;
  const incoming = new Map<string, string[]>();
  for (const { id, to } of topology.links.values()) add(incoming, to, id);
  const clients = [...topology.nodes.values()].filter(
    (node) => outgoing.has(node.id) && (!incoming.has(node.id) || productOf(node, products).kind === 'client'),
  );
  // Where everybody is called by somebody, and no client is drawn, nobody is known to be the first: anybody may be.
  const led = reachableFrom(outgoing, clients);
  const starts = [...clients, ...[...topology.nodes.values()].filter(({ id }) => outgoing.has(id) && !led.has(id))];
  const carries = topology.data.size > 0 ? [...topology.data.keys()] : [anyTraffic];
  const flows: Flow[] = [];
  const titledAfter = new Map<string, number[]>();
  let steps = 0;
  let hops = 0;
  let cut = false;
  const said = { byName: false };

  for (const start of starts) {
    // An explicit stack: a drawing may be longer than the machine's own is deep.
    const path: Link[] = [];
    const travelled = new Set<Link>();
    const visited = new Set([start.id]);
    const finish = () => {
      const last = path.at(-1);
      if (!last) return;
      if (flows.length > 0 && hops + path.length > maxHops) {
        cut = true;
        return;
      }
      hops += path.length;
      const end = topology.nodes.get(last.to);
      add(titledAfter, start.id, flows.length);
      if (last.to !== start.id) add(titledAfter, last.to, flows.length);
      flows.push({
        id: `derived:${path.map(({ id }) => id).join('>')}`,
        title: titleOf(start, end, last),
        path: path.map(({ id }) => id),
        carries: [...carries],
      });
    };
    /** What can be tried from a node, in order; a path that can go no further to anyone new is finished here. */
    const arrive = (at: string): readonly Link[] => {
      if (flows.length >= maxFlows || hops >= maxHops || ++steps > maxSteps) {
        cut = true;
        return [];
      }
      const next = (outgoing.get(at) ?? []).filter((link) => !travelled.has(link) && routes(ground, path, link, said));
      const [onward, back] = [next.filter(({ to }) => !visited.has(to)), next.filter(({ to }) => visited.has(to))];
      if (onward.length === 0) finish();
      return [...onward, ...back];
    };
    const stack: {
      readonly choices: readonly Link[];
      tried: number;
      readonly came?: Link;
      readonly first?: boolean;
    }[] = [{ choices: arrive(start.id), tried: 0 }];
    for (let here = stack.at(-1); here; here = stack.at(-1)) {
      const link = here.choices[here.tried++];
      if (!link) {
        stack.pop();
        if (here.came) {
          path.pop();
          travelled.delete(here.came);
          if (here.first) visited.delete(here.came.to);
        }
        continue;
      }
      path.push(link);
      travelled.add(link);
      const first = !visited.has(link.to);
      // A relay passes even a callback on, to whoever else stands behind it.
      if (first || answerAt(ground, link)?.mode === 'passthrough') {
        visited.add(link.to);
        stack.push({ choices: arrive(link.to), tried: 0, came: link, first });
      } else {
        finish();
        path.pop();
        travelled.delete(link);
      }
    }
  }
  return { flows, cut, byName: said.byName, titledAfter, incoming };
}

function add<T>(lists: Map<string, T[]>, id: string, item: T): void {
  const list = lists.get(id);
  if (list) list.push(item);
  else lists.set(id, [item]);
}

function reachableFrom(outgoing: Ground['outgoing'], from: readonly { readonly id: string }[]): ReadonlySet<string> {
  const reached = new Set(from.map(({ id }) => id));
  // A set that grows while it is walked: what is added comes later in the same walk.
  for (const id of reached) for (const { to } of outgoing.get(id) ?? []) reached.add(to);
  return reached;
}

const titleOf = (start: Node, end: Node | undefined, last: Link): string => `${start.title} → ${end?.title ?? last.to}`;

/** Whether the flows derived from one drawing are those of another that differs at some nodes. Never yes in doubt. */
export function sameWays(
  before: Ground,
  after: Ground,
  nodes: ReadonlySet<string>,
  { byName, incoming }: DerivedFlows,
): boolean {
  const [old, now] = [before.topology, after.topology];
  const sameData =
    old.data === now.data || (old.data.size === now.data.size && [...old.data.keys()].every((id) => now.data.has(id)));
  if (byName || !sameData) return false;
  for (const id of nodes) {
    const [was, is] = [old.nodes.get(id), now.nodes.get(id)];
    if (!was || !is || productOf(was, before.products).kind !== productOf(is, after.products).kind) return false;
    // A node differs in how it answers; a link that differs leads to one of the nodes, for both its ends are named.
    for (const link of incoming.get(id) ?? []) if (!sameWay(before, after, link)) return false;
  }
  return true;
}

/** Whether a link leads from and to the same nodes in both, and is answered in the same way. */
function sameWay(before: Ground, after: Ground, id: string): boolean {
  const [was, is] = [before.topology.links.get(id), after.topology.links.get(id)];
  if (!was || is?.from !== was.from || is.to !== was.to || is.fromListener !== was.fromListener) return false;
  const [left, right] = [answerAt(before, was), answerAt(after, is)];
  return (
    left?.mode === right?.mode &&
    left?.by === right?.by &&
    left?.redirects === right?.redirects &&
    left?.listener.id === right?.listener.id
  );
}

/** The same flows under the titles that their ends have now, and which of them have another. */
export function withTitles(
  derived: DerivedFlows,
  { topology }: Ground,
  nodes: ReadonlySet<string>,
): { readonly derived: DerivedFlows; readonly renamed: readonly number[] } {
  const renamed: number[] = [];
  const flows = derived.flows.slice();
  for (const node of nodes)
    for (const at of derived.titledAfter.get(node) ?? []) {
      const flow = flows[at];
      const [first, last] = [flow?.path[0], flow?.path.at(-1)].map((id) => topology.links.get(id ?? ''));
      const start = topology.nodes.get(first?.from ?? '');
      if (!flow || !last || !start) continue;
      const title = titleOf(start, topology.nodes.get(last.to), last);
      if (title === flow.title) continue;
      flows[at] = { ...flow, title };
      renamed.push(at);
    }
  return { derived: renamed.length > 0 ? { ...derived, flows } : derived, renamed };
}

/** Whether the listener that the path came in by sends it out on this link. */
function routes(ground: Ground, path: readonly Link[], next: Link, said: { byName: boolean }): boolean {
  const last = path.at(-1);
  const router = last && answerAt(ground, last);
  if (!router) return true;
  if (whyNotFrom(router, next)) return false;
  if (router.mode !== 'passthrough' || router.by !== 'sni') return true;
  const siblings = ground.outgoing.get(next.from) ?? [];
  // A lone upstream is drawn to be reached: if it can't be, the flow fails there and says why.
  if (siblings.length < 2) return true;
  said.byName = true;
  const first = initiating(ground, path);
  const call = first && callAt(ground, first);
  const terminator = answerAt(ground, next);
  if (!call || !terminator) return true;
  const name = sentName(call, terminator);
  const trouble = (link: Link) => routeTrouble(ground, call, name, link, router);
  // Where nothing takes it, every upstream shows the failure.
  return trouble(next) === null || siblings.every((link) => trouble(link) !== null);
}

/** The link whose dial is being forwarded at the end of this path. */
function initiating(ground: Ground, path: readonly Link[]): Link | undefined {
  let first = path.at(-1);
  for (let i = path.length - 2; i >= 0; i--) {
    const link = path[i];
    if (!link || answerAt(ground, link)?.mode !== 'passthrough') break;
    first = link;
  }
  return first;
}
