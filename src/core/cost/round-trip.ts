import type { Link, Zone } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import { productOf } from '../simulation/bounds.ts';
import { wireZoneOf } from '../simulation/wire-zone.ts';
import { zonesAround } from '../simulation/zones.ts';
import type { AssumptionId } from './assumed-numbers.ts';
import type { Assumptions } from './assumptions.ts';

/** How long there and back takes on a link, and why that is believed. */
export interface RoundTrip {
  readonly milliseconds: number;
  readonly why: string;
}

/** What the link says, else what the zones at its ends suggest. */
export function roundTripOf(scene: Scene, assumptions: Assumptions, link: Link): RoundTrip {
  if (link.roundTripMs !== undefined) return { milliseconds: link.roundTripMs, why: 'as drawn' };
  const { id, why } = distance(scene, link);
  return { milliseconds: assumptions.take(id), why };
}

function distance({ topology, products }: Scene, link: Link): { readonly id: AssumptionId; readonly why: string } {
  const [dialer, listener] = [topology.nodes.get(link.from), topology.nodes.get(link.to)];
  const [from, to] = [zonesAround(topology, dialer?.zone), zonesAround(topology, listener?.zone)];
  const [near, far] = [from[0], to[0]];
  if (!near || !far) {
    const drawn = near ?? far;
    // A visitor who is drawn nowhere is on the internet; of anybody else nothing is known.
    const visitor = !near && dialer !== undefined && productOf(dialer, products).kind === 'client';
    if (visitor || (drawn && isOutside(drawn)))
      return { id: 'rtt-internet', why: 'across the internet, as far as is drawn' };
    return { id: 'rtt-cross-zone', why: 'no zone is drawn at one end: taken as two zones of yours' };
  }
  if (near === far) {
    if (near.kind === 'host') return { id: 'rtt-host', why: 'on one host' };
    if (isOutside(near)) return { id: 'rtt-internet', why: 'across the internet' };
    return { id: 'rtt-zone', why: 'inside one zone' };
  }
  const wire = wireZoneOf(topology, link) ?? near;
  if (from.includes(wire) && to.includes(wire))
    return isOutside(wire)
      ? { id: 'rtt-internet', why: 'across the internet' }
      : { id: 'rtt-cross-zone', why: 'between two zones of one network' };
  const kinds = [near.kind, far.kind];
  if (kinds.includes('internet') && kinds.includes('provider-edge'))
    return { id: 'rtt-nearby-edge', why: 'from the internet to a provider edge nearby' };
  if (isOutside(wire) || wire.kind === 'provider-edge') return { id: 'rtt-internet', why: 'across the internet' };
  const onSite = (zones: readonly Zone[]) => zones.some(({ kind }) => kind === 'on-premises');
  if (onSite(from) !== onSite(to)) return { id: 'rtt-on-premises', why: 'between a site of yours and elsewhere' };
  return { id: 'rtt-cross-zone', why: 'between two zones of yours' };
}

const isOutside = ({ kind }: Zone): boolean => kind === 'internet' || kind === 'third-party';
