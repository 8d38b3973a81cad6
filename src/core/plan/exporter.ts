import type { Notice, Plan } from './plan.ts';

/** One file of an export. `path` is relative to the bundle; `language` names the highlighting. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
  readonly language: 'nginx' | 'haproxy' | 'ini' | 'hcl' | 'yaml' | 'shell' | 'markdown' | 'text' | 'redis';
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  /** The plan's own notices and whatever this format can't say; every one also stands in a file's header. */
  readonly notices: readonly Notice[];
}

/** Writes one node's configuration. Pure: equal plans give equal bytes; no clock, no graph. */
export type Exporter = (plan: Plan) => Exported;
