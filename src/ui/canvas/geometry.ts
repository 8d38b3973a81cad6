import type { Position, Zone } from '../../core/model/schema.ts';
import { type Topology, zoneKey } from '../../core/model/topology.ts';

/** Sizes on the canvas, in pixels at 100 % zoom; an 8-pixel grid. */
export const card = { width: 176, height: 104 } as const;
export const grid = 8;
/** The room for a zone's title, above the cards in its frame. */
export const zoneHead = 44;
const padding = { side: 22, top: zoneHead, bottom: 20 } as const;
const emptyZone = { width: 288, height: 200 } as const;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where each node stands; those without a position stand in rows below what is placed. */
export function placesOf(topology: Topology): (id: string) => Position {
  const unplaced = new Map<string, number>();
  let lowest = -160;
  for (const id of topology.nodes.keys()) {
    const known = topology.layout.get(id);
    if (known) lowest = Math.max(lowest, known.y);
    else unplaced.set(id, unplaced.size);
  }
  return (id) => {
    const index = unplaced.get(id) ?? -1;
    return topology.layout.get(id) ?? { x: (index % 5) * 272, y: lowest + 160 + Math.floor(index / 5) * 152 };
  };
}

/** Where one node stands. */
export const positionOf = (topology: Topology, id: string): Position =>
  topology.layout.get(id) ?? placesOf(topology)(id);

/** Nesting depth of a zone, 0 outermost. */
export function depthOf(topology: Topology, zone: Zone): number {
  let depth = 0;
  const seen = new Set([zone.id]);
  for (
    let parent = zone.parent;
    parent !== undefined && !seen.has(parent);
    parent = topology.zones.get(parent)?.parent
  ) {
    seen.add(parent);
    depth++;
  }
  return depth;
}

/** The frames of all zones: each just wide enough for what is declared to be in it. Membership never follows from pixels. */
export function zoneFrames(topology: Topology, positions: (id: string) => Position): ReadonlyMap<string, Box> {
  const frames = new Map<string, Box>();
  const inside = new Map<string, Box[]>();
  const lay = (zone: string | undefined, box: Box) => {
    if (zone === undefined) return;
    const boxes = inside.get(zone);
    if (boxes) boxes.push(box);
    else inside.set(zone, [box]);
  };
  for (const node of topology.nodes.values()) lay(node.zone, { ...positions(node.id), ...card });
  const innermostFirst = [...topology.zones.values()].sort((a, b) => depthOf(topology, b) - depthOf(topology, a));
  for (const zone of innermostFirst) {
    const boxes = inside.get(zone.id);
    const frame = boxes
      ? around(boxes)
      : { ...(topology.layout.get(zoneKey(zone.id)) ?? { x: 0, y: -280 }), ...emptyZone };
    frames.set(zone.id, frame);
    lay(zone.parent, frame);
  }
  return frames;
}

function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(({ x }) => x)) - padding.side;
  const top = Math.min(...boxes.map(({ y }) => y)) - padding.top;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + padding.side;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + padding.bottom;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The innermost frame that holds a point. */
export function zoneAt(topology: Topology, frames: ReadonlyMap<string, Box>, point: Position): string | undefined {
  return [...topology.zones.values()]
    .filter(({ id }) => {
      const box = frames.get(id);
      return (
        box && point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height
      );
    })
    .sort((a, b) => depthOf(topology, b) - depthOf(topology, a))[0]?.id;
}

/** A place near the wish that covers no card. */
export function freeSpot(topology: Topology, wish: Position): Position {
  const taken = [...topology.nodes.keys()].map((id) => positionOf(topology, id));
  const clashes = ({ x, y }: Position) =>
    taken.some((other) => Math.abs(other.x - x) < card.width + 24 && Math.abs(other.y - y) < card.height + 24);
  const snap = (value: number) => Math.round(value / grid) * grid;
  let spot = { x: snap(wish.x), y: snap(wish.y) };
  for (let tries = 0; clashes(spot) && tries < 500; tries++) spot = { x: spot.x, y: spot.y + card.height + 32 };
  return spot;
}

/** A place for a new empty zone's frame: above the origin, right of whatever frame stands in its way. */
export function spotForZone(frames: Iterable<Box>): Position {
  let x = 0;
  const y = -280;
  const { width, height } = emptyZone;
  for (const box of [...frames].sort((a, b) => a.x - b.x))
    if (box.x < x + width && box.x + box.width > x && box.y < y + height && box.y + box.height > y)
      x = Math.ceil((box.x + box.width + 24) / grid) * grid;
  return { x, y };
}

/** Where the mark and the handle of a listener sit on the card's left edge, from its top; many move closer together. */
export function handleTop(index: number, count: number): number {
  const pitch = Math.min(32, (card.height - 24) / Math.max(1, count - 1));
  return card.height / 2 + (index - (count - 1) / 2) * pitch;
}
