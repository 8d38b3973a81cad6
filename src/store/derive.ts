import { check, type Verdict } from '../core/index.ts';
import type { Topology } from '../core/model/topology.ts';

/** What the verdict depends on: everything but where the boxes stand. */
const meaning = ['zones', 'nodes', 'links', 'data', 'flows'] as const;

let last: { topology: Topology; verdict: Verdict } | null = null;

/** The verdict on a topology, remembered for the last tables by reference; layout is left out. Never stored. */
export function verdictOf(topology: Topology): Verdict {
  if (last && meaning.every((table) => last?.topology[table] === topology[table])) return last.verdict;
  const verdict = check(topology);
  last = { topology, verdict };
  return verdict;
}
