import type { Link, Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { hostility, zonesAround } from './zones.ts';

type Ends = Pick<Link, 'from' | 'to'>;

/** The zones around each end of a wire, innermost first. */
const aroundEnds = (topology: Topology, { from, to }: Ends): readonly (readonly Zone[])[] =>
  [from, to].map((id) => zonesAround(topology, topology.nodes.get(id)?.zone));

/** Whether a connection never leaves one host: it meets no wire, and who reads it is root there or one of its ends. */
export function isLoopback(topology: Topology, ends: Ends): boolean {
  const [left = [], right = []] = aroundEnds(topology, ends);
  return left.some((zone) => zone.kind === 'host' && right.includes(zone));
}

/**
 * Where a wire is most exposed: the innermost zone that holds both ends, else the worse of the two networks that it leaves
 * and enters. A wire between two hosts is out on their networks; where one of these is not drawn, nobody has vouched for
 * it, and unless the other is worse still the answer is null.
 */
export function wireZoneOf(topology: Topology, ends: Ends): Zone | null {
  const [left = [], right = []] = aroundEnds(topology, ends);
  const shared = left.find((zone) => right.includes(zone));
  if (shared) return shared;
  const [near, far] = networksOf(left, right);
  const worst = !near || (far && hostility[far.kind] > hostility[near.kind]) ? far : near;
  if (!worst || near === undefined || far === undefined) return worst && hostility[worst.kind] > 1 ? worst : null;
  return worst;
}

/** The network at each end of a wire that no drawn zone holds whole. */
export function networksBetween(topology: Topology, ends: Ends): readonly [Zone, Zone] | null {
  const [left = [], right = []] = aroundEnds(topology, ends);
  if (left.some((zone) => right.includes(zone))) return null;
  const [near, far] = networksOf(left, right);
  return near && far ? [near, far] : null;
}

const networksOf = (left: readonly Zone[], right: readonly Zone[]): readonly [Zone | undefined, Zone | undefined] => [
  left.find(({ kind }) => kind !== 'host'),
  right.find(({ kind }) => kind !== 'host'),
];
