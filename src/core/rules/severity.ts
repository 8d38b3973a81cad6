import { compare } from '../model/order.ts';
import type { Control, Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Exposure } from '../simulation/verdict.ts';
import { hostility } from '../simulation/zones.ts';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export const severityRank = (severity: Severity): number => severities.indexOf(severity);

/** The most severe of several; `info` of none. */
export const worstOf = (each: readonly Severity[]): Severity =>
  each.reduce<Severity>((worst, next) => (severityRank(next) > severityRank(worst) ? next : worst), 'info');

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
  return table[exposure][worstHarm(topology, assets)]?.[hostilityOf(zone)] ?? 'info';
}

/** A place in no drawn zone: nobody has vouched for the network it lies in. */
export const hostilityOf = (zone: Zone | null | undefined): 0 | 1 | 2 | 3 => (zone ? hostility[zone.kind] : 2);

const harmOf = (topology: Topology, asset: string): 0 | 1 | 2 | 3 =>
  harm[topology.data.get(asset)?.classification ?? 'internal'] ?? 1;

export const worstHarm = (topology: Topology, assets: Iterable<string>): 0 | 1 | 2 | 3 => {
  let worst: 0 | 1 | 2 | 3 = 0;
  for (const asset of assets) {
    const each = harmOf(topology, asset);
    if (each > worst) worst = each;
  }
  return worst;
};

/** What a weakness comes to that exposes nothing by itself: the worst for secrets, a step less for personal data, else a note. */
export const byHarm = (topology: Topology, assets: Iterable<string>, worst: 'medium' | 'low'): Severity =>
  severities[Math.max(0, severityRank(worst) - Math.min(2, 3 - worstHarm(topology, assets)))] ?? 'info';

/** Card numbers, health data and credentials: what nobody may read by the way. */
export const secrets = (topology: Topology, assets: Iterable<string>): readonly string[] =>
  bySensitivity(
    topology,
    [...assets].filter((asset) => harmOf(topology, asset) === 3),
  );

/** Whatever is about somebody: secrets, and personal data. */
export const sensitive = (topology: Topology, assets: Iterable<string>): readonly string[] =>
  bySensitivity(
    topology,
    [...assets].filter((asset) => harmOf(topology, asset) >= 2),
  );

/** The most sensitive first, then by title: what a sentence about them names, in whatever order they were drawn. */
export function bySensitivity(topology: Topology, assets: Iterable<string>): readonly string[] {
  const title = (asset: string) => topology.data.get(asset)?.title ?? asset;
  return [...assets].sort(
    (a, b) => harmOf(topology, b) - harmOf(topology, a) || compare(title(a), title(b)) || compare(a, b),
  );
}

/** What goes wrong where a rule finds something. */
export type Concern =
  | 'eavesdropping'
  | 'impersonation'
  | 'access'
  | 'memory'
  | 'operator'
  | 'keys'
  | 'logging'
  | 'replay'
  | 'operation';

/**
 * By how many steps a control lowers what is left of a finding: the one table. A control that does nothing about a
 * concern is not in its row; nothing lowers `operation`, which is about connections that do not come about.
 */
const lowers: Readonly<Record<Control['kind'], Readonly<Partial<Record<Concern, 1 | 2>>>>> = {
  // Fewer can reach the wire or the port at all.
  segmentation: { eavesdropping: 1, impersonation: 1, access: 1 },
  // Nobody gets at the cable: NIST SP 800-53 SC-8(5).
  'physical-protection': { eavesdropping: 1, impersonation: 1, keys: 1 },
  // Harder to break into, and less to take there.
  hardening: { access: 1, memory: 1, keys: 1 },
  // Acting leaves traces that somebody follows; listening in leaves none.
  detection: { impersonation: 1, access: 1, keys: 1, replay: 1 },
  'log-scrubbing': { logging: 2 },
  'rate-limiting': { access: 1, replay: 1 },
  other: { eavesdropping: 1, impersonation: 1, access: 1, memory: 1, operator: 1, keys: 1, logging: 1, replay: 1 },
};

const controlName: Readonly<Record<Control['kind'], string>> = {
  segmentation: 'segmentation',
  hardening: 'hardening',
  detection: 'detection',
  'log-scrubbing': 'log scrubbing',
  'physical-protection': 'physical protection',
  'rate-limiting': 'rate limiting',
  other: 'another control',
};

/** No heap of controls lowers a finding further: they make it less likely, and it is still there. */
const most = 2;

/** A control, and what it stands on in the drawing. */
export interface Placed {
  readonly control: Control;
  readonly at: string;
}

/** What is left of a severity where controls stand against the concern, with why; undefined where none lowers it. */
export function residualOf(
  severity: Severity,
  concern: Concern,
  controls: readonly Placed[],
): { readonly severity: Severity; readonly reason: string } | undefined {
  const helping = new Map<Control['kind'], Placed>();
  for (const placed of controls)
    if (lowers[placed.control.kind][concern] !== undefined && !helping.has(placed.control.kind))
      helping.set(placed.control.kind, placed);
  const steps = [...helping.keys()].reduce((sum, kind) => sum + (lowers[kind][concern] ?? 0), 0);
  const left = severities[Math.max(0, severityRank(severity) - Math.min(most, steps))] ?? severity;
  if (left === severity) return undefined;
  const reason = [...helping.values()]
    .map(({ control, at }) => `${controlName[control.kind]} (${at})${control.reason ? `: ${control.reason}` : ''}`)
    .sort()
    .join('; ');
  return { severity: left, reason };
}
