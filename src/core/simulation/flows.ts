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
  const reachedByLink = new Set([...topology.links.values()].map(({ to }) => to));
  const clients = [...topology.nodes.values()].filter(
    (node) => outgoing.has(node.id) && (!reachedByLink.has(node.id) || productOf(node, products).kind === 'client'),
  );
  // Where everybody is called by somebody, and no client is drawn, nobody is known to be the first: anybody may be.
  const led = reachableFrom(outgoing, clients);
  const starts = [...clients, ...[...topology.nodes.values()].filter(({ id }) => outgoing.has(id) && !led.has(id))];
  const carries = topology.data.size > 0 ? [...topology.data.keys()] : [anyTraffic];
  const flows: Flow[] = [];
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
  return { flows, cut, byName: said.byName };
}

function reachableFrom(outgoing: Ground['outgoing'], from: readonly { readonly id: string }[]): ReadonlySet<string> {
  const reached = new Set(from.map(({ id }) => id));
  // A set that grows while it is walked: what is added comes later in the same walk.
  for (const id of reached) for (const { to } of outgoing.get(id) ?? []) reached.add(to);
  return reached;
}

const titleOf = (start: Node, end: Node | undefined, last: Link): string => `${start.title} → ${end?.title ?? last.to}`;

/** Whether the flows derived from one drawing are those of another that differs at some nodes. Never yes in doubt. */
export function sameWays(before: Ground, after: Ground, nodes: ReadonlySet<string>, { byName }: DerivedFlows): boolean {
  const [old, now] = [before.topology, after.topology];
  if (byName || old.data.size !== now.data.size || [...old.data.keys()].some((id) => !now.data.has(id))) return false;
  for (const id of nodes) {
    const [was, is] = [old.nodes.get(id), now.nodes.get(id)];
    if (!was || !is || productOf(was, before.products).kind !== productOf(is, after.products).kind) return false;
  }
  for (const link of now.links.values()) {
    if (!nodes.has(link.from) && !nodes.has(link.to)) continue;
    const was = old.links.get(link.id);
    if (was?.from !== link.from || was.to !== link.to || was.fromListener !== link.fromListener) return false;
    const [left, right] = [answerAt(before, was), answerAt(after, link)];
    if (left?.mode !== right?.mode || left?.by !== right?.by || left?.redirects !== right?.redirects) return false;
    if (left?.listener.id !== right?.listener.id) return false;
  }
  return true;
}

/** The same flows under the titles that their ends have now. */
export function withTitles(derived: DerivedFlows, { topology }: Ground, nodes: ReadonlySet<string>): DerivedFlows {
  let renamed = false;
  const flows = derived.flows.map((flow) => {
    const [first, last] = [flow.path[0], flow.path.at(-1)].map((id) => topology.links.get(id ?? ''));
    if (!first || !last || !(nodes.has(first.from) || nodes.has(last.to))) return flow;
    const start = topology.nodes.get(first.from);
    const title = start ? titleOf(start, topology.nodes.get(last.to), last) : flow.title;
    if (title === flow.title) return flow;
    renamed = true;
    return { ...flow, title };
  });
  return renamed ? { ...derived, flows } : derived;
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
