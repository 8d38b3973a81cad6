import type { Link } from '../model/schema.ts';
import { networkLayers } from '../simulation/leg-marks.ts';
import { legsOf } from '../simulation/simulate.ts';
import type { Exposure } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { zoneOfWire } from '../simulation/zones.ts';
import type { Context } from './rule.ts';
import { bySensitivity, type Severity, severityOf, severityRank } from './severity.ts';

/** A leg that flows share, with everything that they carry over it and the wire on which it is worst exposed. */
export interface SharedLeg {
  readonly leg: Leg;
  readonly assets: readonly string[];
  readonly severity: Severity;
  readonly worst: Link;
}

/** The legs of all flows, each once, that carry readable assets over a wire nobody encrypts below TLS. */
export function sharedLegs(
  { topology, simulation }: Context,
  exposure: Extract<Exposure, 'plaintext' | 'active'>,
  wanted: (leg: Leg) => boolean,
): readonly SharedLeg[] {
  const found: SharedLeg[] = [];
  for (const { leg, assets } of legsOf(simulation)) {
    if (!wanted(leg)) continue;
    const carried = bySensitivity(topology, assets);
    const wires = leg.links
      .filter((link, i) => !leg.carriers[i] && networkLayers(topology, link.from, link.to).length === 0)
      .map((link) => {
        const zone = zoneOfWire(topology, topology.nodes.get(link.from)?.zone, topology.nodes.get(link.to)?.zone);
        return { link, severity: severityOf(topology, exposure, carried, zone) };
      });
    const worst = wires.reduce<(typeof wires)[number] | null>(
      (most, wire) => (!most || severityRank(wire.severity) > severityRank(most.severity) ? wire : most),
      null,
    );
    if (worst && carried.length > 0) found.push({ leg, assets: carried, severity: worst.severity, worst: worst.link });
  }
  return found;
}
