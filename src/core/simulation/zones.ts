import type { Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';

/** A node's zone and everything that encloses it, innermost first. */
export function zonesAround(topology: Topology, zone: string | undefined): readonly Zone[] {
  const around: Zone[] = [];
  const seen = new Set<string>();
  for (let id = zone; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    const found = topology.zones.get(id);
    if (!found) break;
    around.push(found);
    id = found.parent;
  }
  return around;
}

/**
 * Zones whose network a wire runs over: those around its ends. Somebody else's network (a CDN, a third party) is reached
 * over the internet unless a zone drawn around both ends says otherwise, so such a wire crosses every internet that is drawn.
 */
export function zonesTouched(topology: Topology, from: string | undefined, to: string | undefined): readonly Zone[] {
  const [left, right] = [zonesAround(topology, from), zonesAround(topology, to)];
  const touched = new Set([...left, ...right]);
  const outermost = [left.at(-1), right.at(-1)];
  const apart = outermost[0] && outermost[1] && outermost[0] !== outermost[1];
  if (apart && outermost.some((zone) => zone?.kind === 'provider-edge' || zone?.kind === 'third-party'))
    for (const { id, kind } of topology.zones.values())
      if (kind === 'internet') for (const zone of zonesAround(topology, id)) touched.add(zone);
  return [...touched];
}

/** How hostile a zone is to traffic in clear, 0 (one host) to 3 (anyone): the only place that ranks them. */
export const hostility: Readonly<Record<Zone['kind'], 0 | 1 | 2 | 3>> = {
  internet: 3,
  'third-party': 3,
  'provider-edge': 3,
  dmz: 2,
  'on-premises': 1,
  'private-network': 1,
  cluster: 1,
  mesh: 1,
  'data-tier': 1,
  host: 0,
};
