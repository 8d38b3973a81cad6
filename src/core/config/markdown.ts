import { commentLines } from './comment.ts';

/** One line with nothing invisible in it, however long: no parser's buffer is to be minded here. */
const oneLine = (text: string): string => commentLines(text).join(' ');

/**
 * User text in a paragraph, list item or table cell of Markdown: one line in which nothing is markup, a link or HTML.
 * Escaped is what means something anywhere (CommonMark §2.4, and the tables, links, strikethrough and formulas of GitHub),
 * and at the start what would make a heading, a list or a quotation.
 */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*_[\]<>&~|!@$]|:(?=\/\/)|(?<=www)\./gi, '\\$&')
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');

/** A code span: its fence is longer than any run of backticks inside (CommonMark §6.1). Pipes end a table's cell even there. */
export function code(text: string): string {
  const plain = oneLine(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || plain === '' ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

export const heading = (level: 1 | 2 | 3, text: string): string => `${'#'.repeat(level)} ${text}`;

export const bullets = (items: readonly string[]): readonly string[] => items.map((item) => `- ${item}`);

/** Cells are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
