import type { ExportedFile } from '../../core/plan/exporter.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Start } from '../processes.ts';
import type { Program } from '../programs.ts';
import type { View } from '../view.ts';

/** A node that runs as a server of its own, with everything that was exported for it. */
export interface Site {
  readonly plan: Plan;
  readonly files: readonly ExportedFile[];
  /** Where an exported file lies. */
  readonly at: (path: string) => string;
  /** A folder of its own for what the server writes. */
  readonly work: string;
  /** Where the node's certificates and keys lie. */
  readonly keys: string;
  readonly view: View;
  /** The authority that stands in for public ones. */
  readonly publicCas: string;
  /** Roles of those who may dial it, through whatever: an account for each is made where the server knows accounts. */
  readonly callers: readonly string[];
  /** A dial names the database after the node that it reaches, be it a relay. */
  readonly databases: readonly string[];
  /** A password for everybody; it lives as long as the lab. */
  readonly password: string;
}

/** How a product is run from its exported files. */
export interface Server {
  readonly needs: readonly Program[];
  /** Why the release that Debian has can't read what is exported for this plan; absent or null: it can. */
  readonly tooOldFor?: (plan: Plan) => string | null;
  readonly start: (site: Site) => Start | Promise<Start>;
  /** What the lab makes of a server's word for itself, once it runs. */
  readonly settle?: (site: Site) => Promise<void>;
}

/** The first exported file with this ending. */
export function fileOf({ files, at, plan }: Site, ending: string): string {
  const file = files.find(({ path }) => path.endsWith(ending));
  if (!file) throw new Error(`${plan.node.id} exports no ${ending}`);
  return at(file.path);
}

/** The ports that a server is to answer on: what its files could not say is not in them. */
export const portsOf = ({ plan, files }: Site): readonly number[] =>
  plan.listeners.map(({ port }) => port).filter((port) => files.some(({ text }) => text.includes(String(port))));
