import { applyEdits, type Edit } from '../model/edits.ts';
import { compare } from '../model/order.ts';
import { groundOf, simulate } from '../simulation/simulate.ts';
import { type Cut, cuts } from './cuts.ts';
import { merged } from './fixes.ts';
import { newlyExposed } from './mending.ts';
import type { Context, Fix, Observation, Place, Rule } from './rule.ts';
import { severityRank } from './severity.ts';
import { hopOf, listed } from './words.ts';

/** Titles of flows that a note gives in full; what is beyond is counted. */
const named = 12;

interface Wanted {
  readonly context: Context;
  readonly rules: readonly Rule[];
  readonly rule: Rule;
  readonly said: Observation;
  /** How bad the worst finding of each place is today. */
  readonly known: ReadonlyMap<string, number>;
}

/**
 * The last resort, where nothing gentler closes a finding: links are taken out of the drawing, and what is left is
 * mended. Mostly a relay hands one dial to upstreams that want different things: one of them has to be reached some
 * other way. Of all cuts those that end the fewest working flows: one that is enough by itself, and one that leaves the
 * place standing, mended.
 */
export function removals(context: Context, rules: readonly Rule[], rule: Rule, said: Observation): readonly Fix[] {
  const wanted: Wanted = { context, rules, rule, said, known: worstBySpot(context, rules) };
  for (const group of cuts(context, said.where)) {
    const fixes = [alone, withTheRest].flatMap((close) => firstOf(group, (cut) => close(wanted, cut)));
    if (fixes.length > 0) return fixes;
  }
  return [];
}

function firstOf(group: readonly Cut[], close: (cut: Cut) => Fix | null): readonly Fix[] {
  for (const cut of group) {
    const fix = close(cut);
    if (fix) return [fix];
  }
  return [];
}

const edits = ({ links }: Cut): readonly Edit[] => links.map(({ id }) => ({ table: 'links', id, remove: true }));

/** The cut and nothing else, if that closes the finding. */
function alone(wanted: Wanted, cut: Cut): Fix | null {
  const { context } = wanted;
  const after = edited(context, edits(cut));
  if (!after || !closes(wanted, cut, after)) return null;
  return { title: titleOf(context, cut), edits: edits(cut), note: noteOf(context, cut, after) };
}

/** The cut, and what mends the rest once that is out of the way. */
function withTheRest(wanted: Wanted, cut: Cut): Fix | null {
  const { context, rule, said } = wanted;
  const after = edited(context, edits(cut));
  // What is gone already leaves nothing to mend.
  if (!after || closes(wanted, cut, after)) return null;
  const left = rule.check(after).filter((each) => spotOf(each) === spotOf(said));
  const same = left.find((each) => identityOf(each) === identityOf(said)) ?? left[0];
  for (const gentle of same?.fixes() ?? []) {
    const whole = merged({ ...gentle, edits: [...edits(cut), ...gentle.edits] });
    const mended = edited(context, whole.edits);
    if (!mended || !closes(wanted, cut, mended)) continue;
    const then = `${gentle.title.slice(0, 1).toLowerCase()}${gentle.title.slice(1)}`;
    return { ...whole, title: `${titleOf(context, cut)}; ${then}`, note: noteOf(context, cut, mended, gentle.note) };
  }
  return null;
}

function edited({ topology, products }: Context, changes: readonly Edit[]): Context | null {
  const after = applyEdits(topology, changes);
  return after.ok ? { topology: after.value, simulation: simulate(after.value, products), products } : null;
}

/** Whether the finding is gone, everything that works and was not cut works, and nothing worse came up. */
function closes({ context, rules, rule, said, known }: Wanted, { ends }: Cut, after: Context): boolean {
  const here = (each: Context) => rule.check(each).filter((found) => spotOf(found) === spotOf(said));
  const left = here(after);
  if (left.length >= here(context).length || left.some((each) => identityOf(each) === identityOf(said))) return false;
  const ended = new Set(ends);
  for (const [id, verdict] of context.simulation.flows) {
    if (verdict.outcome !== 'works' || ended.has(verdict)) continue;
    const later = after.simulation.flows.get(id);
    // A log that nothing is written to any more has not failed.
    if (later ? later.outcome !== 'works' : !id.startsWith('logged:')) return false;
  }
  const worst = (found: Observation) => Math.max(severityRank(said.severity), known.get(spotOf(found)) ?? 0);
  return rules.every((each) => each.check(after).every((found) => severityRank(found.severity) <= worst(found)));
}

const identityOf = ({ key, message }: Observation): string => key ?? message;

const spotOf = ({ where: { link, node, zone } }: { readonly where: Place }): string => link ?? node ?? zone ?? '';

function worstBySpot(context: Context, rules: readonly Rule[]): ReadonlyMap<string, number> {
  const worst = new Map<string, number>();
  for (const found of rules.flatMap((rule) => rule.check(context))) {
    const spot = spotOf(found);
    worst.set(spot, Math.max(worst.get(spot) ?? 0, severityRank(found.severity)));
  }
  return worst;
}

function titleOf({ topology }: Context, { links }: Cut): string {
  const hops = links.map((link) => {
    const hop = hopOf(topology, link);
    const twins = [...topology.links.values()].filter(({ from, to }) => from === link.from && to === link.to);
    return twins.length > 1 ? `${hop} (${link.title ?? link.id})` : hop;
  });
  return `Remove the ${links.length === 1 ? 'link' : 'links'} ${listed(hops.sort(compare))}`;
}

/** What is newly readable, or what else the mending does, and which flows the design no longer has. */
function noteOf(context: Context, { ends }: Cut, after: Context, gentle?: string): string {
  const ground = groundOf(after.simulation);
  const exposed = ground ? newlyExposed(context, ground, [...after.simulation.flows.values()]) : undefined;
  const said = exposed ?? gentle;
  const titles = [...new Set(ends.map(({ flow }) => `“${flow.title}”`))].sort(compare);
  const shown = titles.length > named ? [...titles.slice(0, named), `${titles.length - named} more`] : titles;
  const flows = shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
  const idle = ends.every(({ outcome }) => outcome !== 'works')
    ? titles.length === 1
      ? ' and never arrives'
      : ' and never arrive'
    : '';
  const lost =
    titles.length === 0
      ? 'No flow goes this way.'
      : `The design loses ${flows}, which ${titles.length === 1 ? 'goes' : 'go'} this way${idle}.`;
  return said === undefined ? lost : `${said} ${lost}`;
}
