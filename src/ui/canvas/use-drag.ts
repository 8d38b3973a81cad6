import { useCallback, useMemo, useRef, useState } from 'react';
import type { Position } from '../../core/model/schema.ts';
import { change, useStore } from '../../store/store.ts';
import { grid } from './geometry.ts';
import { settleInZones } from './settle.ts';
import { cornerOf, type World } from './world.ts';

export interface Drag {
  /** Where the dragged cards are now. It stays in the canvas until the drag ends: one gesture, one step of undo. */
  readonly moved: ReadonlyMap<string, Position>;
  /** The card under the pointer; it stays mounted. */
  readonly lead: string | null;
  readonly start: (moving: readonly string[]) => void;
  /** Puts cards elsewhere; the rest of what is dragged follows, mounted or not. */
  readonly to: (positions: ReadonlyMap<string, Position>) => void;
  readonly stop: () => void;
  readonly active: () => boolean;
}

const nowhere: ReadonlyMap<string, Position> = new Map();

export function useDrag(world: World): Drag {
  const [moved, setMoved] = useState(nowhere);
  const [lead, setLead] = useState<string | null>(null);
  const latest = useRef({ ids: new Set<string>() as ReadonlySet<string>, moved: nowhere, world });
  latest.current.world = world;

  const start = useCallback((moving: readonly string[]) => {
    const { selection } = useStore.getState();
    const selected = moving.some((id) => selection.nodes.has(id));
    latest.current.ids = new Set(selected ? [...moving, ...selection.nodes] : moving);
    setLead(moving[0] ?? null);
  }, []);
  const to = useCallback((positions: ReadonlyMap<string, Position>) => {
    const known = latest.current;
    known.moved = together(known.world, known.ids, positions);
    setMoved(known.moved);
  }, []);
  const stop = useCallback(() => {
    const put = new Map([...latest.current.moved].map(([id, place]) => [id, snapped(place)]));
    latest.current = { ...latest.current, ids: new Set(), moved: nowhere };
    setMoved(nowhere);
    setLead(null);
    if (put.size > 0) change('move', (before) => settleInZones(before, put));
  }, []);
  const active = useCallback(() => latest.current.ids.size > 0, []);
  return useMemo(() => ({ moved, lead, start, to, stop, active }), [moved, lead, start, to, stop, active]);
}

export const snapped = ({ x, y }: Position): Position => ({
  x: Math.round(x / grid) * grid,
  y: Math.round(y / grid) * grid,
});

/** Some cards were moved: all others of a group move by as much as the first of them. */
export function together(
  world: World,
  group: ReadonlySet<string>,
  positions: ReadonlyMap<string, Position>,
): ReadonlyMap<string, Position> {
  const moved = new Map(positions);
  const [first] = positions;
  if (!first) return moved;
  const from = cornerOf(world, first[0]);
  const [dx, dy] = [first[1].x - from.x, first[1].y - from.y];
  for (const id of group) {
    if (moved.has(id) || !world.numbers.has(id)) continue;
    const { x, y } = cornerOf(world, id);
    moved.set(id, { x: x + dx, y: y + dy });
  }
  return moved;
}
