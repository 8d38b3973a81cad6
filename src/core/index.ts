import type { Topology } from './model/topology.ts';
import { products } from './products/index.ts';
import { findingsOf } from './rules/index.ts';
import type { Finding } from './rules/rule.ts';
import { simulate } from './simulation/simulate.ts';
import type { Simulation } from './simulation/verdict.ts';

/** What a drawing comes to: the simulation and what the rules say of it. Derived, never stored. */
export interface Verdict {
  readonly simulation: Simulation;
  readonly findings: readonly Finding[];
}

/**
 * Judges a design with the products of this version. Layout plays no part: moving a box gives an equal verdict. With the
 * verdict on an earlier state of the design, only what an edit touched is followed again; the result is the same.
 */
export function check(topology: Topology, before?: Verdict): Verdict {
  const simulation = simulate(topology, products, before?.simulation);
  return { simulation, findings: findingsOf({ topology, simulation, products }) };
}
