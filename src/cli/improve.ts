import { type Improved, improve, inabilityWords, type Wish } from '../core/improve/index.ts';
import { applyEdits } from '../core/model/edits.ts';
import { writeTopology } from '../core/model/write.ts';
import { matrixOf, observerFrom } from '../core/observers/index.ts';
import { products } from '../core/products/index.ts';
import { type Factor, factorTitles } from '../core/tradeoffs/weights.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { packsNamed, sceneOf } from './judging.ts';
import { type Paint, painter } from './paint.ts';
import { editVerdict } from './verdict.ts';
import { writeOne } from './write-files.ts';

type Asked = Extract<Command, { name: 'improve' }>;

/** Looks for the cheapest edits that meet the goals, shows them, and writes the design with the first ones. */
export async function improveCommand(asked: Asked, io: Io): Promise<ExitCode> {
  const { file, goals, packs, keep, maxEdits, out, force, format } = asked;
  const usage = (lines: readonly string[]) => {
    for (const line of lines) io.err(forTerminal(line));
    return exitCodes.usage;
  };
  const named = packsNamed(packs);
  if (!named.ok) return usage([`plainsight: ${named.message}`]);
  const design = await readDesign(file, io);
  if (!design) return exitCodes.refused;
  const { topology } = design;
  const scene = sceneOf(topology);
  const wishes: Wish[] = goals.map((text): Wish => {
    // An observer alone is one who is to read nothing.
    const observer = observerFrom(scene, text);
    return observer ? { kind: 'observer', observer } : { kind: 'assertion', text };
  });
  for (const { id, level } of named.chosen)
    wishes.push({ kind: 'pack', id, ...(level === undefined ? {} : { level }) });
  const improved = improve(topology, products, wishes, { keep, maxEdits });
  if (improved.kind === 'refused')
    return usage([
      ...improved.problems.map((problem) => `plainsight: ${problem}`),
      `The design has the assets ${matrixOf(scene)
        .columns.map(({ asset }) => asset)
        .join(
          ', ',
        )}, the components ${[...topology.nodes.keys()].join(', ')}, the zones ${[...topology.zones.keys()].join(', ') || '(none)'}.`,
      `Observers: ${matrixOf(scene)
        .rows.map(({ id }) => id)
        .join(', ')}.`,
      `--keep also takes: NODE cannot ${inabilityWords.join(', ')}.`,
    ]);
  if (out !== null && improved.kind === 'found') {
    const best = improved.alternatives[0];
    const applied = best && applyEdits(topology, [...improved.premises, ...best.edits]);
    if (!applied?.ok) throw new Error('what was found can be applied');
    const problem = await writeOne(out, writeTopology(applied.value), force);
    if (problem !== null) {
      io.err(forTerminal(`${out}: ${problem}`));
      return exitCodes.refused;
    }
  }
  io.out(
    format === 'json' ? `${JSON.stringify(jsonOf(improved), null, 2)}\n` : textOf(improved, out, painter(io.colour)),
  );
  return improved.kind === 'none' ? exitCodes.thresholdReached : exitCodes.done;
}

type Answer = Exclude<Improved, { kind: 'refused' }>;

function jsonOf(improved: Answer) {
  const premises = improved.premises.map(editVerdict);
  if (improved.kind !== 'found') return { ...improved, premises };
  return {
    ...improved,
    premises,
    alternatives: improved.alternatives.map((each) => ({ ...each, edits: each.edits.map(editVerdict) })),
  };
}

function textOf(improved: Answer, out: string | null, paint: Paint): string {
  switch (improved.kind) {
    case 'met':
      return 'The design meets every goal as it is.\n';
    case 'none':
      return `${[
        paint('bad', 'No way was found.'),
        forTerminal(improved.message),
        `${improved.tried} designs were looked at.`,
      ].join('\n')}\n`;
    case 'found': {
      const { alternatives, exact, exactUpTo, tried } = improved;
      return `${[
        ...alternatives.flatMap(({ steps, price, exposes, blinds }, position) => [
          paint('heading', `${position + 1}. ${price.edits === 1 ? 'One edit' : `${price.edits} edits`}`),
          ...steps.flatMap(({ title, note }) => [
            `   ${forTerminal(title)}`,
            ...(note ? [paint('aside', `      ${forTerminal(note)}`)] : []),
          ]),
          ...exposes.map((each) => `   ${paint('doubtful', 'newly exposed')}: ${forTerminal(each)}`),
          ...blinds.map((each) => `   ${paint('aside', 'given up')}: ${forTerminal(each)}`),
          `   ${scores(price.factors)}`,
          '',
        ]),
        extent(exact, exactUpTo, tried),
        ...(out === null ? [] : [`Wrote the design with the first of them to ${forTerminal(out)}.`]),
      ].join('\n')}\n`;
    }
  }
}

/** How far the search went, and so how sure it is that there is nothing cheaper. */
function extent(exact: boolean, exactUpTo: number, tried: number): string {
  if (exact) return `Every combination that could matter was looked at (${tried} designs): there is none cheaper.`;
  const whole = exactUpTo === 0 ? '' : ` Of up to ${exactUpTo} edits every combination that could matter was; of more`;
  return `${tried} designs were looked at.${whole || ' Of the combinations'} only the most promising: something cheaper may exist.`;
}

/** "Security posture 71, …": what the design scores afterwards, 100 being best. */
const scores = (factors: Readonly<Record<string, number>>): string =>
  Object.entries(factors)
    .map(([factor, score]) => `${(factorTitles[factor as Factor]?.title ?? factor).toLowerCase()} ${score}`)
    .join(', ');
