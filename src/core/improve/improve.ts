import { applyEdits, type Edit } from '../model/edits.ts';
import type { Products } from '../model/product.ts';
import { mapTable } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import type { Context } from '../rules/rule.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';
import { simulate } from '../simulation/simulate.ts';
import { canonical, editsBetween, written } from './change.ts';
import { flowsKeepWorking, type Goal, nothingNewImpossible } from './goal.ts';
import type { Hints } from './move.ts';
import { blinded, newlyBlind, newlyExposed, type Price, undominated } from './price.ts';
import { type Bounds, type Found, search } from './search.ts';

/** One way to meet every goal. */
export interface Alternative {
  /** What is done, one title for each edit in the sense of the price. */
  readonly steps: readonly { readonly title: string; readonly note?: string }[];
  /** The same as changes of the document, one for each record. */
  readonly edits: readonly Edit[];
  readonly price: Price;
  /** Who reads more than before, and where keys come to lie. */
  readonly exposes: readonly string[];
  /** Who can no longer read what it read before: make sure that it need not. */
  readonly blinds: readonly string[];
}

export type Improvement =
  | { readonly kind: 'met' }
  | {
      readonly kind: 'found';
      /** At most five, none of them worse in everything than another; the fewest edits first. */
      readonly alternatives: readonly Alternative[];
      readonly tried: number;
      /** Whether every combination of up to the number of edits asked for was looked at that could matter. */
      readonly exact: boolean;
      /** Of up to so many edits every one was; of more only the most promising. */
      readonly exactUpTo: number;
    }
  | {
      readonly kind: 'none';
      /** Goals that can't be had together: leave one out and the others can be met (or nothing more is known). */
      readonly conflict: readonly string[];
      readonly message: string;
      readonly tried: number;
      readonly exact: boolean;
      readonly exactUpTo: number;
    };

export interface Wanted {
  readonly goals: readonly Goal[];
  /** What must stay true. */
  readonly keep: readonly Goal[];
  readonly hints: Hints;
  readonly price: (scene: Context) => Price['factors'];
}

/** The most alternatives that a person is shown. */
const maxShown = 5;

/** Looks for the cheapest sets of edits after which a design meets every goal and keeps what has to stay. */
export function improveFor(topology: Topology, products: Products, wanted: Wanted, bounds: Bounds): Improvement {
  const before: Context = { topology, products, simulation: simulate(topology, products) };
  const always = [flowsKeepWorking(before), nothingNewImpossible(before)];
  const asked = [...wanted.goals, ...wanted.keep];
  const start = written(topology, products);
  const { found, tried, exactUpTo } = search(start, products, [...asked, ...always], wanted.hints, bounds);
  const exact = exactUpTo >= bounds.maxEdits;
  if (found.some(({ moves }) => moves.length === 0)) return { kind: 'met' };
  const alternatives = found.flatMap((each) => alternative(before, each, [...asked, ...always], wanted.price));
  if (alternatives.length > 0)
    return { kind: 'found', alternatives: cheapest(alternatives).slice(0, maxShown), tried, exact, exactUpTo };

  let total = tried;
  const without = (goals: readonly Goal[]) => {
    const result = search(start, products, [...goals, ...always], wanted.hints, bounds, (count) => count > 0);
    total += result.tried;
    return result.found.length > 0;
  };
  const conflict = conflicting(asked, without).map(({ text }) => text);
  return { kind: 'none', conflict, message: whyNone(conflict, bounds, exact, tried), tried: total, exact, exactUpTo };
}

/** A found set as edits of the document itself, tried out there. */
function alternative(
  before: Context,
  { moves, topology }: Found,
  goals: readonly Goal[],
  factors: Wanted['price'],
): readonly Alternative[] {
  const { products } = before;
  const edits = editsBetween(before.topology, unwritten(before.topology, topology, products));
  const applied = applyEdits(before.topology, edits);
  if (!applied.ok) return [];
  const after: Context = { topology: applied.value, products, simulation: simulate(applied.value, products) };
  if (goals.some((goal) => goal.judge(after).met !== true)) return [];
  return [
    {
      steps: moves.map(({ title, note }) => ({ title, ...(note === undefined ? {} : { note }) })),
      edits,
      price: { edits: moves.length, blinded: blinded(before, after).length, factors: factors(after) },
      exposes: newlyExposed(before, after),
      blinds: newlyBlind(before, after),
    },
  ];
}

/** Takes back the listeners that were only written out: the drawing left them to the product, and still does. */
const unwritten = (drawn: Topology, topology: Topology, products: Products): Topology => ({
  ...topology,
  nodes: mapTable(topology.nodes, (node) => {
    const before = drawn.nodes.get(node.id);
    if (!before || before.listeners) return node;
    const own = listenersOf(before, productOf(before, products));
    if (before.product !== node.product || canonical(own) !== canonical(node.listeners)) return node;
    const { listeners: _, ...rest } = node;
    return rest;
  }),
});

function cheapest(alternatives: readonly Alternative[]): readonly Alternative[] {
  const worth = ({ price }: Alternative) => Object.values(price.factors).reduce((sum, score) => sum + score, 0);
  const words = ({ steps }: Alternative) => steps.map(({ title }) => title).join('\n');
  const sorted = [...undominated(alternatives)].sort(
    (a, b) =>
      a.price.edits - b.price.edits ||
      a.price.blinded - b.price.blinded ||
      worth(b) - worth(a) ||
      (words(a) < words(b) ? -1 : words(a) > words(b) ? 1 : 0),
  );
  // The same steps in another order may end in slightly other words of the document: to a reader they are one way.
  const read = new Set<string>();
  return sorted.filter(({ steps }) => {
    const key = steps
      .map(({ title }) => title)
      .sort()
      .join('\n');
    return !read.has(key) && read.add(key);
  });
}

/** Leaves out one goal after the other: whatever can be left out without anything becoming possible is no part of it. */
function conflicting(goals: readonly Goal[], possible: (rest: readonly Goal[]) => boolean): readonly Goal[] {
  let core = goals;
  for (const goal of goals) {
    const rest = core.filter((each) => each !== goal);
    if (rest.length > 0 && !possible(rest)) core = rest;
  }
  return core;
}

function whyNone(conflict: readonly string[], { maxEdits }: Bounds, exact: boolean, tried: number): string {
  const what =
    conflict.length === 1
      ? `“${conflict[0]}” can't be met`
      : `These can't be had together: ${conflict.map((text) => `“${text}”`).join(', ')}`;
  const far =
    maxEdits === 1
      ? 'with 1 edit that stops no working flow'
      : `with up to ${maxEdits} edits that stop no working flow`;
  return exact
    ? `${what} ${far}: every combination that could matter was looked at.`
    : `No way was found ${far} among ${tried} designs looked at; there were more. ${what} as far as was looked.`;
}
