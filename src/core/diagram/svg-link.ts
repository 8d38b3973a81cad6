import { type Element, element } from '../config/xml.ts';
import type { Curve } from './geometry.ts';
import { badge } from './labels.ts';
import type { LinkMark } from './marks.ts';
import type { LinkShape } from './scene.ts';
import { glyphAt, group, pale, pathOf, px, textAt, withGap } from './svg-parts.ts';
import { textWidth } from './text.ts';
import { type Theme, toneOf } from './themes.ts';

const doubtful: ReadonlySet<LinkMark> = new Set(['unverified', 'downgradable']);

/** A link, drawn as what covers it: a tube for a session, a heavy warm line for plaintext, a gap where it breaks. */
export function lineOf(link: LinkShape, theme: Theme): Element {
  const { curve, mark } = link;
  const [start, , , end] = curve;
  const caps = doubtful.has(mark) ? theme.doubt : theme.session;
  const cap = (x: number, y: number) =>
    element('rect', { x: px(x), y: px(y - 8), width: 4, height: 16, rx: 2, fill: caps });
  return group(
    link.sentence,
    { ...pale(link.pale) },
    ...(link.changed ? [stroke(pathOf(curve), theme.changed, 24, { 'stroke-opacity': 0.35 })] : []),
    ...strokesOf(curve, link, theme, link.label?.box.width),
    ...(link.starts ? [cap(start.x + 1, start.y)] : []),
    ...(link.ends ? [cap(end.x - 19, end.y)] : []),
  );
}

/** The strokes of a line, the widest first; also for the legend. */
export function strokesOf(
  curve: Curve,
  { mark, sight, encrypted, cased }: Pick<LinkShape, 'mark' | 'sight' | 'encrypted' | 'cased'>,
  theme: Theme,
  badgeWidth = 0,
): readonly Element[] {
  const d = pathOf(curve);
  return [
    ...(cased ? [stroke(d, theme.casing, 20)] : []),
    ...(encrypted
      ? [
          ...(theme.sleeveEdge ? [stroke(d, theme.sleeveEdge, 13)] : []),
          stroke(d, doubtful.has(mark) ? theme.doubtSoft : theme.sessionSoft, 11),
        ]
      : []),
    ...(sight === 'reads'
      ? [stroke(d, theme.plain, 4.5 * theme.heavy)]
      : sight === 'active'
        ? [stroke(d, theme.doubt, 4, { 'stroke-dasharray': '7 5' })]
        : coreOf(curve, mark, theme, badgeWidth)),
  ];
}

function coreOf(curve: Curve, mark: LinkMark, theme: Theme, badgeWidth: number): readonly Element[] {
  const d = pathOf(curve);
  switch (mark) {
    case 'plaintext':
      return [stroke(d, theme.plain, 4.5 * theme.heavy)];
    case 'shielded':
      return [stroke(d, theme.plain, 2.5 * theme.heavy)];
    case 'server':
      return [stroke(d, theme.session, 2.5)];
    case 'mutual':
      return [stroke(d, theme.session, 6), stroke(d, theme.sessionSoft, 2)];
    case 'ca':
      return [stroke(d, theme.session, 2.5, { 'stroke-dasharray': '14 6' })];
    case 'unverified':
      return [stroke(d, theme.doubt, 3, { 'stroke-dasharray': '7 5' })];
    case 'downgradable':
      return [stroke(d, theme.doubt, 3, { 'stroke-dasharray': '12 4 2 4' })];
    case 'failed': {
      const half = gapOf(curve, badgeWidth);
      return [stroke(withGap(curve, 0.5 - half, 0.5 + half), theme.broken, 3)];
    }
    case 'unreached':
      return [stroke(d, theme.lineStrong, 2.5, { 'stroke-dasharray': '0.1 8', 'stroke-linecap': 'round' })];
  }
}

/** Half of the gap in a failing line, as a part of it: it shows on both sides of the badge, however long the line is. */
function gapOf([start, , , end]: Curve, badgeWidth: number): number {
  const way = Math.hypot(end.x - start.x, end.y - start.y);
  return Math.min(0.38, Math.max(0.08, (badgeWidth / 2 + 12) / Math.max(1, way)));
}

const stroke = (d: string, colour: string, width: number, more: Element['attributes'] = {}): Element =>
  element('path', { d, fill: 'none', stroke: colour, 'stroke-width': px(width), ...more });

/** The badge of a link, and its stem where it stands beside the line. */
export function badgeOf(link: LinkShape, theme: Theme): readonly Element[] {
  const { label, mark, sight } = link;
  if (!label) return [];
  const { box, word, glyph, warns, anchor } = label;
  const tone = toneOf(theme, mark, sight);
  const dashed = sight === 'active' || (sight === null && doubtful.has(mark));
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const width = textWidth(word, { size: badge.size, bold: true });
  const warning = warns ? badge.icon + badge.gap : 0;
  const inner = (glyph ? badge.icon : 0) + (glyph && word !== '' ? badge.gap : 0) + width;
  const left = middle.x - (inner + warning) / 2;
  const beside = Math.abs(middle.y - anchor.y) > box.height;
  const stem = `M${px(anchor.x)} ${px(anchor.y)}L${px(middle.x)} ${px(middle.y)}`;
  return [
    ...(beside ? [stroke(stem, tone.line, 1.5, { 'stroke-dasharray': '3 3' })] : []),
    group(
      link.sentence,
      {},
      element('rect', {
        x: px(box.x),
        y: px(box.y),
        width: px(box.width),
        height: box.height,
        rx: box.height / 2,
        fill: tone.ground,
        stroke: tone.line,
        'stroke-width': 1.5,
        ...(dashed ? { 'stroke-dasharray': '4 3' } : {}),
      }),
      ...(glyph
        ? [glyphAt(glyph, left, middle.y - badge.icon / 2, badge.icon, tone.text, mark === 'failed' ? 3.5 : 2.2)]
        : []),
      ...(word === ''
        ? []
        : [
            textAt(word, left + inner - width / 2, middle.y, {
              size: badge.size,
              bold: true,
              fill: tone.text,
              anchor: 'middle',
            }),
          ]),
      ...(warns
        ? [glyphAt('alert', left + inner + badge.gap, middle.y - badge.icon / 2, badge.icon, tone.text, 2.2)]
        : link.error
          ? [glyphAt('alert', middle.x - 7, box.y - 17, 14, theme.doubtText, 2.2)]
          : []),
    ),
  ];
}
