import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import type { Position } from '../../core/model/schema.ts';
import type { Topology } from '../../core/model/topology.ts';
import type { Selection } from '../../store/store.ts';
import { type Box, card, depthOf, zoneFrames } from './geometry.ts';

/** What React Flow is given: references by id, never copies; each card and line reads its own record and verdict. */
export type CardNode = FlowNode<Record<string, never>, 'card'>;
export type ZoneNode = FlowNode<{ readonly zone: string }, 'zone'>;
export type CanvasNode = CardNode | ZoneNode;
export type LinkEdge = FlowEdge<Record<string, never>, 'link'>;

/** Zones are nodes of the canvas too; their ids must not meet those of components. */
const zoneNodeId = (zone: string): string => `zone:${zone}`;

const noData: Record<string, never> = {};

/** The canvas's nodes: zone frames behind, outermost first, then cards. Unchanged ones keep their object. */
export function toNodes(
  topology: Topology,
  selection: Selection,
  positions: (id: string) => Position,
  previous: ReadonlyMap<string, CanvasNode>,
): readonly CanvasNode[] {
  const frames = zoneFrames(topology, positions);
  const zones = [...topology.zones.values()]
    .map((zone) => ({ zone, depth: depthOf(topology, zone) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ zone, depth }) => {
      const frame = frames.get(zone.id) ?? { x: 0, y: 0, width: 0, height: 0 };
      return keepOr(previous, zoneNode(zone.id, frame, depth, selection.zone === zone.id));
    });
  const cards = [...topology.nodes.values()].map((node) =>
    keepOr(previous, {
      id: node.id,
      type: 'card',
      position: positions(node.id),
      data: noData,
      selected: selection.nodes.has(node.id),
      width: card.width,
      height: card.height,
      zIndex: 10,
    }),
  );
  return [...zones, ...cards];
}

function zoneNode(zone: string, { x, y, width, height }: Box, depth: number, selected: boolean): ZoneNode {
  return {
    id: zoneNodeId(zone),
    type: 'zone',
    position: { x, y },
    data: { zone },
    width,
    height,
    zIndex: -20 + depth,
    selected,
    draggable: false,
    connectable: false,
    deletable: false,
    focusable: false,
  };
}

function keepOr(previous: ReadonlyMap<string, CanvasNode>, next: CanvasNode): CanvasNode {
  const known = previous.get(next.id);
  if (
    known &&
    known.position.x === next.position.x &&
    known.position.y === next.position.y &&
    known.selected === next.selected &&
    known.width === next.width &&
    known.height === next.height
  )
    return known;
  return next;
}

export function toEdges(
  topology: Topology,
  selection: Selection,
  previous: ReadonlyMap<string, LinkEdge>,
): readonly LinkEdge[] {
  return [...topology.links.values()].map((link) => {
    const targetHandle = link.listener ?? 'default';
    const selected = selection.links.has(link.id);
    const known = previous.get(link.id);
    if (
      known &&
      known.source === link.from &&
      known.target === link.to &&
      known.targetHandle === targetHandle &&
      known.selected === selected
    )
      return known;
    const edge: LinkEdge = {
      id: link.id,
      type: 'link',
      source: link.from,
      target: link.to,
      targetHandle,
      data: noData,
      selected,
      focusable: false,
      zIndex: selected ? 5 : 0,
    };
    return edge;
  });
}
