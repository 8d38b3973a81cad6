import type { Topology } from '../../src/core/model/topology.ts';
import { openLab, UnfitError } from '../../src/lab/lab.ts';
import { runProbes } from '../../src/lab/probe.ts';
import { type LabReport, reportOf } from '../../src/lab/report.ts';
import { runFlows } from '../../src/lab/run.ts';

/** Runs a design and leaves nothing behind. Null: a server of this machine is too old to read what is exported. */
export async function tryOut(topology: Topology): Promise<LabReport | null> {
  try {
    const lab = await openLab(topology);
    try {
      const flows = await runFlows(lab);
      return reportOf(lab, flows, await runProbes(lab, flows));
    } finally {
      await lab.stop();
    }
  } catch (error) {
    if (error instanceof UnfitError && error.reasons.every(({ message }) => message.includes('an older one')))
      return null;
    throw error;
  }
}

/** Differences as lines that a person reads. */
export const toldOf = ({ differences }: LabReport): readonly string[] =>
  differences.map(
    ({ flow, link, about, predicted, observed }) =>
      `${flow}, ${link}, ${about}: predicted ${predicted}, observed ${observed}`,
  );
