/** What is compared, in the order in which it is shown. */
export const sections = [
  'flows',
  'links',
  'exposures',
  'matrix',
  'findings',
  'design-errors',
  'assertions',
  'trade-offs',
  'cost',
] as const;
export type Section = (typeof sections)[number];

/** Which records of the drawing a fact is about; none at all: the design as a whole. */
export interface Where {
  readonly links?: readonly string[];
  readonly nodes?: readonly string[];
  readonly flows?: readonly string[];
  readonly zones?: readonly string[];
  readonly assets?: readonly string[];
  readonly assertions?: readonly string[];
}

/** One thing that a verdict says, found again in another drawing's verdict by its key. */
export interface Fact {
  readonly key: string;
  /** What it is about, in words. */
  readonly what: string;
  /** What it comes to: equal where nothing that matters differs, titles apart. */
  readonly value: string;
  /** The same for people. */
  readonly shown: string;
  /**
   * The higher the better; null where one is not better than another, or nothing is known. A fact below 0 is harm: it
   * is worse than its absence.
   */
  readonly rank: number | null;
  /**
   * What it means that only one of two drawings has it. `harmless`: as good as rank 0; `neutral`: a difference, neither
   * better nor worse; `unsaid`: no difference of its own, since another fact tells of it.
   */
  readonly absence: 'harmless' | 'neutral' | 'unsaid';
  readonly where: Where;
}

export type Facts = ReadonlyMap<string, Fact>;

export const factsOf = (facts: Iterable<Fact>): Facts => new Map([...facts].map((fact) => [fact.key, fact]));

export type Judgement = 'better' | 'worse' | 'neutral';

/** Whether a fact is now better; `unknowable` where its absence comes of flows that fail, which makes nothing safe. */
export function judge(before: Fact | undefined, after: Fact | undefined, unknowable: boolean): Judgement {
  const [one, other] = [before ?? after, after ?? before];
  if (!one || !other) return 'neutral';
  if (one === other) {
    if (one.absence !== 'harmless' || one.rank === null || one.rank >= 0 || unknowable) return 'neutral';
    return before ? 'better' : 'worse';
  }
  if (one.rank === null || other.rank === null || one.rank === other.rank) return 'neutral';
  return other.rank > one.rank ? 'better' : 'worse';
}
