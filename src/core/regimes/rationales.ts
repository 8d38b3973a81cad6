import type { Rationale } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { ClauseVerdict } from './verdict.ts';

/** What a written answer can be asked to hold. */
export type Wanted = 'reason' | 'measure' | 'owner';

export interface Reason {
  readonly text: string;
  readonly missing: readonly Wanted[];
}

/** What the document answers to `<pack>/<clause>` at a place, or for the whole design; null when nothing. */
export function reasonFor(
  topology: Topology,
  clause: string,
  place: ClauseVerdict['place'],
  wants: readonly Wanted[] = ['reason'],
): Reason | null {
  const here = place.link ?? place.node;
  const fitting = [...topology.rationales.values()]
    .filter((each) => each.clause === clause && (each.place === undefined || each.place === here))
    .map((each) => readReason(each, wants))
    .sort((a, b) => a.missing.length - b.missing.length || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return fitting[0] ?? null;
}

function readReason({ reason, measure, owner }: Rationale, wants: readonly Wanted[]): Reason {
  const given: Readonly<Record<Wanted, string | undefined>> = { reason, measure, owner };
  const text = [
    `“${reason.trim()}”`,
    ...(measure?.trim() ? [`in its place: ${measure.trim()}`] : []),
    ...(owner?.trim() ? [`owner: ${owner.trim()}`] : []),
  ].join('; ');
  return { text, missing: wants.filter((each) => !given[each]?.trim()) };
}
