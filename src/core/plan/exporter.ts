import type { Notice, Plan } from './plan.ts';

export type Language =
  | 'apache'
  | 'caddyfile'
  | 'go'
  | 'haproxy'
  | 'hcl'
  | 'ini'
  | 'java'
  | 'javascript'
  | 'json'
  | 'markdown'
  | 'nginx'
  | 'python'
  | 'redis'
  | 'shell'
  | 'text'
  | 'toml'
  | 'vcl'
  | 'yaml';

/** One file of an export. `path` is relative to the bundle; `language` names the highlighting. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
  /** A program to be run: its mode says so in an archive. */
  readonly executable?: boolean;
  readonly language: Language;
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  /** The plan's own notices and whatever this format can't say; every one also stands in a file's header. */
  readonly notices: readonly Notice[];
}

/** Writes one node's configuration. Pure: equal plans give equal bytes; no clock, no graph. */
export type Exporter = (plan: Plan) => Exported;
