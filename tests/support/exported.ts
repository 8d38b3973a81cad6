import type { ProductKind } from '../../src/core/model/product.ts';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import type { ExportedFile, Exporter } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';

/** The files that a design's nodes of a product export to, with the paths of the drawing: for schemas, not for servers. */
export function exportedFiles(product: string, exportPlan: Exporter, topology: Topology): readonly ExportedFile[] {
  const plans = planDesign(topology, simulate(topology, products), products);
  return plans.filter((plan) => plan.product.id === product).flatMap((plan) => exportPlan(plan).files);
}

const relaying: readonly ProductKind[] = ['load-balancer', 'gateway', 'service'];

/** The same drawing with the product in every place where it could stand: random designs hold few of any one product. */
export const recast = (topology: Topology, product: string, kinds: readonly ProductKind[] = relaying): Topology => ({
  ...topology,
  nodes: mapTable(topology.nodes, (node) => {
    const kind = products.get(node.product)?.kind;
    const { version: _, cannot: __, ...rest } = node;
    return kind !== undefined && kinds.includes(kind) ? { ...rest, product } : node;
  }),
});
