import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { products } from '../../src/core/products/index.ts';

/** A design whose load balancers are all of one product: drawn at random, each product of many is rare. */
export const recast = (topology: Topology, product: string): Topology => ({
  ...topology,
  nodes: mapTable(topology.nodes, (node) =>
    products.get(node.product)?.kind === 'load-balancer' ? { ...node, product } : node,
  ),
});
