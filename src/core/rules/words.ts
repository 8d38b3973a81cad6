import type { Link } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { assetTitle } from '../simulation/verdict.ts';
import { networksBetween, wireZoneOf } from '../simulation/wire-zone.ts';

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

/** Where a wire lies, for a sentence: 'in Data subnet', 'between DMZ and VPC', or 'on this wire' where no zone says it. */
export function placeOf(topology: Topology, link: Link): string {
  const zone = wireZoneOf(topology, link);
  if (!zone) return 'on this wire';
  const [near, far] = networksBetween(topology, link) ?? [zone, zone];
  return near.id === far.id ? `in ${zone.title}` : `between ${near.title} and ${far.title}`;
}

/** "gateway → orders", by title. */
export const hopOf = (topology: Topology, { from, to }: Pick<Link, 'from' | 'to'>): string =>
  `${topology.nodes.get(from)?.title ?? from} → ${topology.nodes.get(to)?.title ?? to}`;
