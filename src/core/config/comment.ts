import type { Notice, Plan } from '../plan/plan.ts';

/** Long enough for any sentence of ours, short enough for every parser's line buffer (NGINX 4096, HAProxy 2048 bytes). */
const longest = 200;
/** Where prose in a comment breaks, in characters. */
const width = 110;

/**
 * What must not stand in a comment of any format: control characters and line separators, which would end it, and
 * bidirectional or invisible ones, which show a reader another text than the parser sees (CVE-2021-42574).
 */
const treacherous = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** User text made fit for a comment: one line, nothing invisible, at most 200 characters. */
export const commentText = (text: string): string => clip(harmless(text), longest);

/** Our own sentences, in which user text may stand, as comment lines that are short enough to read. */
export function commentLines(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of harmless(text).split(' ')) {
    // A word may be longer than a line: an address, or a title without a space.
    for (let rest = [...word]; rest.length > 0; rest = rest.slice(longest)) {
      const part = rest.slice(0, longest).join('');
      if (line !== '' && line.length + part.length + 1 > width) {
        lines.push(line);
        line = part;
      } else line = line === '' ? part : `${line} ${part}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

const harmless = (text: string): string => text.replaceAll(treacherous, ' ').replaceAll(/\s+/gu, ' ').trim();

function clip(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** How a notice is announced: what is known to fail must not be overread. */
const announcement: Readonly<Record<Notice['kind'], string>> = {
  fails: '!!! WILL NOT CONNECT: ',
  lost: 'NOT SAID HERE: ',
  weakened: 'WEAKER THAN DRAWN: ',
  'by-hand': 'BY HAND: ',
};

export const noticeLines = ({ kind, message }: Pick<Notice, 'kind' | 'message'>): readonly string[] =>
  commentLines(`${announcement[kind]}${message}`);

/** HAProxy reads lines of 2048 bytes at most, comments too; a longer link stands in the bundle's README alone. */
const longestLink = 1_900;

const reopening = (link: string | null): readonly string[] =>
  link === null ? [] : [link.length <= longestLink ? `Reopen: ${link}` : 'Reopen: the link in README.md'];

/** The first lines of every exported file, without the comment mark: what it is, of which design, then every notice. */
export function headerLines(
  plan: Pick<Plan, 'design' | 'reopen'> & {
    readonly node: Pick<Plan['node'], 'title'>;
    readonly product: Pick<Plan['product'], 'checkedAgainst'>;
  },
  notices: readonly Notice[],
): readonly string[] {
  return [
    'Plainsight',
    `Design: ${commentText(plan.design)}`,
    `Component: ${commentText(plan.node.title)}`,
    `Checked against: ${commentText(plan.product.checkedAgainst)}`,
    ...reopening(plan.reopen),
    ...notices.flatMap((notice) => ['', ...noticeLines(notice)]),
  ];
}
