import { check } from '../core/index.ts';
import type { Topology } from '../core/model/topology.ts';
import { hopOf } from '../core/rules/words.ts';
import { compareObserved, type LinkComparison, type ObservedComparison } from '../core/verify/observed.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign, readResults } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { type Paint, painter, type Tone } from './paint.ts';

/** What was seen of a deployed design, beside what the design predicts. */
export async function verifyCommand(
  { file, results, format }: Extract<Command, { name: 'verify' }>,
  io: Io,
): Promise<ExitCode> {
  const design = await readDesign(file, io);
  if (!design) return exitCodes.refused;
  const read = [];
  for (const each of results) read.push(await readResults(each, io));
  const observations = read.flatMap((each) => each ?? []);
  if (read.includes(null)) return exitCodes.refused;
  const { topology } = design;
  const comparison = compareObserved(topology, check(topology).simulation, observations);
  io.out(
    format === 'json'
      ? `${JSON.stringify(jsonOf(comparison), null, 2)}\n`
      : textOf(topology, comparison, painter(io.colour)),
  );
  const differs = [...comparison.links.values()].some(({ agreement }) => agreement === 'differs');
  return differs ? exitCodes.thresholdReached : exitCodes.done;
}

const jsonOf = ({ links, strangers }: ObservedComparison) => ({
  // Own properties whatever the id is called: `fromEntries` defines where assigning would trip over `__proto__`.
  links: Object.fromEntries([...links].map(([id, { link, ...comparison }]) => [id, comparison])),
  strangers,
});

const order = ['differs', 'unknown', 'agrees'] as const;
const tones: Readonly<Record<LinkComparison['agreement'], Tone>> = {
  differs: 'bad',
  unknown: 'doubtful',
  agrees: 'good',
};

function textOf(topology: Topology, { links, strangers }: ObservedComparison, paint: Paint): string {
  const all = [...links.values()];
  const of = (agreement: LinkComparison['agreement']) => all.filter((each) => each.agreement === agreement);
  const counts = `${of('agrees').length} as predicted, ${of('differs').length} differ, ${of('unknown').length} unknown`;
  return `${[
    paint('heading', `${all.length} ${all.length === 1 ? 'link' : 'links'}: ${counts}`),
    ...order.flatMap(of).map(({ link, agreement, message }) => {
      const drawn = topology.links.get(link);
      const hop = drawn ? `${hopOf(topology, drawn)} (link ${link})` : link;
      return `${paint(tones[agreement], agreement.padEnd(7))}  ${forTerminal(`${hop}: ${message}`)}`;
    }),
    ...(strangers.length > 0
      ? [`Not in the design, though the results speak of them: ${forTerminal(strangers.join(', '))}`]
      : []),
  ].join('\n')}\n`;
}
