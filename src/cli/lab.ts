import { existsSync } from 'node:fs';
import type { Topology } from '../core/model/topology.ts';
import { hopOf } from '../core/rules/words.ts';
import type { Lab } from '../lab/lab.ts';
import type { LabReport, LinkReport, Shown, Told } from '../lab/report.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { type Paint, painter } from './paint.ts';
import { writeOne } from './write-files.ts';

type Asked = Extract<Command, { name: 'lab' }>;

/** Runs a design for real, on this machine, and puts what its wires show beside what it predicts. */
export async function labCommand(asked: Asked, io: Io): Promise<ExitCode> {
  const { file, out, force } = asked;
  const refuse = (...lines: readonly string[]) => {
    for (const line of lines) io.err(forTerminal(line));
    return exitCodes.refused;
  };
  const design = await readDesign(file, io);
  if (!design) return exitCodes.refused;
  if (out !== null && !force && existsSync(out))
    return refuse(`${out}: There is such a file: name another one, or say --force to replace it.`);
  // Loaded by whoever asks for it.
  const { openLab, UnfitError } = await import('../lab/lab.ts');
  const { removeOwnFolders } = await import('../lab/folder.ts');
  const interruption = catchSignals();
  let lab: Lab | null = null;
  try {
    const { topology } = design;
    io.err(`Starting ${topology.nodes.size} components …`);
    lab = await openLab(topology, { signal: interruption.signal, keep: asked.keep });
    const { stop } = lab;
    interruption.signal.addEventListener('abort', () => void stop());
    const { report, results } = await tried(lab, asked, io);
    const problem = out === null ? null : await writeOne(out, results, force);
    if (problem !== null) return refuse(`${out}: ${problem}`);
    io.out(
      asked.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textOf(topology, report, painter(io.colour)),
    );
    return report.differences.length > 0 ? exitCodes.thresholdReached : exitCodes.done;
  } catch (error) {
    if (interruption.signal.aborted) return exitCodes.refused;
    if (error instanceof UnfitError)
      return refuse("This design can't be run on this machine:", ...error.reasons.map(({ message }) => `  ${message}`));
    if (lab) throw error;
    return refuse(`The lab did not start: ${error instanceof Error ? error.message : error}`);
  } finally {
    await lab?.stop();
    if (lab && asked.keep) io.err(forTerminal(`Kept: ${lab.layout.folder}`));
    // Else they go when the process ends, which a signal does not announce.
    if (interruption.signal.aborted) removeOwnFolders();
    interruption.end();
  }
}

async function tried(lab: Lab, { probes }: Asked, io: Io): Promise<{ report: LabReport; results: string }> {
  const { runFlows } = await import('../lab/run.ts');
  const { runProbes } = await import('../lab/probe.ts');
  const { reportOf } = await import('../lab/report.ts');
  const { observedOf, observedText } = await import('../lab/observed.ts');
  const { size } = lab.simulation.flows;
  io.err(`Sending a request through ${size === 1 ? 'one flow' : `${size} flows`} …`);
  const runs = await runFlows(lab);
  if (probes) io.err('Standing in the middle of every session …');
  const tries = probes ? await runProbes(lab, runs) : [];
  return { report: reportOf(lab, runs, tries), results: observedText(observedOf(runs, tries, new Date())) };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whoever ends the run lets it clear up first; whoever asks twice does not wait. */
function catchSignals() {
  const controller = new AbortController();
  let caught: NodeJS.Signals | null = null;
  const listen = (name: NodeJS.Signals) => {
    release();
    caught = name;
    controller.abort(new Error(`ended by ${name}`));
  };
  const release = () => {
    for (const name of signals) process.off(name, listen);
  };
  for (const name of signals) process.on(name, listen);
  const end = () => {
    release();
    // As if nothing had been caught: whoever waits is told by what signal it ended.
    if (caught) process.kill(process.pid, caught);
  };
  return { signal: controller.signal, end };
}

function textOf(topology: Topology, { flows, probes, differences, summary }: LabReport, paint: Paint): string {
  const hop = (link: string) => {
    const drawn = topology.links.get(link);
    return forTerminal(drawn ? `${hopOf(topology, drawn)} (link ${link})` : link);
  };
  const told = ({ flow, link, about, predicted, observed }: Told) =>
    `  ${paint('bad', 'differs')}  ${hop(link)}, flow ${forTerminal(flow)}: ${about}: predicted ${forTerminal(predicted)}, observed ${forTerminal(observed)}`;
  const counted = `${counts(summary.flows - summary.untried, 'flow')} over ${counts(summary.links, 'link')}, ${counts(summary.probes, 'probe')}`;
  const untried = summary.untried === 0 ? '' : `, ${counts(summary.untried, 'flow')} not tried`;
  const result =
    differences.length === 0
      ? paint('good', 'all as predicted')
      : paint('bad', `${counts(differences.length, 'difference')}`);
  return `${[
    paint('heading', `${counted}${untried}: `) + result,
    ...differences.map(told),
    ...flows.flatMap(({ title, observed, predicted, untried: why, failure, links }) => [
      '',
      why === null
        ? `${forTerminal(title)}: ${observed}${observed === predicted ? ', as predicted' : `, predicted: ${predicted}`}`
        : `${forTerminal(title)}: ${paint('doubtful', 'not tried')}: ${forTerminal(why)}`,
      ...links.map((each) => `  ${hop(each.link)}: ${forTerminal(linkWords(each))}`),
      ...(why === null && failure ? [paint('aside', `  predicted: ${forTerminal(failure.message)}`)] : []),
    ]),
    ...(probes.length === 0 ? [] : ['', 'In the middle of a session']),
    ...probes.map(
      ({ link, attempt, observed, predicted }) =>
        `  ${hop(link)}: ${attempt}: ${observed}${observed === predicted ? ', as predicted' : `, predicted: ${predicted}`}`,
    ),
  ].join('\n')}\n`;
}

const counts = (count: number, what: string): string => `${count} ${count === 1 ? what : `${what}s`}`;

function linkWords({ link, predicted, observed }: LinkReport): string {
  const [said, seen] = [words(predicted, link), words(observed, link)];
  if (predicted.state === 'fails') return `predicted to fail here; seen: ${seen}`;
  return said === seen ? seen : `${seen}; predicted: ${said}`;
}

const states: Readonly<Record<Shown['state'], string>> = {
  nothing: 'nothing came this way',
  plaintext: 'plaintext',
  tls: 'TLS',
  fails: 'does not connect',
};

function words({ state, version, serverName, upgrade, session }: Shown, link: string): string {
  const others = session.filter((each) => each !== link);
  return [
    state === 'tls' ? `TLS ${version ?? 'of no version yet'}` : states[state],
    ...(state === 'tls' ? [serverName === null ? 'no server name' : `server name ${serverName.toLowerCase()}`] : []),
    ...(upgrade ? [`asked for in ${upgrade}`] : []),
    ...(others.length > 0 ? [`the same session as ${others.join(', ')}`] : []),
  ].join(', ');
}
