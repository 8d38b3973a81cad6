import { commentLines } from './comment.ts';

/** A HAProxy configuration: sections of lines of words. Syntax: https://docs.haproxy.org/2.6/configuration.html#2 */
export interface Section {
  readonly keyword: 'global' | 'defaults' | 'frontend' | 'backend';
  readonly name?: string;
  readonly lines: readonly Line[];
}

export type Line = readonly string[] | { readonly remark: readonly string[] };

export const line = (...words: readonly string[]): Line => words;
/** A comment: our sentences, user text in them made harmless. */
export const remark = (text: string): Line => ({ remark: commentLines(text) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Line => ({ remark: lines });

export function printHaproxy(header: readonly string[], sections: readonly Section[]): string {
  const text = sections.map(({ keyword, name, lines }) =>
    [name === undefined ? keyword : `${keyword} ${safeName(name)}`, ...lines.flatMap(printLine)].join('\n'),
  );
  // Without the last line feed HAProxy calls the file truncated.
  return `${[printRemark(header, '').join('\n'), ...text].join('\n\n')}\n`;
}

/** HAProxy reads at most 64 words and 2048 bytes from a line: more would be our bug. */
const mostWords = 64;
const mostBytes = 2048;

function printLine(line: Line): readonly string[] {
  if ('remark' in line) return printRemark(line.remark, '    ');
  const text = `    ${line.map(word).join(' ')}`;
  if (line.length > mostWords || text.length >= mostBytes) throw new Error(`too long a line: ${text.slice(0, 80)}…`);
  return [text];
}

const printRemark = (lines: readonly string[], indent: string): readonly string[] =>
  lines.map((each) => `${indent}# ${each}`.trimEnd());

/** Sections, servers and ACLs have names in an alphabet of their own; there is no quoting them. */
export function safeName(name: string): string {
  if (!/^[A-Za-z0-9_.:-]+$/.test(name)) throw new Error(`"${name}" cannot name anything in HAProxy`);
  return name;
}

const plainWord = /^[A-Za-z0-9_./:=*+@,%{}()[\]!<>~^|?&;-]+$/;

/**
 * The one place where anything is quoted: strongly, for inside single quotes nothing is interpreted, variables of the
 * environment included. A single quote itself can only stand outside, escaped.
 */
function word(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error('a control character has no place in an argument');
  return plainWord.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
