import type { Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Exposure } from '../simulation/verdict.ts';
import { hostility } from '../simulation/zones.ts';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export const severityRank = (severity: Severity): number => severities.indexOf(severity);

/** How much harm reading an asset does, 0 to 3. A class of one's own counts as `internal`. */
const harm: Readonly<Record<string, 0 | 1 | 2 | 3>> = {
  public: 0,
  internal: 1,
  personal: 2,
  credentials: 3,
  health: 3,
  cardholder: 3,
};

/** Severity = exposure × classification × zone hostility: the one table. Rows: harm 0–3; columns: hostility 0–3. */
const table: Readonly<Record<'plaintext' | 'active', readonly (readonly Severity[])[]>> = {
  plaintext: [
    ['info', 'info', 'low', 'low'],
    ['info', 'low', 'medium', 'high'],
    ['info', 'medium', 'high', 'high'],
    ['low', 'high', 'high', 'critical'],
  ],
  active: [
    ['info', 'info', 'info', 'low'],
    ['info', 'low', 'low', 'medium'],
    ['info', 'low', 'medium', 'high'],
    ['info', 'medium', 'medium', 'high'],
  ],
};

/** The severity of an exposure: that of its most sensitive asset, in the zone that the wire lies in. */
export function severityOf(
  topology: Topology,
  exposure: Extract<Exposure, 'plaintext' | 'active'>,
  assets: readonly string[],
  zone: Zone | null,
): Severity {
  const worst = Math.max(0, ...assets.map((id) => harmOf(topology, id)));
  // A wire in no drawn zone: nobody has vouched for the network it lies in.
  return table[exposure][worst]?.[zone ? hostility[zone.kind] : 2] ?? 'info';
}

const harmOf = (topology: Topology, asset: string): number =>
  harm[topology.data.get(asset)?.classification ?? 'internal'] ?? 1;

/** The most sensitive first, then by title: what a sentence about them names, in whatever order they were drawn. */
export function bySensitivity(topology: Topology, assets: Iterable<string>): readonly string[] {
  const title = (asset: string) => topology.data.get(asset)?.title ?? asset;
  return [...assets].sort(
    (a, b) => harmOf(topology, b) - harmOf(topology, a) || compare(title(a), title(b)) || compare(a, b),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
