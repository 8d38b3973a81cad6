import type { AssumptionId } from '../../../src/core/cost/assumed-numbers.ts';
import { costOf } from '../../../src/core/cost/cost.ts';
import type { FlowCost } from '../../../src/core/cost/flow-cost.ts';
import { tableOf } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Scene } from '../../../src/core/observers/observer.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';

export const sceneOf = (topology: Topology): Scene => ({
  topology,
  products,
  simulation: simulate(topology, products),
});

export const assuming = (topology: Topology, values: Partial<Record<AssumptionId, number>>): Topology => ({
  ...topology,
  assumptions: tableOf(Object.entries(values).map(([id, value]) => ({ id, value: value ?? 0 }))),
});

/** The cost of a scene's only flow, or of the one named. */
export function flowCost(scene: Scene, id?: string): FlowCost {
  const costs = costOf(scene).flows;
  const cost = id === undefined ? [...costs.values()][0] : costs.get(id);
  if (!cost) throw new Error('there is no such flow');
  return cost;
}
