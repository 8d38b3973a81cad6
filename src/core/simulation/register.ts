import type { Link, Node } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Changes } from './changes.ts';

/**
 * The nodes and links of a drawing by number, so that each id is looked up once and everything else lies in rows. A number
 * stays what it is while the drawing is edited; the records are those of the state that was entered last.
 */
export interface Register {
  readonly nodes: Map<string, number>;
  readonly links: Map<string, number>;
  /** By number; `undefined` where the record is gone. */
  readonly node: (Node | undefined)[];
  readonly link: (Link | undefined)[];
  readonly linkId: string[];
  /** The numbers of the nodes that a link leads from and to. */
  readonly from: number[];
  readonly to: number[];
}

export function registerOf({ nodes, links }: Topology): Register {
  const register: Register = { nodes: new Map(), links: new Map(), node: [], link: [], linkId: [], from: [], to: [] };
  // Each id is new: what a large drawing costs at first is mostly such look-ups, so none is made in vain.
  for (const [id, node] of nodes) register.nodes.set(id, register.node.push(node) - 1);
  for (const [id, link] of links) {
    register.links.set(id, register.link.push(link) - 1);
    register.linkId.push(id);
    register.from.push(numberOf(register.nodes, link.from));
    register.to.push(numberOf(register.nodes, link.to));
  }
  return register;
}

/** Brings the register to the next state of the drawing. */
export function enter(register: Register, nodes: Changes<Node>, links: Changes<Link>): void {
  for (const { from, to } of nodes.pairs) enterNode(register, (to ?? from)?.id ?? '', to);
  for (const { from, to } of links.pairs) enterLink(register, (to ?? from)?.id ?? '', to);
}

function enterNode({ nodes, node }: Register, id: string, record: Node | undefined): void {
  node[numberOf(nodes, id)] = record;
}

function enterLink({ nodes, links, link, linkId, from, to }: Register, id: string, record: Link | undefined): void {
  const number = numberOf(links, id);
  link[number] = record;
  linkId[number] = id;
  if (!record) return;
  from[number] = numberOf(nodes, record.from);
  to[number] = numberOf(nodes, record.to);
}

export function numberOf(numbers: Map<string, number>, id: string): number {
  let number = numbers.get(id);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(id, number);
  }
  return number;
}
