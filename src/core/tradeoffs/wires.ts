import type { Flow, Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import type { Exposure, LinkVerdict, Session } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { wireZoneOf } from '../simulation/wire-zone.ts';
import { hostility } from '../simulation/zones.ts';

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

export const legId = ({ links }: Leg): string => links.map(({ id }) => id).join('>');

export function wireOf(scene: Scene, flow: Flow, leg: Leg, link: Link): Wire | null {
  const { topology, simulation } = scene;
  const verdict = simulation.links.get(link.id);
  if (!verdict) return null;
  const zone = wireZoneOf(topology, link);
  return {
    link,
    hostility: zone ? hostility[zone.kind] : hostilityOfNowhere,
    drawn: zone !== null,
    sight: sightOf(scene, flow, leg, link, verdict),
    verdict,
  };
}

const weakestFirst: readonly Exposure[] = ['plaintext', 'active', 'metadata', 'hidden'];
export const isWeaker = (a: Exposure, b: Exposure): boolean => weakestFirst.indexOf(a) < weakestFirst.indexOf(b);

/**
 * Another flow over the same wire may be in plaintext where this one is in a session, and has a profile of its own to
 * show it. So a flow is judged by its own leg, the mesh's session around that, and the network's encryption.
 */
function sightOf(scene: Scene, flow: Flow, leg: Leg, link: Link, verdict: LinkVerdict): Exposure {
  const assets = [...flow.carries, ...(flow.returns ?? [])];
  const isSealed = (asset: string) => scene.topology.data.get(asset)?.protection !== undefined;
  if (assets.length > 0 && assets.every(isSealed)) return 'hidden';
  if (verdict.layers.some(({ kind }) => kind === 'network')) return 'hidden';
  const own = leg.outcome.kind === 'session' ? leg.outcome : null;
  const carrier = leg.carriers[leg.links.indexOf(link)]?.session ?? null;
  const sessions = [own, carrier].filter((each) => each !== null);
  if (sessions.length === 0) return 'plaintext';
  return sessions.some(isClosed) ? 'metadata' : 'active';
}

/** Whether only the right peer can be at the other end, and encryption cannot be declined. */
const isClosed = ({ authentication, downgradable }: Pick<Session, 'authentication' | 'downgradable'>): boolean =>
  !downgradable && (authentication === 'server' || authentication === 'mutual');
