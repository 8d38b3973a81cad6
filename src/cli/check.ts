import { severityRank } from '../core/rules/severity.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Design, readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { type Judgement, judge, packsNamed } from './judging.ts';
import { junitOf } from './junit.ts';
import { reportOf } from './report.ts';
import { sarifOf } from './sarif.ts';
import { verdictOf } from './verdict.ts';

type Check = Extract<Command, { name: 'check' }>;

export async function checkCommand(command: Check, io: Io): Promise<ExitCode> {
  const named = packsNamed(command.packs);
  if (!named.ok) {
    io.err(forTerminal(`plainsight: ${named.message}`));
    return exitCodes.usage;
  }
  const design = await readDesign(command.file, io);
  if (!design) return exitCodes.refused;
  const judgement = judge(design.topology, named.chosen);
  io.out(shown(command, design, judgement, io.colour));
  if (command.assert && judgement.assertions.length === 0)
    io.err('plainsight: --assert: this design has no assertions, so it promises nothing.');
  return thresholdReached(command, judgement) ? exitCodes.thresholdReached : exitCodes.done;
}

function shown({ format, failOn }: Check, design: Design, judgement: Judgement, colour: boolean): string {
  switch (format) {
    case 'text':
      return reportOf(judgement, colour);
    case 'json':
      return `${JSON.stringify(verdictOf(judgement), null, 2)}\n`;
    case 'sarif':
      return sarifOf(design, judgement);
    case 'junit':
      return junitOf(judgement, failOn);
  }
}

/** Whether something that the command line asked to fail on is there. */
function thresholdReached({ failOn, assert }: Check, { scene, findings, assertions, packs }: Judgement): boolean {
  // What can't be built as drawn passes no pipeline, whatever the threshold.
  const severe =
    failOn !== null &&
    (scene.simulation.designErrors.length > 0 ||
      findings.some(({ severity }) => severityRank(severity) >= severityRank(failOn)));
  // A promise that nobody can check is not kept.
  const broken = assert && assertions.some(({ holds }) => holds !== true);
  const failed = packs.some(({ named, results }) => named && results.some(({ verdict }) => verdict === 'FAIL'));
  return severe || broken || failed;
}
