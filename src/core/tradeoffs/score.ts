import { figure, sumOf, toThousandths } from '../cost/figures.ts';
import { type Counts, type Factor, halvingPoints, type Weight, weights } from './weights.ts';

/** Something counted, and the points that it takes off. */
export interface CountedThing {
  readonly what: string;
  readonly count: number;
  readonly weight: number;
  readonly points: number;
  /** Why each weighs what it weighs. */
  readonly why: string;
}

export interface FactorScore {
  readonly factor: Factor;
  /** 0 to 100; 100 is best, whatever the factor's name. */
  readonly score: number;
  /** In the order of the table of weights; what does not occur has count 0. */
  readonly counted: readonly CountedThing[];
  readonly points: number;
  /** The whole reckoning on one line. */
  readonly arithmetic: string;
}

/** Weighs counts. A score falls with every point and never reaches 0, so that a large design can still be made better. */
export function scoreOf<F extends Factor>(factor: F, counts: Counts<F>): FactorScore {
  const table: Readonly<Record<string, Weight>> = weights[factor];
  const numbers: Readonly<Record<string, number>> = counts;
  const counted = Object.entries(table).map(([id, { what, weight, why }]): CountedThing => {
    const count = numbers[id] ?? 0;
    return { what, count, weight, points: toThousandths(count * weight), why };
  });
  const points = sumOf(counted.map((each) => each.points));
  const score = Math.round((100 * halvingPoints) / (halvingPoints + points));
  const terms = counted
    .filter(({ count }) => count > 0)
    .map(({ count, weight }) => `${figure(count)} × ${figure(weight)}`);
  const added = terms.length > 0 ? `${terms.join(' + ')} = ${figure(points)} points; ` : '0 points; ';
  const divided = `100 × ${halvingPoints} ÷ (${halvingPoints} + ${figure(points)})`;
  return { factor, score, counted, points, arithmetic: `${added}${divided} = ${score}, rounded` };
}
