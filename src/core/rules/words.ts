import type { Link } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { assetTitle } from '../simulation/verdict.ts';
import { zoneOfWire, zonesAround } from '../simulation/zones.ts';

/** "card number, session cookie and 2 more", in the words of the drawing. */
export const listAssets = (topology: Topology, ids: readonly string[]): string =>
  listed(ids.map((id) => assetTitle(topology, id)));

/** Up to three by name, a longer list counted; "nothing" of none. */
export function listed(words: readonly string[]): string {
  if (words.length <= 3)
    return words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return `${words.slice(0, 2).join(', ')} and ${words.length - 2} more`;
}

/** The titles of nodes, each once, sorted as a person reads them. */
export const titlesOf = (topology: Topology, nodes: Iterable<string>): readonly string[] =>
  [...new Set([...nodes].map((id) => topology.nodes.get(id)?.title ?? id))].sort();

/** Where a wire lies, for a sentence: in a zone, or on the way from one to another; on no drawn zone's ground "on this wire". */
export function placeOf(topology: Topology, link: Link): string {
  const [from, to] = [topology.nodes.get(link.from)?.zone, topology.nodes.get(link.to)?.zone];
  const zone = zoneOfWire(topology, from, to);
  const [left, right] = [zonesAround(topology, from), zonesAround(topology, to)];
  const [start, end] = [left[0], right[0]];
  if (start && end && !left.some((each) => right.includes(each)))
    return `on the way from ${start.title} to ${end.title}`;
  return zone ? `in ${zone.title}` : 'on this wire';
}

/** "gateway → orders", by title. */
export const hopOf = (topology: Topology, { from, to }: Pick<Link, 'from' | 'to'>): string =>
  `${topology.nodes.get(from)?.title ?? from} → ${topology.nodes.get(to)?.title ?? to}`;
