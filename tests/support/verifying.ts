import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Binding, planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { compareObserved, type ObservedComparison } from '../../src/core/verify/observed.ts';
import { probesOf } from '../../src/core/verify/probes.ts';
import { type Observation, readObservations } from '../../src/core/verify/results.ts';
import { verifyScript } from '../../src/core/verify/script.ts';
import { runClient } from './lab.ts';

export interface Verified {
  readonly code: number | null;
  /** What was printed. */
  readonly words: string;
  /** Probes by their result, as `LINK/PROBE`. */
  readonly probes: (result: Observation['checks'][number]['result']) => readonly string[];
  readonly observed: (link: string) => Observation | undefined;
  readonly comparison: ObservedComparison;
}

/** Exports the check of a design, bound to where something runs, and runs it as a team would. */
export async function verifyAt(
  topology: Topology,
  binding: Binding,
  directory: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Verified> {
  const simulation = simulate(topology, products);
  const plans = planDesign(topology, simulation, products, binding);
  const script = join(directory, 'verify.sh');
  const out = join(directory, 'results.jsonl');
  writeFileSync(script, verifyScript(probesOf(plans, simulation, topology), plans));
  writeFileSync(out, '');
  const ran = await runClient(['sh', script, '--out', out, ...args], { limit: 60_000, env });
  const text = readFileSync(out, 'utf8');
  const read = readObservations(text);
  if (!read.ok) throw new Error(`${JSON.stringify(read.problems)}\n${text}\n${ran.out}${ran.err}`);
  const observations = read.value;
  return {
    code: ran.code,
    words: `${ran.out}${ran.err}`,
    probes: (result) =>
      observations.flatMap(({ link, checks }) =>
        checks.filter((check) => check.result === result).map(({ id }) => `${link}/${id}`),
      ),
    observed: (link) => observations.find((each) => each.link === link),
    comparison: compareObserved(topology, simulation, observations),
  };
}
