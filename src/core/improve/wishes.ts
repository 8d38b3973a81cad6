import type { Judges } from '../assertions/index.ts';
import { applyEdits, type Edit } from '../model/edits.ts';
import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import { type Observer, observerId } from '../observers/index.ts';
import { judgePack, packs, packsOf } from '../regimes/index.ts';
import { findingsOf } from '../rules/index.ts';
import type { Context } from '../rules/rule.ts';
import { simulate } from '../simulation/simulate.ts';
import { tradeoffsOf } from '../tradeoffs/tradeoffs.ts';
import type { Goal } from './goal.ts';
import { type Improvement, improveFor } from './improve.ts';
import { premiseOf } from './premises.ts';
import type { Price } from './price.ts';
import { goalOfObserver, goalOfSentence } from './sentences.ts';

/** What a design is to come to: a sentence that is to hold, a rule pack without a FAIL, an observer who reads nothing. */
export type Wish =
  | { readonly kind: 'assertion'; readonly text: string }
  | { readonly kind: 'pack'; readonly id: string; readonly level?: string }
  | { readonly kind: 'observer'; readonly observer: Observer };

export interface Options {
  /**
   * Sentences that have to hold afterwards as well (`waf can inspect card`), and what a component is not able to
   * (`legacy cannot terminate TLS`).
   */
  readonly keep?: readonly string[];
  /** The most edits of a set; 4 when absent. */
  readonly maxEdits?: number;
  /** The most designs that are simulated; when absent, fewer the larger the design is. */
  readonly maxTried?: number;
}

export type Improved =
  | (Improvement & {
      /** What `keep` says that components are not able to, as edits that come before all others. */
      readonly premises: readonly Edit[];
    })
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

const defaultEdits = 4;

/** The cheapest sets of edits after which a design meets every wish, or the wishes that can't be had together. */
export function improve(
  topology: Topology,
  products: Products,
  wishes: readonly Wish[],
  { keep = [], maxEdits = defaultEdits, maxTried }: Options = {},
): Improved {
  const problems: string[] = [];
  const premises: Edit[] = [];
  const kept: string[] = [];
  let start = topology;
  for (const text of keep) {
    const premise = premiseOf(start, text);
    if (!premise) kept.push(text);
    else if (!premise.ok) problems.push(`“${text}”: ${premise.message}`);
    else {
      const applied = applyEdits(start, [premise.edit]);
      if (applied.ok) start = applied.value;
      premises.push(premise.edit);
    }
  }
  const scene: Context = { topology: start, products, simulation: simulate(start, products) };
  const readers = new Set<string>();
  const sentence = (text: string): readonly Goal[] => {
    const read = goalOfSentence(scene, text, judges);
    if (!read.ok) {
      problems.push(read.message);
      return [];
    }
    for (const node of read.readers) readers.add(node);
    return [read.goal];
  };
  const goalsOf = (wish: Wish): readonly Goal[] => {
    switch (wish.kind) {
      case 'assertion':
        return sentence(wish.text);
      case 'observer':
        return [goalOfObserver(wish.observer, `${observerId(wish.observer)} reads nothing`)];
      case 'pack':
        if (packs.has(wish.id)) return [packGoal(wish.id, wish.level)];
        problems.push(`There is no rule pack "${wish.id}".`);
        return [];
    }
  };
  const goals = wishes.flatMap(goalsOf);
  const keeping = kept.flatMap(sentence);
  if (problems.length > 0) return { kind: 'refused', problems };
  const bounds = { maxEdits, maxTried: maxTried ?? triesFor(scene) };
  return {
    ...improveFor(start, products, { goals, keep: keeping, hints: { nodes: readers }, price }, bounds),
    premises,
  };
}

/** What assertions refer to and do not judge themselves. */
const judges: Judges = {
  findings: findingsOf,
  pack: (scene, pack, level) => {
    const [choice, ...more] = packsOf(level === undefined ? pack : `${pack}:${level}`);
    return choice && more.length === 0 ? judgePack(scene, choice.id, choice.level) : null;
  },
};

const packGoal = (id: string, level: string | undefined): Goal => ({
  text: `pack ${id}${level === undefined ? '' : `:${level}`} has no FAIL`,
  judge: (scene) => {
    const results = judgePack(scene, id, level);
    const failed = results.filter(({ verdict }) => verdict === 'FAIL');
    return {
      // A pack that says nothing at all has not been passed.
      met: failed.length > 0 ? false : results.every(({ undecided }) => undecided) ? null : true,
      message: failed.map(({ clause, message }) => `${clause}: ${message}`).join(' '),
      places: failed.map(({ place }) => place),
    };
  },
});

/** The design's six scores; where no flow works, nothing is known of any. */
function price(scene: Context): Price['factors'] {
  const { design } = tradeoffsOf(scene);
  return design ? Object.fromEntries(Object.entries(design).map(([factor, { score }]) => [factor, score])) : {};
}

/** How many designs to look at: all together take a few seconds, whatever the size of the design. */
function triesFor({ topology, simulation }: Context): number {
  const hops = [...simulation.flows.values()].reduce((sum, { flow }) => sum + flow.path.length, 0);
  return Math.min(2_000, Math.max(60, Math.floor(200_000 / (topology.links.size + topology.nodes.size + hops + 1))));
}
