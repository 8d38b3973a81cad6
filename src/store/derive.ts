import type { Topology } from '../core/model/topology.ts';
import { simulate } from '../core/simulation/simulate.ts';
import type { Simulation } from '../core/simulation/verdict.ts';
import { products } from './registry.ts';

/** What the verdict depends on: everything but where the boxes stand, and what is said about the design. */
const meaning = ['zones', 'nodes', 'links', 'data', 'flows'] as const;

/** A verdict, and the topology it was computed from: both stay the same objects while boxes only move. */
export interface Judged {
  readonly drawing: Topology;
  readonly verdict: { readonly simulation: Simulation };
}

let last: Judged | null = null;
let knownThen = 0;

/**
 * The verdict on a topology, remembered for the last tables by reference; layout is left out. Goes on from the one before,
 * so that an edit costs what it touches. Never stored.
 */
export function judge(topology: Topology): Judged {
  // With products that have been loaded since, the same drawing may come to something else.
  const known = knownThen === products.size ? last : null;
  knownThen = products.size;
  if (known && meaning.every((table) => known.drawing[table] === topology[table])) return known;
  last = {
    drawing: topology,
    verdict: { simulation: simulate(topology, products, known?.verdict.simulation) },
  };
  return last;
}
