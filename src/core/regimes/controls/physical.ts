import { hopOf } from '../../rules/words.ts';
import { wireZoneOf } from '../../simulation/wire-zone.ts';
import { zonesAround } from '../../simulation/zones.ts';
import type { Hop } from '../hop.ts';
import type { Case } from '../regime.ts';

/** Why a wire is said to be guarded by walls rather than by cryptography; null where nobody says so. */
export function physicalProtection({ scene: { topology } }: Case, { link }: Hop): string | null {
  const zone = wireZoneOf(topology, link);
  // Of the zones around, only one that holds both ends guards the whole wire.
  const [left, right] = [link.from, link.to].map((id) => zonesAround(topology, topology.nodes.get(id)?.zone));
  const around = zone
    ? zonesAround(topology, zone.id).filter((each) => left?.includes(each) && right?.includes(each))
    : [];
  const controls = [link.controls ?? [], ...around.map(({ controls: each }) => each ?? [])].flat();
  const guard = controls.filter(({ kind, reason }) => kind === 'physical-protection' && reason.trim() !== '');
  const [first] = guard.map(({ reason }) => reason.trim()).sort();
  return first === undefined
    ? null
    : `The wire of ${hopOf(topology, link)} is said to be physically protected: “${first}”.`;
}
