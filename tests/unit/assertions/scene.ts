import type { Topology } from '../../../src/core/model/topology.ts';
import type { Scene } from '../../../src/core/observers/observer.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';

export const sceneOf = (topology: Topology): Scene => ({
  topology,
  simulation: simulate(topology, products),
  products,
});
