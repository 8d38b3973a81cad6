import { Document, Scalar, stringify, visit } from 'yaml';
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

const options = { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false, keepUndefined: false } as const;

const print = (document: Yaml): string => stringify(document, options);

/**
 * The same for a reader that takes the file for a Go template before it is YAML: two opening braces would start an
 * action, which can read the environment. So no two stand together, in a comment, a key or a value.
 */
export const printTemplatedYaml = (header: readonly string[], documents: readonly Yaml[]): string =>
  `${hashComments(header).join('\n').replaceAll(braces, '{ ')}\n${documents.map((document) => `---\n${printTemplated(document)}`).join('')}`;

const braces = /\{(?=\{)/g;

function printTemplated(value: Yaml): string {
  const document = new Document(value, options);
  visit(document, {
    // Only between double quotes does an escape read back as what it stands for.
    Scalar(_key, node) {
      if (typeof node.value === 'string' && node.value.includes('{{')) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString(options).replaceAll(braces, '\\x7b');
}
