import { commentLines } from './comment.ts';
import { hashComments } from './hash-comment.ts';

/** An stunnel configuration: services of options. Syntax: https://www.stunnel.org/static/stunnel.html */
export interface Service {
  readonly name: string;
  readonly lines: readonly Line[];
}

export type Line = Option | { readonly remark: readonly string[] };

export interface Option {
  readonly option: string;
  readonly value: string;
}

export const option = (name: string, value: string): Line => ({ option: name, value });
/** A comment: our sentences, user text in them made harmless. */
export const remark = (text: string): Line => ({ remark: commentLines(text) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Line => ({ remark: lines });

export function printStunnel(header: readonly string[], global: readonly Line[], services: readonly Service[]): string {
  const sections = services.map(({ name, lines }) => [`[${text(name)}]`, ...lines.flatMap(print)].join('\n'));
  return `${[hashComments(header).join('\n'), global.flatMap(print).join('\n'), ...sections].join('\n\n')}\n`;
}

const print = (line: Line): readonly string[] =>
  'remark' in line ? hashComments(line.remark) : [`${line.option} = ${text(line.value)}`];

/** A value is the rest of its line; nothing in it is quoted or escaped, and blanks around it are lost. */
function text(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f]/.test(value) || value !== value.trim())
    throw new Error('a line break or a blank at an end has no place in a value');
  return value;
}
