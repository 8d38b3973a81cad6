import type { Position } from '../../core/model/schema.ts';

/** A link's line from port to port: React Flow's bezier between a right edge and a left one, as eight numbers. */
export type Curve = readonly [number, number, number, number, number, number, number, number];

/** How far the line runs straight out of a port; React Flow's default curvature of 0.25, so that both draw alike. */
const reach = (distance: number): number => (distance >= 0 ? distance / 2 : 6.25 * Math.sqrt(-distance));

export function curveOf(fromX: number, fromY: number, toX: number, toY: number): Curve {
  const bend = reach(toX - fromX);
  return [fromX, fromY, fromX + bend, fromY, toX - bend, toY, toX, toY];
}

export function pointAt([ax, ay, bx, by, cx, cy, dx, dy]: Curve, t: number): Position {
  const s = 1 - t;
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return { x: a * ax + b * bx + c * cx + d * dx, y: a * ay + b * by + c * cy + d * dy };
}

/** The part of a curve between two parameters, itself a curve: de Casteljau's construction by blossoms. */
export function part([ax, ay, bx, by, cx, cy, dx, dy]: Curve, from: number, to: number): Curve {
  const along = (a: number, b: number, c: number, d: number) => {
    const blossom = (r: number, s: number, t: number) => {
      const mix = (p: number, q: number, at: number) => p + (q - p) * at;
      const [ab, bc, cd] = [mix(a, b, r), mix(b, c, r), mix(c, d, r)];
      return mix(mix(ab, bc, s), mix(bc, cd, s), t);
    };
    return [blossom(from, from, from), blossom(from, from, to), blossom(from, to, to), blossom(to, to, to)] as const;
  };
  const [x, y] = [along(ax, bx, cx, dx), along(ay, by, cy, dy)];
  return [x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3]];
}

/** How near a point comes to a curve, by the chords between 25 points of it: enough for a pointer. */
export function distanceTo(curve: Curve, { x, y }: Position): number {
  let nearest = Number.POSITIVE_INFINITY;
  let from = pointAt(curve, 0);
  for (let i = 1; i <= 24; i++) {
    const to = pointAt(curve, i / 24);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
    nearest = Math.min(nearest, Math.hypot(from.x + t * dx - x, from.y + t * dy - y));
    from = to;
  }
  return nearest;
}
