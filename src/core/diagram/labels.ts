import type { Position } from '../model/schema.ts';
import { type Box, type Curve, overlap, pointOn } from './geometry.ts';
import type { Glyph } from './glyphs.ts';
import type { Label } from './scene.ts';
import { textWidth } from './text.ts';

export const badge = { height: 24, icon: 14, side: 9, gap: 5, size: 12 } as const;

/** Along the line: the middle first, then to both sides of it. */
const along = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8, 0.14, 0.86];
/** Beside the line, in pixels: above and below, ever further. */
const aside = Array.from({ length: 40 }, (_, i) => (Math.floor(i / 2) + 1) * 14 * (i % 2 === 0 ? -1 : 1));
/** Room between a badge and whatever it must not cover, in pixels. */
const margin = 4;

/**
 * Where a badge goes: on its line, where it covers no card and no other badge; without its word where only its sign has
 * room; else beside the line, on a stem.
 */
export function placeLabel(
  curve: Curve,
  word: string,
  glyph: Glyph | null,
  error: boolean,
  cards: readonly Box[],
  labels: readonly Box[],
): Label {
  const extra = error ? badge.icon + badge.gap : 0;
  const sizes = (glyph && word !== '' ? [wide(word, true), wide('', true)] : [wide(word, glyph !== null)]).map(
    (width) => width + extra,
  );
  const free = (box: Box) =>
    !cards.some((each) => overlap(box, each, margin)) && !labels.some((each) => overlap(box, each, margin));
  for (const [index, width] of sizes.entries())
    for (const t of along) {
      const anchor = pointOn(curve, t);
      const box = boxAround(anchor, width);
      if (free(box)) return { box, word: index === 0 ? word : '', glyph, anchor };
    }
  const middle = pointOn(curve, 0.5);
  const width = sizes[0] ?? 0;
  for (const by of aside) {
    const box = boxAround({ x: middle.x, y: middle.y + by }, width);
    if (free(box)) return { box, word, glyph, anchor: middle };
  }
  // Nothing is free for far around: over every card.
  const top = Math.min(middle.y, ...cards.map(({ y }) => y), ...labels.map(({ y }) => y));
  return { box: boxAround({ x: middle.x, y: top - badge.height }, width), word, glyph, anchor: middle };
}

const wide = (word: string, glyph: boolean): number =>
  2 * badge.side +
  (glyph ? badge.icon : 0) +
  (glyph && word !== '' ? badge.gap : 0) +
  textWidth(word, { size: badge.size, bold: true });

const boxAround = ({ x, y }: Position, width: number): Box => ({
  x: x - width / 2,
  y: y - badge.height / 2,
  width,
  height: badge.height,
});
