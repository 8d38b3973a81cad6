import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import type { Position } from '../../core/model/schema.ts';
import type { Topology } from '../../core/model/topology.ts';
import { card } from './geometry.ts';
import { startLayoutWorker } from './layout-worker.ts';

/** Positions that read from left to right and keep every zone's members together, by ELK's layered algorithm. */
export async function layOut(topology: Topology): Promise<ReadonlyMap<string, Position>> {
  const elk = new ELK({ workerFactory: startLayoutWorker });
  try {
    const laid = await elk.layout(toElk(topology));
    const positions = new Map<string, Position>();
    collect(laid, { x: 0, y: 0 }, topology, positions);
    return positions;
  } finally {
    elk.terminateWorker();
  }
}

function toElk(topology: Topology): ElkNode {
  const childrenOf = (parent: string | undefined): ElkNode[] => [
    ...[...topology.zones.values()]
      .filter((zone) => zone.parent === parent)
      .map((zone) => ({
        id: `zone:${zone.id}`,
        children: childrenOf(zone.id),
        layoutOptions: { 'elk.padding': '[top=48,left=28,bottom=28,right=28]', 'elk.spacing.nodeNode': '40' },
      })),
    ...[...topology.nodes.values()].filter((node) => node.zone === parent).map((node) => ({ id: node.id, ...card })),
  ];
  return {
    id: 'design',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.layered.spacing.nodeNodeBetweenLayers': '112',
      'elk.spacing.nodeNode': '48',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
    },
    children: childrenOf(undefined),
    edges: [...topology.links.values()].map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  };
}

function collect(node: ElkNode, offset: Position, topology: Topology, positions: Map<string, Position>): void {
  for (const child of node.children ?? []) {
    const at = { x: Math.round(offset.x + (child.x ?? 0)), y: Math.round(offset.y + (child.y ?? 0)) };
    if (topology.nodes.has(child.id) && !child.id.startsWith('zone:')) positions.set(child.id, at);
    else collect(child, at, topology, positions);
  }
}
