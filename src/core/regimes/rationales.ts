import { compare } from '../model/order.ts';
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
  const fitting = (byClause(topology).get(clause) ?? [])
    .filter((each) => each.place === undefined || each.place === here)
    .map((each) => readReason(each, wants))
    .sort((a, b) => a.missing.length - b.missing.length || compare(a.text, b.text));
  return fitting[0] ?? null;
}

const remembered = new WeakMap<Topology['rationales'], ReadonlyMap<string, readonly Rationale[]>>();

function byClause({ rationales }: Topology): ReadonlyMap<string, readonly Rationale[]> {
  const known = remembered.get(rationales);
  if (known) return known;
  const index = new Map<string, Rationale[]>();
  for (const each of rationales.values()) {
    const siblings = index.get(each.clause);
    if (siblings) siblings.push(each);
    else index.set(each.clause, [each]);
  }
  remembered.set(rationales, index);
  return index;
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
