import type { Link, Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { wireZoneOf as worstZoneOf } from '../simulation/wire-zone.ts';
import { hostility, zonesAround } from '../simulation/zones.ts';

/**
 * The network that a wire lies in, as auditors tell them apart. `undrawn`: the drawing does not say where one of its ends
 * stands, so nobody knows whether it is public.
 */
export type WireZone =
  | 'internet'
  | 'wireless'
  | 'carrier-unassessed'
  | 'partner'
  | 'wan-private'
  | 'dc'
  | 'vpc'
  | 'cluster'
  | 'loopback'
  | 'undrawn';

/** The network that a link crosses: the most public that the drawing shows between its ends. */
export function wireZoneOf(topology: Topology, { from, to }: Pick<Link, 'from' | 'to'>): WireZone {
  const ends = [from, to].map((id) => topology.nodes.get(id)?.zone);
  const [left = [], right = []] = ends.map((zone) => zonesAround(topology, zone));
  const shared = left.find((zone) => right.includes(zone));
  if (shared?.kind === 'host') return 'loopback';

  // A laptop on the wireless network reaches the wired server over the air first: every zone left behind counts.
  const crossed = shared ? [...upTo(left, shared), ...upTo(right, shared), shared] : [...left, ...right];
  const networks = new Set(crossed.map(({ network }) => network));
  // What stands inside a wireless network is on it; what stands at a carrier's two ends is not on the carrier's wires.
  const outer = shared ? zonesAround(topology, shared.id).slice(1) : [];
  if (networks.has('wireless') || outer.some(({ network }) => network === 'wireless')) return 'wireless';
  if (networks.has('carrier')) return 'carrier-unassessed';

  const zone = worstZoneOf(topology, { from, to });
  if (zone && !shared && hostility[zone.kind] === 3) return 'internet';
  if (zone?.kind === 'internet') return 'internet';
  if (left.length === 0 || right.length === 0 || !zone) return 'undrawn';
  return networks.has('carrier-assessed') ? 'wan-private' : insideOf(zone);
}

const upTo = (around: readonly Zone[], shared: Zone): readonly Zone[] => around.slice(0, around.indexOf(shared));

/** A wire that stays in one zone, or between zones of which none is hostile. */
function insideOf({ kind }: Zone): WireZone {
  switch (kind) {
    case 'internet':
      return 'internet';
    case 'third-party':
    case 'provider-edge':
      return 'partner';
    case 'dmz':
    case 'on-premises':
      return 'dc';
    case 'private-network':
    case 'data-tier':
      return 'vpc';
    case 'cluster':
    case 'mesh':
      return 'cluster';
    case 'host':
      // Two hosts without a network drawn around them.
      return 'undrawn';
  }
}
