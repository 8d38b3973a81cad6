import { commentLines } from './comment.ts';
import { hashComments } from './hash-comment.ts';

/** A Caddyfile as a tree of directives. Syntax: https://github.com/caddyserver/caddy/blob/v2.6.2/caddyconfig/caddyfile/lexer.go */
export type Item = Directive | Remark | null;

export interface Directive {
  readonly words: readonly Word[];
  readonly block?: readonly Item[];
}

export interface Remark {
  readonly remark: readonly string[];
}

/** Text stands for itself; an expression is ours and may hold placeholders. */
export type Word = string | { readonly expression: string };

export const directive = (...words: readonly Word[]): Directive => ({ words });
export const block = (words: readonly Word[], items: readonly Item[]): Directive => ({ words, block: items });
export const expression = (text: string): Word => ({ expression: text });
/** A comment: our sentences, user text in them made harmless. */
export const remark = (text: string): Remark => ({ remark: commentLines(text) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Remark => ({ remark: lines });

export const printCaddyfile = (items: readonly Item[]): string => `${print(items, '').join('\n')}\n`;

function print(items: readonly Item[], indent: string): string[] {
  return items.flatMap((item) => {
    if (item === null) return [''];
    // Caddy puts the environment into the whole file before it reads it, comments included.
    if ('remark' in item) return hashComments(item.remark).map((line) => `${indent}${line.replaceAll('{$', '{ $')}`);
    const head = item.words.map(word).join(' ');
    if (!item.block) return [`${indent}${head}`];
    return [`${indent}${head === '' ? '{' : `${head} {`}`, ...print(item.block, `${indent}\t`), `${indent}}`];
  });
}

const plainWord = /^[A-Za-z0-9_./:=*+@,[\]-]+$/;

/** The one place where anything is quoted: in backticks, between which nothing is interpreted. */
function word(part: Word): string {
  const text = typeof part === 'string' ? part : part.expression;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f`]/.test(text)) throw new Error('neither control characters nor backticks can be quoted');
  if (text.includes('{$')) throw new Error(`Caddy would take "{$" in "${text}" for a variable`);
  if (typeof part === 'string' && /[{}]/.test(text))
    throw new Error(`Caddy would take a brace in "${text}" for a placeholder`);
  return plainWord.test(text) || (typeof part !== 'string' && /^\{[a-z_]+\}$/.test(text)) ? text : `\`${text}\``;
}
