import { overlaid } from '../model/overlaid-table.ts';
import type { Products } from '../model/product.ts';
import type { Link, Node } from '../model/schema.ts';
import type { Table } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import { type Answer, answerOf } from './bounds.ts';
import { type Call, callOf } from './dials.ts';
import { type Member, memberOf } from './mesh.ts';

/** What the walk asks of a topology, worked out once for each record and shared by all flows. */
export interface Ground {
  readonly topology: Topology;
  readonly products: Products;
  /** The links that start at each node. */
  readonly outgoing: ReadonlyMap<string, readonly Link[]>;
  /** Answers where the ground itself does not know: see `variant`. */
  readonly base: Ground | null;
  /** Nodes whose surroundings differ from the base's. */
  readonly changed: ReadonlySet<string>;
  readonly answers: Map<string, Answer | null>;
  readonly calls: Map<string, Call | null>;
  readonly members: Map<string, Member | null>;
  /** Whether a mesh is drawn at all: where none is, nobody need be asked for a membership. */
  readonly meshed: boolean;
  /** Whether any zone encrypts its network: where none does, no wire need be looked at for it. */
  readonly tunnels: boolean;
}

export const survey = (topology: Topology, products: Products): Ground =>
  groundOf(topology, products, null, new Set(), () => groupByStart(topology.links));

function groundOf(
  topology: Topology,
  products: Products,
  base: Ground | null,
  changed: ReadonlySet<string>,
  outgoing: () => Ground['outgoing'],
): Ground {
  const zones = [...topology.zones.values()];
  return {
    topology,
    products,
    get outgoing() {
      return outgoing();
    },
    base,
    changed,
    answers: new Map(),
    calls: new Map(),
    members: new Map(),
    meshed: zones.some(({ mesh }) => mesh !== undefined),
    tunnels: zones.some(({ networkEncryption }) => networkEncryption !== undefined && networkEncryption !== 'none'),
  };
}

/**
 * The ground of a topology that differs from another's at a few nodes, named in `changed`: those, and the ends of links
 * that differ; for a zone, everything inside. Everything else is asked of the other ground.
 */
export function variant(base: Ground, topology: Topology, changed: ReadonlySet<string>): Ground {
  if (topology.links === base.topology.links)
    return groundOf(topology, base.products, base, changed, () => base.outgoing);
  const patched = new Map<string, readonly Link[] | null>();
  for (const node of changed) {
    const drawn = base.outgoing.get(node);
    const links = drawn?.flatMap(({ id }) => topology.links.get(id) ?? []);
    if (links) patched.set(node, links.length > 0 ? links : null);
  }
  const outgoing = overlaid(base.outgoing, patched);
  return groundOf(topology, base.products, base, changed, () => outgoing);
}

const grouped = new WeakMap<Table<Link>, ReadonlyMap<string, readonly Link[]>>();

/** The links of a table by where they start, worked out when first asked for: few drawings need it to be simulated. */
function groupByStart(links: Table<Link>): ReadonlyMap<string, readonly Link[]> {
  const known = grouped.get(links);
  if (known) return known;
  const outgoing = new Map<string, Link[]>();
  for (const link of links.values()) {
    const siblings = outgoing.get(link.from);
    if (siblings) siblings.push(link);
    else outgoing.set(link.from, [link]);
  }
  grouped.set(links, outgoing);
  return outgoing;
}

const touches = ({ changed }: Ground, { from, to }: Link): boolean => changed.has(from) || changed.has(to);

export function answerAt(ground: Ground, link: Link): Answer | null {
  let answer = ground.answers.get(link.id);
  if (answer === undefined) {
    answer =
      ground.base && !touches(ground, link)
        ? answerAt(ground.base, link)
        : answerOf(ground.topology, link, ground.products);
    ground.answers.set(link.id, answer);
  }
  return answer;
}

export function callAt(ground: Ground, link: Link): Call | null {
  let call = ground.calls.get(link.id);
  if (call === undefined) {
    call =
      ground.base && !touches(ground, link)
        ? callAt(ground.base, link)
        : callOf(ground.topology, link, ground.products);
    ground.calls.set(link.id, call);
  }
  return call;
}

export function memberAt(ground: Ground, node: Node): Member | null {
  if (!ground.meshed) return null;
  let member = ground.members.get(node.id);
  if (member === undefined) {
    member =
      ground.base && !ground.changed.has(node.id)
        ? memberAt(ground.base, node)
        : memberOf(ground.topology, node, ground.products);
    ground.members.set(node.id, member);
  }
  return member;
}
