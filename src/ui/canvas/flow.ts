import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import type { Link, Zone } from '../../core/model/schema.ts';
import type { Topology } from '../../core/model/topology.ts';
import type { Selection } from '../../store/store.ts';
import { type Box, card, depthOf } from './geometry.ts';
import { portsOf } from './ports.ts';
import { cornerOf, type World } from './world.ts';

/** What React Flow is given: references by id, never copies; each card and line reads its own record and verdict. */
export type CardNode = FlowNode<Record<string, never>, 'card'>;
export type ZoneNode = FlowNode<{ readonly zone: string }, 'zone'>;
export type CanvasNode = CardNode | ZoneNode;
export type LinkEdge = FlowEdge<Record<string, never>, 'link'>;

/** Zones are nodes of the canvas too; their ids must not meet those of components. */
const zoneNodeId = (zone: string): string => `zone:${zone}`;

const noData: Record<string, never> = {};

/** So many frames are mounted whatever is near: their titles are then always within the keyboard's reach. */
const fewZones = 24;

/** The canvas's nodes: zone frames behind, outermost first, then cards. Unchanged ones keep their object. */
export function toNodes(
  world: World,
  selection: Selection,
  mounted: ReadonlySet<string>,
  previous: ReadonlyMap<string, CanvasNode>,
): readonly CanvasNode[] {
  const { topology, frames } = world;
  const zones = [...zonesToMount(topology, mounted)]
    .map((zone) => ({ zone, depth: depthOf(topology, zone) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ zone, depth }) => {
      const frame = frames.get(zone.id) ?? { x: 0, y: 0, width: 0, height: 0 };
      return keepOr(previous, zoneNode(zone.id, frame, depth, selection.zone === zone.id));
    });
  const cards = [...mounted]
    .map((id) => world.numbers.get(id) ?? -1)
    .sort((a, b) => a - b)
    .flatMap((number) => world.nodes[number] ?? [])
    .map((node) =>
      keepOr(previous, {
        id: node.id,
        type: 'card',
        position: cornerOf(world, node.id),
        data: noData,
        selected: selection.nodes.has(node.id),
        width: card.width,
        height: card.height,
        handles: portsOf(node).handles,
        zIndex: 10,
      }),
    );
  return [...zones, ...cards];
}

/** Few zones: all of them. Many: those that a mounted card lies in. */
function zonesToMount(topology: Topology, mounted: ReadonlySet<string>): Iterable<Zone> {
  if (topology.zones.size <= fewZones) return topology.zones.values();
  const around = new Set<Zone>();
  const addWithParents = (id: string | undefined) => {
    const zone = topology.zones.get(id ?? '');
    if (!zone || around.has(zone)) return;
    around.add(zone);
    addWithParents(zone.parent);
  };
  for (const id of mounted) addWithParents(topology.nodes.get(id)?.zone);
  return around;
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
    known.height === next.height &&
    known.handles === next.handles
  )
    return known;
  return next;
}

/** The canvas's edges: links whose both ends are mounted. Unchanged ones keep their object. */
export function toEdges(
  links: Iterable<Link>,
  selection: Selection,
  mounted: ReadonlySet<string>,
  previous: ReadonlyMap<string, LinkEdge>,
): readonly LinkEdge[] {
  const edges: LinkEdge[] = [];
  for (const link of links) {
    if (!mounted.has(link.from) || !mounted.has(link.to)) continue;
    const targetHandle = link.listener ?? 'default';
    const selected = selection.links.has(link.id);
    const known = previous.get(link.id);
    edges.push(
      known &&
        known.source === link.from &&
        known.target === link.to &&
        known.targetHandle === targetHandle &&
        known.selected === selected
        ? known
        : {
            id: link.id,
            type: 'link',
            source: link.from,
            target: link.to,
            targetHandle,
            data: noData,
            selected,
            focusable: false,
            zIndex: selected ? 5 : 0,
          },
    );
  }
  return edges;
}
