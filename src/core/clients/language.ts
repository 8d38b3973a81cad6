import type { Language as Highlighting } from '../plan/exporter.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import type { Setting } from '../plan/unwritten.ts';

/** A source file of a service. */
export interface Code {
  /** Within the folder of the node. */
  readonly name: string;
  readonly highlighting: Highlighting;
  readonly print: (header: readonly string[]) => string;
  /** What this file cannot say. */
  readonly notices: readonly Notice[];
  /** Settings that it does say, of those that not every format can. */
  readonly written?: readonly Setting[];
  /** Its driver takes plaintext where TLS is not to be had. */
  readonly fallsBack?: boolean;
}

/** How the services of one language dial and listen. Null: no library that is known here does. */
export interface ServiceLanguage {
  readonly client: (plan: Plan, upstream: Upstream) => readonly Code[] | null;
  readonly server: (plan: Plan, listener: PlannedListener) => Code | null;
}
