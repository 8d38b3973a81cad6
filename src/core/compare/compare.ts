import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import { products as registry } from '../products/index.ts';
import { attribution, type Cause } from './causes.ts';
import { type Change, changesBetween } from './change.ts';
import { type Judgement, judge, type Section, sections, type Where } from './fact.ts';
import { readingOf } from './reading.ts';

/** One thing that the two verdicts say differently. */
export interface Difference {
  readonly section: Section;
  /** What it is about, in words. */
  readonly what: string;
  /** What the first verdict says of it, and the second; null where one says nothing. */
  readonly before: string | null;
  readonly after: string | null;
  readonly judgement: Judgement;
  readonly where: Where;
  readonly causes: readonly Cause[];
}

export interface Comparison {
  /** What was edited: titles and positions, which change no verdict, are left out. */
  readonly changes: readonly Change[];
  /** Section by section, each in the order of its words. */
  readonly differences: readonly Difference[];
}

/** What two versions of a design come to differently, and which edits made each difference. */
export function compare(a: Topology, b: Topology, products: Products = registry): Comparison {
  const changes = changesBetween(a, b);
  // Equal documents have equal verdicts.
  if (changes.length === 0) return { changes, differences: [] };
  const [before, after] = [readingOf(a, products), readingOf(b, products)];
  const causesOf = attribution(before, after, changes);
  const differences: Difference[] = [];
  for (const section of sections) {
    const [old, now] = [before.facts(section), after.facts(section)];
    const found: Difference[] = [];
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const [was, is] = [old.get(key), now.get(key)];
      const one = is ?? was;
      if (!one || was?.value === is?.value || ((!was || !is) && one.absence === 'unsaid')) continue;
      const open = (was ? after : before).isOpen(one.where);
      found.push({
        section,
        what: one.what,
        before: was?.shown ?? null,
        after: is?.shown ?? null,
        judgement: judge(was, is, open),
        where: one.where,
        causes: causesOf({ section, key, where: one.where }),
      });
    }
    differences.push(...found.sort(inReadingOrder));
  }
  return { changes, differences };
}

function inReadingOrder(x: Difference, y: Difference): number {
  const text = ({ what, before, after, where }: Difference) => [what, before ?? '', after ?? '', JSON.stringify(where)];
  const [left, right] = [text(x), text(y)];
  for (const [i, each] of left.entries()) {
    const other = right[i] ?? '';
    if (each !== other) return each < other ? -1 : 1;
  }
  return 0;
}
