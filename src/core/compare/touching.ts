import type { Scene } from '../observers/observer.ts';
import { zonesAround } from '../simulation/zones.ts';
import type { Change } from './change.ts';
import type { Section, Where } from './fact.ts';

/**
 * Whether a change is made at the place of a fact, or at something that its sessions, legs and zones hang on: what can
 * have to do with it when trying it out would take too long, or tells nothing.
 */
export function touches(
  scenes: readonly Scene[],
  { section, where }: { readonly section: Section; readonly where: Where },
  change: Change,
): boolean {
  const { table, id } = change;
  if (table === 'assumptions') return section === 'cost' || section === 'trade-offs';
  if (table === 'assertions') return where.assertions?.includes(id) ?? false;
  if (table === 'packs' || table === 'rationales') return section === 'assertions';
  if (table === 'data' && where.assets) return where.assets.includes(id);
  // Without a place of its own, or for an asset wherever it goes, it hangs on the whole design.
  if (!where.links && !where.nodes && !where.flows && !where.zones) return true;
  return scenes.some((scene) => around(scene, where).has(`${table}/${id}`));
}

/** The records around a place, as `table/id`. */
function around({ topology, simulation }: Scene, where: Where): ReadonlySet<string> {
  const links = new Set(where.links);
  const nodes = new Set(where.nodes);
  for (const { id, zone } of topology.nodes.values())
    if (zonesAround(topology, zone).some((each) => where.zones?.includes(each.id))) nodes.add(id);
  const flows = new Set(where.flows);
  // A place is what it is by the flows that come by, and these by every leg on their way.
  for (const [id, { flow }] of simulation.flows) {
    const passes = flow.path.some((each) => {
      const link = topology.links.get(each);
      return links.has(each) || (link !== undefined && (nodes.has(link.from) || nodes.has(link.to)));
    });
    if (passes) flows.add(id);
  }
  for (const id of flows) for (const link of simulation.flows.get(id)?.flow.path ?? []) links.add(link);
  for (const id of links) {
    const link = topology.links.get(id);
    if (link) nodes.add(link.from).add(link.to);
  }
  const zones = [...nodes].flatMap((id) => zonesAround(topology, topology.nodes.get(id)?.zone).map((zone) => zone.id));
  const named = (table: string, ids: Iterable<string>) => [...ids].map((id) => `${table}/${id}`);
  return new Set([
    ...named('links', links),
    ...named('nodes', nodes),
    ...named('flows', flows),
    ...named('zones', [...zones, ...(where.zones ?? [])]),
    ...named('data', topology.data.keys()),
  ]);
}
