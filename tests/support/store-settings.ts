import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** What a setting may be: one of the values, or a kind of value, or a list of either. */
type Permitted =
  | 'text'
  | 'integer'
  | 'boolean'
  | readonly unknown[]
  | { readonly commas: readonly string[] }
  | { readonly each: Permitted };

const pinned: Readonly<Record<string, { readonly settings: Readonly<Record<string, Permitted>> }>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'store-settings.json'), 'utf8'),
);

export type Settings = ReadonlyMap<string, unknown>;

/** What is wrong with a file's settings by the vendor's list; empty: nothing. */
export function troubles(product: string, settings: Settings): readonly string[] {
  const known = pinned[product]?.settings ?? {};
  return [...settings].flatMap(([name, value]) => {
    const permitted = known[name];
    if (permitted === undefined) return [`${name} is no setting of ${product}`];
    return fits(value, permitted) ? [] : [`${name} cannot be ${JSON.stringify(value)}`];
  });
}

function fits(value: unknown, permitted: Permitted): boolean {
  if (permitted === 'text') return typeof value === 'string' && value !== '';
  if (permitted === 'integer') return Number.isInteger(value);
  if (permitted === 'boolean') return typeof value === 'boolean';
  if (Array.isArray(permitted)) return permitted.includes(value);
  if ('commas' in permitted)
    return typeof value === 'string' && value.split(',').every((each) => permitted.commas.includes(each));
  return (
    'each' in permitted && Array.isArray(value) && value.length > 0 && value.every((each) => fits(each, permitted.each))
  );
}

/** A YAML file as its leaves, by path: `a.b` whether it is written nested or flat. Lists are leaves. */
export function readYaml(text: string): Settings {
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: true });
  const [document] = documents;
  if (documents.length !== 1 || !document || document.errors.length > 0)
    throw new Error(`not one YAML document: ${document?.errors.join('; ')}`);
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: string) => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    else if (leaves.has(path)) throw new Error(`${path} stands there twice`);
    else leaves.set(path, value);
  };
  walk(document.toJS(), '');
  return leaves;
}

/** java.util.Properties, written apart from the writer. */
export function readProperties(text: string): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  // A line that ends in an odd number of backslashes goes on.
  for (const line of text.replaceAll(/(?<!\\)((?:\\\\)*)\\\n[ \t\f]*/g, '$1').split('\n')) {
    const trimmed = line.replace(/^[ \t\f]+/, '');
    if (trimmed === '' || /^[#!]/.test(trimmed)) continue;
    const [, name = '', value = ''] = /^((?:\\.|[^\\ \t\f=:])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/s.exec(trimmed) ?? [];
    const key = unescaped(name);
    if (read.has(key)) throw new Error(`${key} stands there twice`);
    read.set(key, unescaped(value));
  }
  return read;
}

const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };
const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code, character) =>
    code === undefined ? (named[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** An option file of one group, written apart from the writer; numbers as such. */
export function readOptionFile(text: string, group: string): Settings {
  const [first, ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (first !== `[${group}]`) throw new Error(`the group is ${first}`);
  const read = new Map<string, unknown>();
  for (const line of lines) {
    const [, name = '', bare, quoted] = /^([a-z_]+) = (?:([A-Za-z0-9]+)|"((?:\\.|[^\\"])*)")$/.exec(line) ?? [];
    if (name === '') throw new Error(`not an option: ${line}`);
    if (read.has(name)) throw new Error(`${name} stands there twice`);
    read.set(name, quoted === undefined ? (/^\d+$/.test(bare ?? '') ? Number(bare) : bare) : quoted);
  }
  return read;
}
