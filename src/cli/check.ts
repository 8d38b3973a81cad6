import { check } from '../core/index.ts';
import { severityRank } from '../core/rules/severity.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import type { Io } from './io.ts';
import { reportOf } from './report.ts';
import { verdictOf } from './verdict.ts';

export async function checkCommand(
  { file, format, failOn }: Extract<Command, { name: 'check' }>,
  io: Io,
): Promise<ExitCode> {
  const topology = await readDesign(file, io);
  if (!topology) return exitCodes.refused;
  const verdict = check(topology);
  io.out(
    format === 'json'
      ? `${JSON.stringify(verdictOf(topology, verdict), null, 2)}\n`
      : reportOf(topology, verdict, io.colour),
  );
  // What can't be built as drawn passes no pipeline, whatever the threshold.
  const reached =
    failOn !== null &&
    (verdict.simulation.designErrors.length > 0 ||
      verdict.findings.some(({ severity }) => severityRank(severity) >= severityRank(failOn)));
  return reached ? exitCodes.thresholdReached : exitCodes.done;
}
