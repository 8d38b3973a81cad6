import type { Position, Zone } from '../model/schema.ts';
import { type Topology, zoneKey } from '../model/topology.ts';

/** Sizes in a picture, in pixels: those of the canvas at 100 % zoom. */
export const card = { width: 176, height: 104 } as const;
export const framePadding = { side: 22, top: 44, bottom: 20 } as const;
const emptyZone = { width: 288, height: 200 } as const;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const overlap = (a: Box, b: Box, margin = 0): boolean =>
  a.x < b.x + b.width + margin &&
  b.x < a.x + a.width + margin &&
  a.y < b.y + b.height + margin &&
  b.y < a.y + a.height + margin;

export const moved = <B extends Position>(box: B, by: Position): B => ({ ...box, x: box.x + by.x, y: box.y + by.y });

/** The smallest box around boxes; an empty one at the origin around none. */
export function around(boxes: readonly Box[]): Box {
  const [first, ...rest] = boxes;
  if (!first) return { x: 0, y: 0, width: 0, height: 0 };
  let { x: left, y: top } = first;
  let [right, bottom] = [left + first.width, top + first.height];
  for (const { x, y, width, height } of rest) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Nesting depth of a zone, 0 outermost. */
export function depthOf(topology: Topology, zone: Zone): number {
  let depth = 0;
  const seen = new Set([zone.id]);
  for (let up = zone.parent; up !== undefined && !seen.has(up); up = topology.zones.get(up)?.parent) {
    seen.add(up);
    depth++;
  }
  return depth;
}

/** The frames of all zones: each just wide enough for what is declared to be in it. */
export function zoneFrames(topology: Topology, positions: ReadonlyMap<string, Position>): ReadonlyMap<string, Box> {
  const frames = new Map<string, Box>();
  const inside = new Map<string, Box[]>();
  const lay = (zone: string | undefined, box: Box) => {
    if (zone !== undefined) inside.set(zone, [...(inside.get(zone) ?? []), box]);
  };
  for (const node of topology.nodes.values()) {
    const at = positions.get(node.id);
    if (at) lay(node.zone, { x: at.x, y: at.y, ...card });
  }
  const depths = new Map([...topology.zones.values()].map((zone) => [zone.id, depthOf(topology, zone)]));
  const innermostFirst = [...topology.zones.values()].sort((a, b) => (depths.get(b.id) ?? 0) - (depths.get(a.id) ?? 0));
  for (const zone of innermostFirst) {
    const boxes = inside.get(zone.id);
    const place = topology.layout.get(zoneKey(zone.id));
    // An empty zone that nobody placed is not drawn: there is nothing to tell where it lies.
    if (!boxes && !place) continue;
    const frame = boxes ? padded(around(boxes)) : { x: place?.x ?? 0, y: place?.y ?? 0, ...emptyZone };
    frames.set(zone.id, frame);
    lay(zone.parent, frame);
  }
  return frames;
}

const padded = ({ x, y, width, height }: Box): Box => ({
  x: x - framePadding.side,
  y: y - framePadding.top,
  width: width + 2 * framePadding.side,
  height: height + framePadding.top + framePadding.bottom,
});

/** Where the mark of a listener sits on the card's left edge, from its top; many move closer together. */
export function listenerTop(index: number, count: number): number {
  const pitch = Math.min(32, (card.height - 24) / Math.max(1, count - 1));
  return card.height / 2 + (index - (count - 1) / 2) * pitch;
}

/** A cubic Bézier curve: start, two control points, end. */
export type Curve = readonly [Position, Position, Position, Position];

/** The canvas's curve from a card's right edge to another's left: bent by half of the way, more where it leads back. */
export function curveBetween(start: Position, end: Position): Curve {
  const way = end.x - start.x;
  const bend = way >= 0 ? way / 2 : 6.25 * Math.sqrt(-way);
  return [start, { x: start.x + bend, y: start.y }, { x: end.x - bend, y: end.y }, end];
}

/** A point of a curve, by its parameter from 0 to 1. */
export function pointOn([a, b, c, d]: Curve, t: number): Position {
  const blend = (axis: 'x' | 'y') =>
    (1 - t) ** 3 * a[axis] + 3 * (1 - t) ** 2 * t * b[axis] + 3 * (1 - t) * t ** 2 * c[axis] + t ** 3 * d[axis];
  return { x: blend('x'), y: blend('y') };
}

/** The smallest box that is sure to hold a curve: that of its four points. */
export const boxOf = (curve: Curve): Box => around(curve.map(({ x, y }) => ({ x, y, width: 0, height: 0 })));
