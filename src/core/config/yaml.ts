import { stringify } from 'yaml';
import { hashComments } from './hash-comment.ts';

/** What a YAML file of ours is made of: no dates, no tags, no anchors. `undefined` members are left out. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: Yaml | undefined;
}

/**
 * A file of one or several documents, its header as comments in front. Strings that YAML 1.1 or 1.2 would read as
 * something else (`yes`, `1.20`, `0x1`, `null`) are quoted.
 */
export const printYaml = (header: readonly string[], documents: readonly Yaml[]): string =>
  `${hashComments(header).join('\n')}\n${documents.map((document) => `---\n${print(document)}`).join('')}`;

const print = (document: Yaml): string =>
  stringify(document, { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false, keepUndefined: false });
