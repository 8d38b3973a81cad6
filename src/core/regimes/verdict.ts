/**
 * What a clause comes to, kept apart because merging any two would misquote the rules: `FAIL`: the text demands it here;
 * `GAP`: the text recommends it here; `EVIDENCE`: allowed only with a written reason, which a drawing cannot hold;
 * `PASS`: nothing drawn contradicts it; `N/A`: it does not speak about this.
 */
export const verdicts = ['FAIL', 'GAP', 'EVIDENCE', 'PASS', 'N/A'] as const;
export type Verdict = (typeof verdicts)[number];

/** 0 is the worst. */
export const verdictRank = (verdict: Verdict): number => verdicts.indexOf(verdict);

/** How sure the reading of the text is: primary text read, reliable secondary text, weak source. */
export type Confidence = 'H' | 'M' | 'L';

/** One clause on one place of the drawing; an empty place is the whole design. */
export interface ClauseVerdict {
  readonly pack: string;
  readonly clause: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly place: { readonly link?: string; readonly node?: string };
  /** What in this drawing leads to it, in words. */
  readonly message: string;
  /** What the clause asks, paraphrased. */
  readonly asks: string;
  readonly source: string;
  readonly confidence: Confidence;
  /** An `EVIDENCE` for which the document holds the reason. */
  readonly answered?: true;
  /** An `N/A` that says nothing of safety: the hop fails, is never reached, or what would decide it is not drawn. */
  readonly undecided?: true;
}
