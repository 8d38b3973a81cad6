import type { Position } from '../model/schema.ts';
import type { Crowd } from './crowd.ts';
import { type Box, type Curve, pointOn } from './geometry.ts';
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
 * Where a badge goes: on its line, where it covers no card and no other badge; without its word, then without a warning,
 * where only its sign has room; else beside the line, on a stem.
 */
export function placeLabel(curve: Curve, word: string, glyph: Glyph | null, error: boolean, crowd: Crowd): Label {
  const forms = [
    { word, warns: error },
    ...(glyph && word !== '' ? [{ word: '', warns: error }] : []),
    ...(glyph && error ? [{ word: '', warns: false }] : []),
  ].map((form) => ({ ...form, glyph, width: wide(form.word, glyph !== null, form.warns) }));
  for (const form of forms)
    for (const t of along) {
      const anchor = pointOn(curve, t);
      const box = boxAround(anchor, form.width);
      if (crowd.isFree(box, margin)) return { ...form, box, anchor };
    }
  const anchor = pointOn(curve, 0.5);
  const whole = forms[0] ?? { word, warns: error, glyph, width: 0 };
  for (const by of aside) {
    const box = boxAround({ x: anchor.x, y: anchor.y + by }, whole.width);
    if (crowd.isFree(box, margin)) return { ...whole, box, anchor };
  }
  // Nothing is free for far around: over everything.
  const top = Math.min(anchor.y, crowd.top);
  return { ...whole, box: boxAround({ x: anchor.x, y: top - badge.height }, whole.width), anchor };
}

const wide = (word: string, glyph: boolean, warns: boolean): number =>
  2 * badge.side +
  (warns ? badge.icon + badge.gap : 0) +
  (glyph ? badge.icon : 0) +
  (glyph && word !== '' ? badge.gap : 0) +
  textWidth(word, { size: badge.size, bold: true });

const boxAround = ({ x, y }: Position, width: number): Box => ({
  x: x - width / 2,
  y: y - badge.height / 2,
  width,
  height: badge.height,
});
