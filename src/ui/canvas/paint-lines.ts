import type { LinkMark } from '../words.ts';
import { type Curve, part, pointAt } from './curve.ts';
import type { Ink } from './ink.ts';
import { detail, type Picture, seen, type View } from './picture.ts';
import { lineIn, lineOf } from './world.ts';

/** One stroke along a line: its colour, its width at 100 %, the least it shrinks to, and its dashes at 100 %. */
interface Stroke {
  readonly ink: keyof Ink;
  readonly width: number;
  readonly least: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
  /** Drawn only where there is room to see it. */
  readonly close?: true;
}

const sleeve: Stroke = { ink: 'session-soft', width: 11, least: 4, close: true };
const doubtful: Stroke = { ink: 'doubt-soft', width: 11, least: 4, close: true };
const casing: Stroke = { ink: 'casing', width: 20, least: 5, alpha: 0.35 };

/** As the style sheet draws them close up. The order is that of painting: what is readable comes last, on top. */
export const strokes: Readonly<Record<LinkMark, readonly Stroke[]>> = {
  unreached: [{ ink: 'line-strong', width: 2.5, least: 1.2, dash: [3, 6] }],
  server: [sleeve, { ink: 'session', width: 2.5, least: 1.1 }],
  mutual: [
    sleeve,
    { ink: 'session', width: 6, least: 2.4 },
    { ink: 'session-soft', width: 2, least: 0.8, close: true },
  ],
  ca: [sleeve, { ink: 'session', width: 2.5, least: 1.3, dash: [14, 6] }],
  unverified: [doubtful, { ink: 'doubt', width: 3, least: 1.5, dash: [7, 5] }],
  downgradable: [doubtful, { ink: 'doubt', width: 3, least: 1.5, dash: [12, 4, 2, 4] }],
  shielded: [{ ink: 'plain', width: 2.5, least: 1.2 }],
  failed: [{ ink: 'broken', width: 3, least: 1.8 }],
  plaintext: [{ ink: 'plain', width: 4.5, least: 2.2 }],
};
const order = Object.keys(strokes) as readonly LinkMark[];

/** Beyond tubes a line is this many straight pieces: a bend of a few pixels needs no more, and strokes in half the time. */
const pieces = 6;

/** One path of thousands of lines is slower to fill than many of a few. */
const atOnce = 40;

export function paintLines(context: CanvasRenderingContext2D, picture: Picture, view: View, ink: Ink): number {
  const { world, looks, selection, mounted, differing } = picture;
  const box = seen(view, 12);
  const byMark = new Map<LinkMark, Curve[]>(order.map((mark) => [mark, []]));
  const [cased, chosen, seenOtherwise]: [Curve[], Curve[], Curve[]] = [[], [], []];
  let drawn = 0;
  for (let link = 0; link < world.links.length; link++) {
    const id = world.links[link]?.id ?? '';
    if (!lineIn(world, link, box) || mounted.links.has(id)) continue;
    const curve = onScreen(lineOf(world, link), view);
    const look = looks.line(link);
    byMark.get(look.mark)?.push(curve);
    if (look.cased) cased.push(curve);
    if (selection.links.has(id)) chosen.push(curve);
    if (differing.has(id)) seenOtherwise.push(curve);
    drawn++;
  }
  const draw = (curves: readonly Curve[], stroke: Stroke) => strokeAll(context, curves, stroke, view.zoom, ink);
  draw(chosen, { ink: 'accent', width: 18, least: 7, alpha: 0.35 });
  draw(cased, casing);
  for (const mark of order) {
    const curves = byMark.get(mark) ?? [];
    const lines = mark === 'failed' ? curves.flatMap(broken) : curves;
    for (const stroke of strokes[mark]) if (!stroke.close || view.zoom >= detail.tubes) draw(lines, stroke);
    if (mark === 'failed') crosses(context, curves, view.zoom, ink);
  }
  squares(context, seenOtherwise, ink);
  return drawn;
}

function onScreen([ax, ay, bx, by, cx, cy, dx, dy]: Curve, { x, y, zoom }: View): Curve {
  return [
    ax * zoom + x,
    ay * zoom + y,
    bx * zoom + x,
    by * zoom + y,
    cx * zoom + x,
    cy * zoom + y,
    dx * zoom + x,
    dy * zoom + y,
  ];
}

/** What is left of a line that breaks: both ends, with a gap around the middle. */
export const broken = (curve: Curve): readonly Curve[] => [part(curve, 0, 0.36), part(curve, 0.64, 1)];

function strokeAll(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  { ink: name, width, least, dash, alpha = 1 }: Stroke,
  zoom: number,
  ink: Ink,
): void {
  if (curves.length === 0) return;
  const across = Math.max(width * zoom, least);
  context.strokeStyle = ink[name];
  context.globalAlpha = alpha;
  context.lineWidth = across;
  // Dashes shrink with the line, as far as they can be told apart.
  context.setLineDash(dash ? dash.map((length) => length * Math.max(zoom, 0.45)) : []);
  context.lineJoin = 'bevel';
  for (let start = 0; start < curves.length; start += atOnce) {
    context.beginPath();
    for (const curve of curves.slice(start, start + atOnce)) {
      const [ax, ay, bx, by, cx, cy, dx, dy] = curve;
      context.moveTo(ax, ay);
      if (zoom >= detail.tubes) context.bezierCurveTo(bx, by, cx, cy, dx, dy);
      else if (Math.abs(dy - ay) < 1 && dx >= ax) context.lineTo(dx, dy);
      else
        for (let i = 1; i <= pieces; i++) {
          const { x, y } = pointAt(curve, i / pieces);
          context.lineTo(x, y);
        }
    }
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The bold cross where a line breaks. */
function crosses(context: CanvasRenderingContext2D, curves: readonly Curve[], zoom: number, ink: Ink): void {
  const arm = Math.max(7 * zoom, 3);
  context.strokeStyle = ink.text;
  context.lineWidth = Math.max(3.5 * zoom, 1.8);
  context.beginPath();
  for (const curve of curves) {
    const { x, y } = pointAt(curve, 0.5);
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x + arm, y - arm);
    context.lineTo(x - arm, y + arm);
  }
  context.stroke();
}

/** What was seen otherwise: square and filled, unlike any state. */
function squares(context: CanvasRenderingContext2D, curves: readonly Curve[], ink: Ink): void {
  context.fillStyle = ink.text;
  for (const curve of curves) {
    const { x, y } = pointAt(curve, 0.5);
    context.fillRect(x - 4, y + 4, 8, 8);
  }
}
