import type { Context } from '../rules/rule.ts';
import type { DataClass, Hop } from './hop.ts';
import type { Reason, Wanted } from './rationales.ts';
import type { ClauseVerdict, Confidence, Verdict } from './verdict.ts';

/** A clause's word on one place. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly message: string;
  /** The drawing itself holds the reason, a control with its reason for instance. */
  readonly answered?: true;
  readonly undecided?: true;
}

/** One drawing before one pack. */
export interface Case {
  readonly scene: Context;
  readonly hops: readonly Hop[];
  /** The level that is judged; empty where the pack knows none. */
  readonly level: string;
  /** The reason that the document gives for a clause of this pack on a hop; null when there is none. */
  readonly reasonFor: (clause: string, hop: Hop) => Reason | null;
}

interface ClauseText {
  /** As the text numbers it; stable, because documents answer it by this name. */
  readonly id: string;
  readonly title: string;
  /** Paraphrased; read the source before quoting. */
  readonly asks: string;
  readonly source: string;
  readonly confidence: Confidence;
  /** Levels at which it is in force; absent: at all of them. */
  readonly levels?: readonly string[];
  /** The data that it is about; absent: any. Without data in the drawing such a clause stays undecided. */
  readonly about?: readonly DataClass[];
  /** What a written answer must hold; a reason when absent. */
  readonly wants?: readonly Wanted[];
}

/** A clause that speaks about every hop of a kind. */
export interface HopClause extends ClauseText {
  readonly over: 'hop';
  /** About components that hold that data as well: hops that carry none of it are judged too. */
  readonly alsoWithout?: true;
  /** Asks of the place and the data only, so that hops which carry nothing yet are not passed over. */
  readonly appliesTo: (hop: Hop, given: Case) => boolean;
  /** Why it says nothing of a design in which it applies to no hop. */
  readonly none: string;
  /** Designs always have such hops: one that draws none leaves it undecided. */
  readonly alwaysExists?: true;
  readonly judge: (hop: Hop, given: Case) => Ruling;
}

/** A clause that is judged once for the design, or for components of it. */
export interface DesignClause extends ClauseText {
  readonly over: 'design';
  readonly judge: (given: Case) => readonly (Ruling & { readonly place?: ClauseVerdict['place'] })[];
}

export type Clause = HopClause | DesignClause;

export interface Level {
  readonly id: string;
  readonly title: string;
}

/** One regime: data and a predicate per clause. */
export interface Pack {
  readonly id: string;
  readonly title: string;
  /** Whom it binds and what it is about, in one sentence. */
  readonly summary: string;
  /** `proposed`: not law; never judged unless asked for by name. */
  readonly status: 'in-force' | 'proposed' | 'voluntary';
  readonly source: string;
  /** What people often believe of it and is not so, or what a reader must know of the text that was read. */
  readonly caveats: readonly string[];
  /** Mildest first; empty where the text knows none. */
  readonly levels: readonly Level[];
  /** The level when nobody says; one of `levels`. */
  readonly defaultLevel?: string;
  readonly clauses: readonly Clause[];
}

export const ruling = (verdict: Verdict, message: string): Ruling => ({ verdict, message });
