import { type Element, element } from '../config/xml.ts';
import type { Curve } from './geometry.ts';
import { type Glyph, glyphs } from './glyphs.ts';
import type { Type } from './text.ts';

/** Families that every system has something for; `text.ts` measures the widest of them. */
export const fonts = 'Helvetica, Arial, sans-serif';

/** Pixels, to a hundredth. */
export const px = (value: number): number => Math.round(value * 100) / 100;

export interface TextStyle extends Type {
  readonly fill: string;
  readonly anchor?: 'middle' | 'end';
}

/** A line of text with its middle at this height. */
export const textAt = (text: string, x: number, y: number, { size, bold, fill, anchor }: TextStyle): Element =>
  element(
    'text',
    {
      x: px(x),
      // Capitals are about 0.72 of the type size high, wherever the font puts its baseline.
      y: px(y + size * 0.36),
      'font-size': size,
      fill,
      ...(bold ? { 'font-weight': 700 } : {}),
      ...(anchor ? { 'text-anchor': anchor } : {}),
    },
    text,
  );

/** Shapes of a 24 × 24 grid, stroked, `size` wide with their top left corner here. */
export const stroked = (
  shapes: readonly Element[],
  x: number,
  y: number,
  size: number,
  stroke: string,
  width = 2,
): Element =>
  element(
    'g',
    {
      transform: `translate(${px(x)} ${px(y)}) scale(${px(size / 24)})`,
      fill: 'none',
      stroke,
      'stroke-width': width,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    },
    ...shapes,
  );

export const glyphAt = (glyph: Glyph, x: number, y: number, size: number, stroke: string, width = 2): Element =>
  stroked(
    glyphs[glyph].map((d) => element('path', { d })),
    x,
    y,
    size,
    stroke,
    width,
  );

export const pathOf = ([a, b, c, d]: Curve): string =>
  `M${px(a.x)} ${px(a.y)}C${px(b.x)} ${px(b.y)} ${px(c.x)} ${px(c.y)} ${px(d.x)} ${px(d.y)}`;

/** The two parts of a curve with a gap between them, as one path. */
export function withGap(curve: Curve, from: number, to: number): string {
  return `${pathOf(part(curve, 0, from))}${pathOf(part(curve, to, 1))}`;
}

/** The piece of a cubic Bézier curve between two parameters (de Casteljau, as blossoms). */
function part([a, b, c, d]: Curve, from: number, to: number): Curve {
  const blossom = (r: number, s: number, t: number) => {
    const at = (axis: 'x' | 'y') => {
      const mix = (p: number, q: number, by: number) => p + (q - p) * by;
      const [ab, bc, cd] = [mix(a[axis], b[axis], r), mix(b[axis], c[axis], r), mix(c[axis], d[axis], r)];
      return mix(mix(ab, bc, s), mix(bc, cd, s), t);
    };
    return { x: at('x'), y: at('y') };
  };
  return [blossom(from, from, from), blossom(from, from, to), blossom(from, to, to), blossom(to, to, to)];
}

/** A group with a tooltip, which is also what a screen reader says of it. */
export const group = (title: string, attributes: Element['attributes'], ...children: readonly Element[]): Element =>
  element('g', attributes, ...(title === '' ? [] : [element('title', {}, title)]), ...children);

export const pale = (isPale: boolean): Element['attributes'] => (isPale ? { opacity: 0.25 } : {});
