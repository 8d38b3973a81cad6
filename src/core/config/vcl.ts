import { commentLines } from './comment.ts';
import { hashComments } from './hash-comment.ts';

/** A VCL program as a tree of statements and blocks. Syntax: https://github.com/varnish/varnish/blob/main/doc/sphinx/reference/vcl.rst */
export type Item = Statement | Block | Remark | null;

export interface Statement {
  readonly statement: readonly Part[];
}

export interface Block {
  readonly head: readonly Part[];
  readonly items: readonly Item[];
}

export interface Remark {
  readonly remark: readonly string[];
}

/** Words are ours and stand as they are; text becomes a string. */
export type Part = string | { readonly text: string };

export const statement = (...parts: readonly Part[]): Statement => ({ statement: parts });
export const block = (head: readonly Part[], items: readonly Item[]): Block => ({ head, items });
export const text = (value: string): Part => ({ text: value });
/** A comment: our sentences, user text in them made harmless. */
export const remark = (line: string): Remark => ({ remark: commentLines(line) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Remark => ({ remark: lines });

export const printVcl = (items: readonly Item[]): string => `${print(items, '').join('\n')}\n`;

function print(items: readonly Item[], indent: string): string[] {
  return items.flatMap((item) => {
    if (item === null) return [''];
    if ('remark' in item) return hashComments(item.remark).map((line) => `${indent}${line}`);
    if ('statement' in item) return [`${indent}${joined(item.statement)};`];
    return [`${indent}${joined(item.head)} {`, ...print(item.items, `${indent}    `), `${indent}}`];
  });
}

/** Words with blanks between them, but inside of brackets. */
const joined = (parts: readonly Part[]): string =>
  parts
    .map(word)
    .reduce((line, next) => (line.endsWith('(') || next === ')' || next === ',' ? line + next : `${line} ${next}`));

/** The one place where anything is quoted. Nothing is escaped in a string, so that a quotation mark cannot stand there. */
function word(part: Part): string {
  if (typeof part === 'string') return part;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f"]/.test(part.text))
    throw new Error('neither control characters nor quotation marks have a place in a string');
  return `"${part.text}"`;
}
