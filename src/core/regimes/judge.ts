import { compare } from '../model/order.ts';
import type { Context } from '../rules/rule.ts';
import { carries, type Hop } from './hop.ts';
import { hopsOf } from './hops.ts';
import { reasonFor } from './rationales.ts';
import type { Case, Clause, DesignClause, HopClause, Pack, Ruling } from './regime.ts';
import { type ClauseVerdict, verdictRank } from './verdict.ts';

/** Judges every clause of a pack that is in force at a level, in the order of the text, the worst place first. */
export function judge(scene: Context, pack: Pack, level: string): readonly ClauseVerdict[] {
  const { topology } = scene;
  const given: Case = {
    scene,
    hops: hopsOf(scene),
    level,
    reasonFor: (clause, hop) => reasonFor(topology, `${pack.id}/${clause}`, { link: hop.link.id }),
  };
  return pack.clauses
    .filter(({ levels }) => !levels || levels.includes(level))
    .flatMap((clause) => {
      const placed = clause.over === 'hop' ? overHops(clause, given) : overDesign(clause, given);
      return placed
        .map(({ place, ruling }) => answered(given, pack, clause, place, ruling))
        .sort((a, b) => verdictRank(a.verdict) - verdictRank(b.verdict) || compare(a.message, b.message));
    });
}

interface Placed {
  readonly place: ClauseVerdict['place'];
  readonly ruling: Ruling;
}

const overDesign = (clause: DesignClause, given: Case): readonly Placed[] =>
  clause.about && given.scene.topology.data.size === 0
    ? [{ place: {}, ruling: noData }]
    : clause.judge(given).map(({ place = {}, ...ruling }) => ({ place, ruling }));

const noData: Ruling = {
  verdict: 'N/A',
  message: 'No data is drawn, so nobody can tell whether this concerns the design: draw what the flows carry.',
  undecided: true,
};

/** A link is shown by the worst of what crosses it. */
function overHops(clause: HopClause, given: Case): readonly Placed[] {
  const worst = new Map<string, Ruling>();
  for (const hop of given.hops) {
    if (clause.about && !clause.alsoWithout && carries(hop, ...clause.about).length === 0) continue;
    if (!clause.appliesTo(hop, given)) continue;
    const ruling: Ruling =
      hop.unjudged === undefined
        ? clause.judge(hop, given)
        : { verdict: 'N/A', message: hop.unjudged, undecided: true };
    const known = worst.get(hop.link.id);
    if (!known || isWorse(ruling, known)) worst.set(hop.link.id, ruling);
  }
  if (worst.size > 0) return [...worst].map(([link, ruling]) => ({ place: { link }, ruling }));
  return [{ place: {}, ruling: nowhere(clause, given) }];
}

const isWorse = (a: Ruling, b: Ruling): boolean =>
  verdictRank(a.verdict) - verdictRank(b.verdict) < 0 || (a.verdict === b.verdict && a.message < b.message);

/** It applies to no hop: because nothing here concerns it, or because nobody has drawn what would. */
function nowhere(clause: HopClause, { scene, hops }: Case): Ruling {
  if (hops.length === 0) return { verdict: 'N/A', message: 'Nothing is connected yet.', undecided: true };
  if (clause.about && scene.topology.data.size === 0) return noData;
  return { verdict: 'N/A', message: clause.none, ...(clause.alwaysExists ? { undecided: true } : {}) };
}

/** Turns the document's own reason into the answer; the verdict stays what it is. */
function answered({ scene }: Case, pack: Pack, clause: Clause, place: Placed['place'], ruling: Ruling): ClauseVerdict {
  const { id, title, asks, source, confidence, wants } = clause;
  const base = { pack: pack.id, clause: id, title, verdict: ruling.verdict, place, asks, source, confidence };
  const plain: ClauseVerdict = {
    ...base,
    message: ruling.message,
    ...(ruling.answered ? { answered: true } : {}),
    ...(ruling.undecided ? { undecided: true } : {}),
  };
  if (ruling.verdict !== 'EVIDENCE') return plain;
  const reason = reasonFor(scene.topology, `${pack.id}/${id}`, place, wants);
  if (!reason) return plain;
  if (reason.missing.length > 0)
    return {
      ...plain,
      message: `${ruling.message} Partly answered: ${reason.text}. Still missing: ${reason.missing.join(', ')}.`,
    };
  return { ...plain, message: `Answered: ${reason.text}. ${ruling.message}`, answered: true };
}

/** The hops that carry traffic and leave their host. */
export const travelling = ({ hops }: Case): readonly Hop[] =>
  hops.filter((hop) => hop.unjudged === undefined && hop.zone !== 'loopback');
