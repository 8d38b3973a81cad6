import { commentLines } from './comment.ts';

/**
 * The part of HCL that a Terraform file needs, as a tree with one printer. User text enters it as a string leaf and
 * nowhere else: names and references are built of identifiers that are checked.
 * Syntax: https://developer.hashicorp.com/terraform/language/syntax/configuration
 */
export type Expression =
  | string
  | number
  | boolean
  | readonly Expression[]
  | Reference
  | FullName
  | Below
  | ObjectValue
  | TypeName;

/** `aws_lb.edge.arn`, `var.region`, `each.value`. */
interface Reference {
  readonly kind: 'reference';
  readonly path: readonly string[];
}

/** `"//service/${…}"`: the full resource name that Google's services know each other's resources by. */
interface FullName {
  readonly kind: 'full-name';
  readonly service: string;
  readonly of: Reference;
}

/** `"${…}/*"`: everything below it, as policies of AWS name it. */
interface Below {
  readonly kind: 'below';
  readonly of: Reference;
}

interface ObjectValue {
  readonly kind: 'object';
  readonly entries: readonly (readonly [name: string, value: Expression])[];
}

/** The type of a variable: a keyword, not a string. */
export interface TypeName {
  readonly kind: 'type';
  readonly name: 'string' | 'number' | 'bool' | 'list(string)' | 'set(string)';
}

export type Item = Attribute | Block | Comment;

interface Attribute {
  readonly kind: 'attribute';
  readonly name: string;
  /** A key of an object, which may be any text. */
  readonly key?: boolean;
  readonly value: Expression;
}

export interface Block {
  readonly kind: 'block';
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: readonly Item[];
}

interface Comment {
  readonly kind: 'comment';
  readonly lines: readonly string[];
}

export const attribute = (name: string, value: Expression): Attribute => ({ kind: 'attribute', name, value });
export const block = (type: string, labels: readonly string[], body: readonly Item[]): Block => ({
  kind: 'block',
  type,
  labels,
  body,
});
/** A comment of our own words, in which user text may stand: broken into lines, made harmless. */
export const comment = (text: string): Comment => ({ kind: 'comment', lines: commentLines(text) });
/** Lines that are harmless already. */
export const commentOf = (lines: readonly string[]): Comment => ({ kind: 'comment', lines });

export const reference = (...path: readonly [string, string, ...string[]]): Reference => ({
  kind: 'reference',
  path: path.map(identifier),
});
export const fullName = (service: string, of: Reference): FullName => {
  if (!/^[a-z]+(?:\.[a-z]+)+$/.test(service)) throw new Error(`not a service: ${JSON.stringify(service)}`);
  return { kind: 'full-name', service, of };
};
export const below = (of: Reference): Below => ({ kind: 'below', of });
export const variable = (name: string): Reference => reference('var', name);
export const objectOf = (entries: Readonly<Record<string, Expression>>): ObjectValue => ({
  kind: 'object',
  entries: Object.entries(entries),
});
export const typeOf = (name: TypeName['name']): TypeName => ({ kind: 'type', name });

const nameOf = ({ name, key }: Attribute): string =>
  key === true && !isIdentifier.test(name) ? quoted(name) : identifier(name);

/** Whoever passes anything else has a bug: names are made by the exporters, from a safe alphabet. */
function identifier(text: string): string {
  if (!isIdentifier.test(text)) throw new Error(`not an HCL identifier: ${JSON.stringify(text)}`);
  return text;
}

const isIdentifier = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * What a quoted string can't hold as it is: the quote, the backslash, the openings of `${…}` and `%{…}`, and everything
 * that a reader can't see, so that the text shown is the text meant (CVE-2021-42574).
 */
const unfit = /[$%](?=\{)|["\\]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A quoted string. Terraform normalises strings to NFC when it reads them; so does this, to say what will be read. */
export const quoted = (text: string): string => `"${text.normalize('NFC').replaceAll(unfit, escaped)}"`;

function escaped(character: string): string {
  switch (character) {
    case '$':
    case '%':
      return character + character;
    case '"':
    case '\\':
      return `\\${character}`;
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The text of a file, as `terraform fmt` would leave it. */
export const printHcl = (items: readonly Item[]): string => `${bodyLines(items).join('\n')}\n`;

/** Longest line, in characters, that a list may fill before it is broken. */
const widest = 100;

function bodyLines(items: readonly Item[]): readonly string[] {
  const lines: string[] = [];
  items.forEach((item, index) => {
    if (needsSpace(items[index - 1], item)) lines.push('');
    switch (item.kind) {
      case 'comment':
        lines.push(...item.lines.map((line) => (line === '' ? '#' : `# ${line}`)));
        break;
      case 'block': {
        const labels = item.labels.map((label) => ` "${identifier(label)}"`).join('');
        const body = bodyLines(item.body);
        const head = `${identifier(item.type)}${labels} {`;
        lines.push(...(body.length === 0 ? [`${head}}`] : [head, ...body.map(indented), '}']));
        break;
      }
      case 'attribute': {
        const [first, ...rest] = expressionLines(item.value);
        // Names of neighbouring one-line arguments are padded alike; a longer one stands for itself.
        const name = nameOf(item);
        const pad = rest.length === 0 ? columnOf(items, index) : name.length;
        lines.push(`${name.padEnd(pad)} = ${first}`, ...rest);
        break;
      }
    }
  });
  return lines;
}

const indented = (line: string): string => (line === '' ? '' : `  ${line}`);

/** A blank line around blocks; a comment stays with what follows it. */
function needsSpace(before: Item | undefined, item: Item): boolean {
  if (!before) return false;
  if (before.kind === 'block') return true;
  return item.kind === 'block' && before.kind !== 'comment';
}

function columnOf(items: readonly Item[], index: number): number {
  const short = (item: Item | undefined): item is Attribute =>
    item?.kind === 'attribute' && expressionLines(item.value).length === 1;
  let first = index;
  while (short(items[first - 1])) first--;
  let last = index;
  while (short(items[last + 1])) last++;
  return Math.max(...items.slice(first, last + 1).map((item) => (item.kind === 'attribute' ? nameOf(item).length : 0)));
}

function expressionLines(value: Expression): readonly string[] {
  if (typeof value === 'string') return [quoted(value)];
  if (typeof value === 'boolean') return [String(value)];
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
    return [String(value)];
  }
  if (isList(value)) return listLines(value);
  switch (value.kind) {
    case 'reference':
      return [value.path.map(identifier).join('.')];
    case 'full-name':
      return [`"//${value.service}/\${${value.of.path.map(identifier).join('.')}}"`];
    case 'below':
      return [`"\${${value.of.path.map(identifier).join('.')}}/*"`];
    case 'type':
      return [value.name];
    case 'object':
      return value.entries.length === 0
        ? ['{}']
        : [
            '{',
            ...bodyLines(value.entries.map(([name, each]) => ({ ...attribute(name, each), key: true }))).map(indented),
            '}',
          ];
  }
}

const isList = (value: Expression): value is readonly Expression[] => Array.isArray(value);

function listLines(values: readonly Expression[]): readonly string[] {
  const parts = values.map(expressionLines);
  const line = `[${parts.map((part) => part.join(' ')).join(', ')}]`;
  if (parts.every((part) => part.length === 1) && line.length <= widest) return [line];
  return [
    '[',
    ...parts.flatMap((part) => part.map((each, i) => indented(i === part.length - 1 ? `${each},` : each))),
    ']',
  ];
}
