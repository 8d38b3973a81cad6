import type { Edit } from '../model/edits.ts';
import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import type { Simulation } from '../simulation/verdict.ts';
import type { Severity } from './severity.ts';

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

/** A rule's judgement on a place of a valid topology. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly where: { readonly link?: string; readonly node?: string; readonly listener?: string };
  readonly assets: readonly string[];
  /** What it means for the reader first, what it is called second. */
  readonly message: string;
  /** Worked out when first asked for: few of a large design's findings are ever opened. */
  readonly fixes: readonly Fix[];
}

/** A finding whose fixes wait until somebody looks at them. */
export function finding(said: Omit<Finding, 'fixes'>, workOut: () => readonly Fix[]): Finding {
  let fixes: readonly Fix[] | undefined;
  return {
    ...said,
    get fixes() {
      fixes ??= workOut();
      return fixes;
    },
  };
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  /** Why it matters, for a reader who has never met it. */
  readonly rationale: string;
  readonly source: string;
  readonly check: (context: Context) => readonly Finding[];
}
