import { type Cause, type Change, type Comparison, compare, type Difference, sections } from '../core/compare/index.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { type Paint, painter } from './paint.ts';

/** What two versions of a design come to differently, and which edits made the difference. */
export async function compareCommand(
  { before, after, format }: Extract<Command, { name: 'compare' }>,
  io: Io,
): Promise<ExitCode> {
  const [old, now] = [await readDesign(before, io), await readDesign(after, io)];
  if (!old || !now) return exitCodes.refused;
  const comparison = compare(old.topology, now.topology);
  io.out(
    format === 'json' ? `${JSON.stringify(jsonOf(comparison), null, 2)}\n` : textOf(comparison, painter(io.colour)),
  );
  return exitCodes.done;
}

/** JSON knows no `undefined`: what a record does not have is `null`, as is the field of a whole record. */
const changeVerdict = ({ table, id, field, what, before, after }: Change) => ({
  table,
  id,
  field: field ?? null,
  what,
  before: before ?? null,
  after: after ?? null,
});

const jsonOf = ({ changes, differences }: Comparison) => ({
  changes: changes.map(changeVerdict),
  differences: differences.map(({ causes, ...difference }) => ({
    ...difference,
    // By number, from 0: which of the changes made it.
    causes: causes.map(({ change, role }) => ({ change: changes.indexOf(change), role })),
  })),
});

const roles: Readonly<Record<Cause['role'], string>> = {
  alone: 'because of',
  together: 'because of, with others',
  'one-of': 'one of',
};

const titles: Readonly<Record<Difference['section'], string>> = {
  flows: 'Flows',
  links: 'Links',
  exposures: 'Who reads what',
  matrix: 'Observers',
  findings: 'Findings',
  'design-errors': 'Not possible as drawn',
  assertions: 'Assertions',
  'trade-offs': 'Trade-offs, 100 being best',
  cost: 'Cost',
};
const tones = { better: 'good', worse: 'bad', neutral: 'aside' } as const;
const signs = { better: '+', worse: '-', neutral: ' ' } as const;

function textOf({ changes, differences }: Comparison, paint: Paint): string {
  if (changes.length === 0) return 'The two designs are the same, but for titles and positions.\n';
  const counted = (['better', 'worse', 'neutral'] as const).map(
    (judgement) => `${differences.filter((each) => each.judgement === judgement).length} ${judgement}`,
  );
  return `${[
    paint('heading', `${changes.length === 1 ? 'One edit' : `${changes.length} edits`}; ${counted.join(', ')}`),
    ...changes.map(({ what }) => `  ${forTerminal(what)}`),
    ...sections.flatMap((section) => {
      const here = differences.filter((each) => each.section === section);
      return here.length === 0
        ? []
        : ['', paint('heading', titles[section]), ...here.flatMap((each) => differenceLines(each, paint))];
    }),
    ...(differences.length === 0 ? ['', 'The verdict is the same.'] : []),
  ].join('\n')}\n`;
}

function differenceLines({ what, before, after, judgement, causes }: Difference, paint: Paint): readonly string[] {
  const said = (text: string | null) => (text === null ? 'not there' : forTerminal(text));
  return [
    `${signs[judgement]} ${paint(tones[judgement], judgement.padEnd(7))} ${forTerminal(what)}: ${said(before)} → ${said(after)}`,
    ...causes.map((cause) => paint('aside', `          ${forTerminal(`${roles[cause.role]}: ${cause.change.what}`)}`)),
  ];
}
