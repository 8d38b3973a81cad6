import type { Link, Zone } from '../model/schema.ts';
import { legsOf } from '../simulation/simulate.ts';
import type { LinkVerdict, Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { isLoopback, wireZoneOf } from '../simulation/wire-zone.ts';
import type { Context } from './rule.ts';
import { bySensitivity, hostilityOf, type Severity, severityOf } from './severity.ts';

/** A leg that flows share, with everything readable that they carry over it. */
export interface CarryingLeg {
  readonly leg: Leg;
  /** Without those that are encrypted themselves; most sensitive first. */
  readonly assets: readonly string[];
}

/** The same, with the wire on which it is worst exposed. */
export interface SharedLeg extends CarryingLeg {
  readonly severity: Severity;
  readonly worst: Link;
}

interface Indexed {
  readonly legs: readonly CarryingLeg[];
  readonly zones: Map<string, Zone | null>;
}

const remembered = new WeakMap<Simulation, Indexed>();

function indexed(context: Context): Indexed {
  let index = remembered.get(context.simulation);
  if (!index) {
    index = { legs: gather(context), zones: new Map() };
    remembered.set(context.simulation, index);
  }
  return index;
}

/** Every leg of every flow, each once, in the order of the flows. */
export const allLegs = (context: Context): readonly CarryingLeg[] => indexed(context).legs;

/** The zone that a link's wire lies in. */
export function wireZone(context: Context, link: Link): Zone | null {
  const { zones } = indexed(context);
  let zone = zones.get(link.id);
  if (zone === undefined) {
    zone = wireZoneOf(context.topology, link);
    zones.set(link.id, zone);
  }
  return zone;
}

const gather = ({ topology, simulation }: Context): readonly CarryingLeg[] =>
  legsOf(simulation).map(({ leg, assets }) => ({ leg, assets: bySensitivity(topology, assets) }));

/** Whether somebody on the wire gets at what a leg carries there. Judged by the link: a mesh may encrypt below the leg. */
const exposedAs: Readonly<Record<'plaintext' | 'active', (verdict: LinkVerdict) => boolean>> = {
  plaintext: ({ state }) => state !== 'encrypted',
  active: ({ authentication, downgradable }) => downgradable || authentication === 'none' || authentication === 'ca',
};

/** The legs of all flows, each once, that carry readable assets over a wire nobody protects below. Loopback is no wire. */
export function sharedLegs(
  context: Context,
  exposure: 'plaintext' | 'active',
  wanted: (leg: Leg) => boolean,
  exposed: (verdict: LinkVerdict) => boolean = exposedAs[exposure],
): readonly SharedLeg[] {
  const { topology, simulation } = context;
  const found: SharedLeg[] = [];
  for (const { leg, assets } of allLegs(context)) {
    if (assets.length === 0 || !wanted(leg)) continue;
    let worst: Link | null = null;
    let severity: Severity = 'info';
    let most = -1;
    for (const [i, link] of leg.links.entries()) {
      if (leg.carriers[i]) continue;
      const verdict = simulation.links.get(link.id);
      if (!verdict || !exposed(verdict) || verdict.layers.some(({ kind }) => kind === 'network')) continue;
      if (isLoopback(topology, link)) continue;
      // The most hostile wire, whatever it carries: the same place before and after an asset is hidden.
      const zone = wireZone(context, link);
      if (hostilityOf(zone) <= most) continue;
      most = hostilityOf(zone);
      worst = link;
      severity = severityOf(topology, exposure, assets, zone);
    }
    if (worst) found.push({ leg, assets, severity, worst });
  }
  return found;
}
