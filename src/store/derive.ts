import { check, type Verdict } from '../core/index.ts';
import type { Topology } from '../core/model/topology.ts';

/** What the verdict depends on: everything but where the boxes stand. */
const meaning = ['zones', 'nodes', 'links', 'data', 'flows'] as const;

/** A verdict, and the topology it was computed from: both stay the same objects while boxes only move. */
export interface Judged {
  readonly drawing: Topology;
  readonly verdict: Verdict;
}

let last: Judged | null = null;

/** The verdict on a topology, remembered for the last tables by reference; layout is left out. Never stored. */
export function judge(topology: Topology): Judged {
  const known = last;
  if (known && meaning.every((table) => known.drawing[table] === topology[table])) return known;
  last = { drawing: topology, verdict: check(topology, known?.verdict) };
  return last;
}
