import type { ProductKind } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import { networkLayers } from './leg-marks.ts';
import type { Leg } from './walk.ts';

/** Where the encryption that starts at the client ends. */
export type Pattern = 'none' | 'edge' | 'gateway' | 'service' | 'end-to-end';
/** What else is true of the way. */
export type Trait = 'bridging' | 'passthrough' | 'mesh' | 'network-encryption';

export const patternTitles: Readonly<Record<Pattern, string>> = {
  none: 'No TLS from the client',
  edge: 'Edge termination',
  gateway: 'Gateway termination',
  service: 'Service termination',
  'end-to-end': 'End to end',
};

/** Recognised from where the sessions of a working flow end, never asked of the user. */
export function patternOf(legs: readonly Leg[]): Pattern {
  const bare = legs.findIndex((leg) => !isCovered(leg));
  const covered = bare === -1 ? legs.length : bare;
  const last = legs[covered - 1];
  if (!last) return 'none';
  if (covered === legs.length) {
    const end = last.answer.product.kind;
    if (end === 'data-store') return legs.length > 1 ? 'end-to-end' : 'service';
    if (end === 'service') return 'service';
  }
  return roleOf(legs, covered - 1);
}

/** A proxy's role follows from its place: the first one that terminates is the edge, a later one a gateway. */
function roleOf(legs: readonly Leg[], index: number): Pattern {
  const kindAt = (i: number): ProductKind | undefined => legs[i]?.answer.product.kind;
  switch (kindAt(index)) {
    case 'gateway':
      return 'gateway';
    case 'service':
    case 'data-store':
    case 'certificate-authority':
      return 'service';
    case 'edge':
      return 'edge';
    default:
      return legs.slice(0, index).some((_, i) => kindAt(i) === 'edge' || kindAt(i) === 'load-balancer')
        ? 'gateway'
        : 'edge';
  }
}

/** Whether a session lies on every link of a leg: its own, or those of a mesh. */
const isCovered = ({ outcome, carriers }: Leg): boolean =>
  outcome.kind === 'session' ||
  (outcome.kind === 'plaintext' && carriers.length > 0 && carriers.every((carrier) => carrier !== null));

export function traitsOf(topology: Topology, legs: readonly Leg[]): readonly Trait[] {
  const traits: Trait[] = [];
  if (legs.some((leg, i) => i > 0 && isCovered(leg) && isCovered(legs[i - 1] ?? leg))) traits.push('bridging');
  if (legs.some((leg) => leg.outcome.kind === 'session' && leg.links.length > 1)) traits.push('passthrough');
  if (legs.some(({ carriers }) => carriers.some((carrier) => carrier !== null))) traits.push('mesh');
  if (legs.some(({ links }) => links.some(({ from, to }) => networkLayers(topology, from, to).length > 0)))
    traits.push('network-encryption');
  return traits;
}
