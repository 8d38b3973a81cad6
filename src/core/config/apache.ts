import { commentLines } from './comment.ts';
import { hashComments } from './hash-comment.ts';

/** An Apache httpd configuration as a tree. Syntax: https://github.com/apache/httpd/blob/trunk/server/util.c (ap_getword_conf) */
export type Item = Directive | Section | Remark | null;

export interface Directive {
  readonly name: string;
  readonly args: readonly Arg[];
}

export interface Section {
  readonly section: string;
  readonly arg: string;
  readonly items: readonly Item[];
}

export interface Remark {
  readonly remark: readonly string[];
}

/**
 * Text stands for itself. A raw word is ours: mod_rewrite reads its arguments with a parser of its own, which knows
 * quotes and no escapes (https://github.com/apache/httpd/blob/2.4.x/modules/mappers/mod_rewrite.c, parseargline).
 */
export type Arg = string | { readonly raw: string };

export const directive = (name: string, ...args: readonly Arg[]): Directive => ({ name, args });
export const section = (name: string, arg: string, items: readonly Item[]): Section => ({ section: name, arg, items });
export const raw = (text: string): Arg => ({ raw: text });
/** A comment: our sentences, user text in them made harmless. */
export const remark = (text: string): Remark => ({ remark: commentLines(text) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Remark => ({ remark: lines });

export const printApache = (items: readonly Item[]): string => `${print(items, '').join('\n')}\n`;

function print(items: readonly Item[], indent: string): string[] {
  return items.flatMap((item) => {
    if (item === null) return [''];
    if ('remark' in item) return hashComments(item.remark).map((line) => `${indent}${line}`);
    if ('section' in item)
      return [
        `${indent}<${item.section} ${/^!?[a-z0-9_]+$/.test(item.arg) ? item.arg : quoted(item.arg)}>`,
        ...print(item.items, `${indent}    `),
        `${indent}</${item.section}>`,
      ];
    return [`${indent}${[item.name, ...item.args.map(word)].join(' ')}`];
  });
}

const plainWord = /^[A-Za-z0-9_./:=*+@,[\]-]+$/;

/** The one place where anything is quoted. */
function word(arg: Arg): string {
  if (typeof arg === 'string') return plainWord.test(arg) ? arg : quoted(arg);
  if (arg.raw.includes('"')) throw new Error('mod_rewrite knows no escape for a quotation mark');
  return `"${checked(arg.raw)}"`;
}

const quoted = (text: string): string => `"${checked(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function checked(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error('a control character has no place in an argument');
  // Apache puts the environment into every line that it reads, and knows no escape for that.
  if (text.includes('\u0024{')) throw new Error(`Apache would take "\u0024{" in "${text}" for a variable`);
  return text;
}
