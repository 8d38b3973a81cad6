import {
  type Matrix,
  type MatrixRow,
  matrixOf,
  observerFrom,
  observerId,
  observerTitle,
  type Proof,
  proofOf,
  type Scene,
  type Sight,
} from '../core/observers/index.ts';
import { hopOf } from '../core/rules/words.ts';
import { assetTitle } from '../core/simulation/verdict.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { sceneOf } from './judging.ts';
import { type Paint, painter } from './paint.ts';
import { matrixVerdict } from './verdict.ts';

/** Who reads what: the proof of one cell, one row, one column, or the whole matrix. */
export async function explainCommand(
  { file, observer, asset, format }: Extract<Command, { name: 'explain' }>,
  io: Io,
): Promise<ExitCode> {
  const design = await readDesign(file, io);
  if (!design) return exitCodes.refused;
  const scene = sceneOf(design.topology);
  const matrix = matrixOf(scene);
  const usage = (message: string, known: readonly string[]) => {
    io.err(forTerminal(`plainsight: ${message}`));
    for (const line of known) io.err(forTerminal(`  ${line}`));
    return exitCodes.usage;
  };
  const seen = observer === null ? null : observerFrom(scene, observer);
  if (observer !== null && !seen)
    return usage(
      `the design has no observer "${observer}"; there are:`,
      matrix.rows.map(({ id, title }) => `${id}  ${title}`),
    );
  const column = asset === null ? null : assetNamed(matrix, asset);
  if (asset !== null && column === null)
    return usage(
      `the design has no asset "${asset}"; there are:`,
      matrix.columns.map((each) => `${each.asset}  ${each.title}`),
    );
  const paint = painter(io.colour);
  if (!seen && column === null) {
    io.out(format === 'json' ? json(matrixVerdict(scene)) : matrixText(matrix, paint));
    return exitCodes.done;
  }
  const observers = seen ? [seen] : matrix.rows.map((row) => row.observer);
  const assets = column === null ? matrix.columns.map((each) => each.asset) : [column];
  const proofs = observers.flatMap((each) => assets.map((id) => proofOf(scene, each, id)));
  io.out(
    format === 'json'
      ? json(seen && column !== null ? proofs.map(proofVerdict)[0] : { proofs: proofs.map(proofVerdict) })
      : `${proofs.map((proof) => proofText(scene, proof, paint)).join('\n\n')}\n`,
  );
  return exitCodes.done;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const proofVerdict = ({ observer, ...proof }: Proof) => ({ observer: observerId(observer), ...proof });

/** By id, else by title in any case where only one asset is called that. */
function assetNamed({ columns }: Matrix, name: string): string | null {
  const byId = columns.find(({ asset }) => asset === name);
  if (byId) return byId.asset;
  const lower = name.trim().toLowerCase();
  const [found, ...more] = columns.filter(
    ({ asset, title }) => asset.toLowerCase() === lower || title.toLowerCase() === lower,
  );
  return found && more.length === 0 ? found.asset : null;
}

const words: Readonly<Record<Sight, string>> = {
  reads: 'READS',
  active: 'if active',
  metadata: 'metadata',
  nothing: '-',
};
const tones = { reads: 'bad', active: 'doubtful', metadata: 'aside', nothing: 'good' } as const;

function matrixText({ rows, columns }: Matrix, paint: Paint): string {
  const widths = columns.map(({ asset }) => Math.max(asset.length, 9));
  const widest = Math.min(40, Math.max(8, ...rows.map(({ id }) => id.length)));
  const cells = (row: MatrixRow) =>
    columns.map(({ asset }, i) => {
      const sight = row.sights.get(asset) ?? 'nothing';
      return paint(tones[sight], words[sight].padEnd(widths[i] ?? 0));
    });
  return `${[
    paint(
      'heading',
      ['Observer'.padEnd(widest), ...columns.map(({ asset }, i) => asset.padEnd(widths[i] ?? 0))].join('  ').trimEnd(),
    ),
    ...rows.map((row) => [row.id.padEnd(widest), ...cells(row), forTerminal(row.title)].join('  ')),
    '',
    ...columns.map(({ asset, title, travels }) =>
      forTerminal(
        `${asset}: ${title}${travels === 'works' ? '' : travels === 'fails' ? '; its flows fail, so nothing is known of it' : '; no flow carries it, so nothing is known of it'}`,
      ),
    ),
    'READS: as things are. if active: by impersonating, downgrading or asking for it. metadata: who talks to whom, how much, when.',
  ].join('\n')}\n`;
}

const sentences: Readonly<Record<Sight, string>> = {
  reads: 'reads it',
  active: 'can read it by being active',
  metadata: 'learns metadata only',
  nothing: 'learns nothing',
};

function proofText(scene: Scene, { observer, asset, sight, summary, steps, undecided }: Proof, paint: Paint): string {
  const { topology, products } = scene;
  const who = observerTitle(topology, observer, products);
  return [
    `${paint('heading', forTerminal(`${who} (${observerId(observer)})`))}, ${forTerminal(assetTitle(topology, asset))} (${asset}): ${paint(tones[sight], sentences[sight])}`,
    `  ${forTerminal(summary)}`,
    ...steps.flatMap(({ sight: seen, place, text, facts, sessions }) => [
      `  ${paint(tones[seen], words[seen] === '-' ? 'nothing' : words[seen])}  ${forTerminal(placeTitle(scene, place))}: ${forTerminal(text)}`,
      ...(sessions.length > 0 ? [paint('aside', `      session ${sessions.join(', ')}`)] : []),
      ...facts.map((fact) => paint('aside', forTerminal(`      ${fact.text} ${fact.source}`))),
    ]),
    ...undecided.map((each) => `  ${paint('doubtful', 'not decided')}  ${forTerminal(each)}`),
  ].join('\n');
}

function placeTitle({ topology, simulation }: Scene, place: Proof['steps'][number]['place']): string {
  if ('link' in place) {
    const drawn = topology.links.get(place.link);
    return drawn ? `${hopOf(topology, drawn)} (link ${place.link})` : place.link;
  }
  if ('node' in place) return `${topology.nodes.get(place.node)?.title ?? place.node} (node ${place.node})`;
  return simulation.proxies.get(place.proxy)?.title ?? place.proxy;
}
