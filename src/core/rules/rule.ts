import type { Edit } from '../model/edits.ts';
import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import type { Simulation } from '../simulation/verdict.ts';
import type { Concern, Severity } from './severity.ts';

export interface Context {
  readonly topology: Topology;
  readonly simulation: Simulation;
  readonly products: Products;
}

/** A change that closes the finding, with what it also does where that is not plain. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly note?: string;
}

/** Where it is found: on a link, at a node or one of its listeners, or all over a zone. */
export interface Place {
  readonly link?: string;
  readonly node?: string;
  readonly listener?: string;
  readonly zone?: string;
}

/** What a rule says of a place, before it is known what lowers it. */
export interface Observation {
  readonly severity: Severity;
  readonly where: Place;
  readonly assets: readonly string[];
  /** What it means for the reader first, what it is called second. */
  readonly message: string;
  /** What makes it the same in another drawing, where its words may be others. */
  readonly key?: string;
  /** Asked for only when somebody looks: few of a large design's findings are ever opened. */
  readonly fixes: () => readonly Fix[];
}

/** A rule's judgement on a place of a valid topology. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** What is left of it where controls stand against it, and which; the exposure itself stays. */
  readonly residual?: { readonly severity: Severity; readonly reason: string };
  readonly where: Place;
  readonly assets: readonly string[];
  /** What it means for the reader first, what it is called second. */
  readonly message: string;
  /** Clauses of regimes that it touches, as `pci-dss-4.0.1/4.2.1`; a regime of its own data only where such data is at stake. */
  readonly clauses: readonly string[];
  /** Worked out when first asked for. */
  readonly fixes: readonly Fix[];
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  /** Why it matters, for a reader who has never met it. */
  readonly rationale: string;
  readonly source: string;
  /** What goes wrong: decides which controls lower it. */
  readonly about: Concern;
  readonly clauses: readonly string[];
  /** The wrong beliefs that it shows to be wrong, by their number in the curriculum. */
  readonly misconceptions: readonly string[];
  readonly check: (context: Context) => readonly Observation[];
}
