import type { Flow, Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import type { Exposure, LinkVerdict } from '../simulation/verdict.ts';
import { hostility, zoneOfWire } from '../simulation/zones.ts';

/** A wire as a flow uses it. */
export interface Wire {
  readonly link: Link;
  /** Of the zone it lies in; where none is drawn, that of a network that nobody vouches for. */
  readonly hostility: 0 | 1 | 2 | 3;
  readonly drawn: boolean;
  /** What somebody on it learns of the flow's data, at worst. */
  readonly sight: Exposure;
  readonly verdict: LinkVerdict;
}

/** No zone is drawn: counted as severities count it. */
const hostilityOfNowhere = 2;

export function wireOf({ topology, simulation }: Scene, flow: Flow, link: Link): Wire | null {
  const verdict = simulation.links.get(link.id);
  if (!verdict) return null;
  const zone = zoneOfWire(topology, topology.nodes.get(link.from)?.zone, topology.nodes.get(link.to)?.zone);
  return {
    link,
    hostility: zone ? hostility[zone.kind] : hostilityOfNowhere,
    drawn: zone !== null,
    sight: sightOf(verdict, flow),
    verdict,
  };
}

const weakestFirst: readonly Exposure[] = ['plaintext', 'active', 'metadata', 'hidden'];

/** The weakest exposure of what the flow carries; where it carries nothing, what the wire would show of anything. */
function sightOf(verdict: LinkVerdict, flow: Flow): Exposure {
  const seen = [...flow.carries, ...(flow.returns ?? [])].flatMap((asset) => verdict.exposure[asset] ?? []);
  const worst = weakestFirst.find((each) => seen.includes(each));
  if (worst) return worst;
  if (verdict.layers.some(({ kind }) => kind === 'network')) return 'hidden';
  if (verdict.state !== 'encrypted') return 'plaintext';
  const open = verdict.downgradable || verdict.authentication === 'none' || verdict.authentication === 'ca';
  return open ? 'active' : 'metadata';
}
