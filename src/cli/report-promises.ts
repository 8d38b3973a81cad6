import type { Judged } from '../core/assertions/index.ts';
import type { Finding } from '../core/rules/rule.ts';
import { forTerminal } from './io.ts';
import type { NamedPack } from './judging.ts';
import type { Paint } from './paint.ts';

/** One assertion: whether it holds, and why not. */
export const assertionLines =
  (paint: Paint) =>
  ({ text, holds, message }: Judged): readonly string[] => [
    `${state(holds, paint)}  ${forTerminal(text)}`,
    ...(holds === true ? [] : [`    ${forTerminal(message)}`]),
  ];

function state(holds: boolean | null, paint: Paint): string {
  if (holds === null) return paint('doubtful', 'UNDECIDED');
  return holds ? paint('good', 'holds') : paint('bad', 'BROKEN');
}

const tones = { FAIL: 'bad', GAP: 'doubtful', EVIDENCE: 'doubtful', PASS: 'good', 'N/A': 'aside' } as const;

/** A rule pack: how often it says what, then what is open, worst first. */
export function packLines(
  { title, level, results, known }: NamedPack,
  placeOf: (where: Finding['where']) => string,
  paint: Paint,
): { readonly title: string; readonly lines: readonly string[] } {
  const verdicts = Object.keys(tones) as (keyof typeof tones)[];
  const counts = verdicts.flatMap((verdict) => {
    const count = results.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const open = verdicts
    .slice(0, 3)
    .flatMap((verdict) => results.filter((each) => each.verdict === verdict && !each.answered));
  const undecided = results.filter((each) => each.undecided);
  return {
    title: `${title}${level ? ` (${level})` : ''}: ${known ? counts.join(', ') : 'not judged'}`,
    lines: [
      ...open.flatMap(({ verdict, clause, title: asked, message, place, source }) => [
        `${paint(tones[verdict], verdict)}  ${clause} ${asked}: ${forTerminal(message)}`,
        paint('aside', `    at ${placeOf(place)}; ${source}`),
      ]),
      ...undecided.map(({ clause, message }) => `${paint('aside', 'not decided')}  ${clause} ${forTerminal(message)}`),
      ...(open.length + undecided.length === 0 ? ['Nothing is open that a drawing can show.'] : []),
    ],
  };
}
