import { commentLines } from './comment.ts';
import { hashComments } from './hash-comment.ts';

/** A Hitch configuration: options, some of them in blocks. Syntax: https://github.com/varnish/hitch/blob/master/hitch.conf.man.rst */
export type Item = Option | Block | Remark | null;

export interface Option {
  readonly name: string;
  readonly value: Value;
}

export interface Block {
  readonly name: string;
  readonly items: readonly Item[];
}

export interface Remark {
  readonly remark: readonly string[];
}

/** Text is quoted; words are ours and stand as they are: `on`, numbers, names of protocols. */
export type Value = string | { readonly words: readonly string[] };

export const option = (name: string, value: Value): Option => ({ name, value });
export const words = (...all: readonly string[]): Value => ({ words: all });
export const block = (name: string, items: readonly Item[]): Block => ({ name, items });
/** A comment: our sentences, user text in them made harmless. */
export const remark = (text: string): Remark => ({ remark: commentLines(text) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Remark => ({ remark: lines });

export const printHitch = (items: readonly Item[]): string => `${print(items, '').join('\n')}\n`;

function print(items: readonly Item[], indent: string): string[] {
  return items.flatMap((item) => {
    if (item === null) return [''];
    if ('remark' in item) return hashComments(item.remark).map((line) => `${indent}${line}`);
    if ('items' in item) return [`${indent}${item.name} = {`, ...print(item.items, `${indent}    `), `${indent}}`];
    return [
      `${indent}${item.name} = ${typeof item.value === 'string' ? quoted(item.value) : item.value.words.join(' ')}`,
    ];
  });
}

/** The one place where anything is quoted. Nothing is escaped between quotation marks, so that none can stand there. */
function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f"\\]/.test(text))
    throw new Error('control characters, quotation marks and backslashes have no place in a value');
  return `"${text}"`;
}
