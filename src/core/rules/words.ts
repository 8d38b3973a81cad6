import type { Link } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { assetTitle } from '../simulation/verdict.ts';
import { zoneOfWire } from '../simulation/zones.ts';

/** "card number, session cookie and 2 more", in the words of the drawing. */
export function listAssets(topology: Topology, ids: readonly string[]): string {
  const titles = ids.map((id) => assetTitle(topology, id));
  if (titles.length <= 3)
    return titles.length < 2 ? (titles[0] ?? 'nothing') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
  return `${titles.slice(0, 2).join(', ')} and ${titles.length - 2} more`;
}

/** Where a wire lies, for a sentence: 'in "Data subnet"', or 'on the wire' where no zone is drawn. */
export function placeOf(topology: Topology, link: Link): string {
  const zone = zoneOfWire(topology, topology.nodes.get(link.from)?.zone, topology.nodes.get(link.to)?.zone);
  return zone ? `in ${zone.title}` : 'on this wire';
}

/** "gateway → orders", by title. */
export const hopOf = (topology: Topology, { from, to }: Pick<Link, 'from' | 'to'>): string =>
  `${topology.nodes.get(from)?.title ?? from} → ${topology.nodes.get(to)?.title ?? to}`;
