import { changeNode, move } from '../../core/model/commands.ts';
import { encloses } from '../../core/model/repair.ts';
import type { Position } from '../../core/model/schema.ts';
import { type Topology, zoneKey } from '../../core/model/topology.ts';
import { type Box, card, positionOf, zoneAt, zoneFrames } from './geometry.ts';

/** How far outside its frame a card may be dropped and still widen the frame rather than leave it, in pixels. */
const reach = 72;

/**
 * Puts dragged cards down: into the zone whose frame they were dropped on, out of theirs when dropped well outside.
 * A zone that loses its last member keeps its place on the canvas.
 */
export function settleInZones(before: Topology, positions: ReadonlyMap<string, Position>): Topology {
  const at = (id: string) => positionOf(before, id);
  const whole = zoneFrames(before, at);
  const nodes = new Map([...before.nodes].filter(([id]) => !positions.has(id)));
  const rest = zoneFrames({ ...before, nodes }, at);
  const occupied = new Set([...nodes.values()].flatMap(({ zone }) => (zone === undefined ? [] : [zone])));
  const frames = new Map<string, Box>();
  for (const [zone, frame] of whole) {
    const kept = [...occupied].some((id) => encloses(before, zone, id));
    frames.set(zone, (kept ? rest.get(zone) : undefined) ?? frame);
  }

  let next = move(before, positions);
  for (const [id, { x, y }] of positions) {
    const node = before.nodes.get(id);
    if (!node) continue;
    const zone = zoneAt(before, frames, { x: x + card.width / 2, y: y + card.height / 2 });
    const own = node.zone === undefined ? undefined : whole.get(node.zone);
    const outward = zone === undefined || (node.zone !== undefined && encloses(before, zone, node.zone));
    const near =
      own &&
      x + card.width > own.x - reach &&
      x < own.x + own.width + reach &&
      y + card.height > own.y - reach &&
      y < own.y + own.height + reach;
    if (zone === node.zone || (outward && near)) continue;
    next = changeNode(next, id, { zone });
  }
  const left = new Set([...next.nodes.values()].flatMap(({ zone }) => (zone === undefined ? [] : [zone])));
  for (const zone of occupiedBefore(before))
    if (!left.has(zone)) {
      const frame = whole.get(zone);
      if (frame) next = { ...next, layout: new Map(next.layout).set(zoneKey(zone), { x: frame.x, y: frame.y }) };
    }
  return next;
}

const occupiedBefore = ({ nodes }: Topology): ReadonlySet<string> =>
  new Set([...nodes.values()].flatMap(({ zone }) => (zone === undefined ? [] : [zone])));
