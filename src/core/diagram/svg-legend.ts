import { type Element, element } from '../config/xml.ts';
import { curveBetween } from './geometry.ts';
import { markGlyphs } from './glyphs.ts';
import type { LegendEntry, Sign } from './scene.ts';
import { chipAt, chipWidth, hatchId, listenerMark } from './svg-card.ts';
import { strokesOf } from './svg-link.ts';
import { glyphAt, px, textAt } from './svg-parts.ts';
import { fitted, textWidth } from './text.ts';
import { type Theme, toneOf } from './themes.ts';

const row = 30;
const size = 12;
/** Where the words start, and the room between columns. */
const wordsLeft = 84;
const gap = 32;

/** Explains what is in the picture, in as many columns as fit into a width. */
export function legendElement(
  entries: readonly LegendEntry[],
  x: number,
  y: number,
  room: number,
  theme: Theme,
): { readonly element: Element; readonly height: number } {
  const bold = { size, bold: true } as const;
  const wordWidth = (word: string) => textWidth(word, bold) + 6;
  const widest = Math.max(
    0,
    ...entries.map(({ word, meaning }) => wordsLeft + wordWidth(word) + textWidth(meaning, { size })),
  );
  const columns = Math.max(1, Math.min(entries.length, Math.floor((room + gap) / (widest + gap))));
  const rows = Math.ceil(entries.length / columns);
  const pitch = Math.min(widest, room) + gap;
  return {
    height: rows * row,
    element: element(
      'g',
      {},
      ...entries.map(({ sign, word, meaning }, index) => {
        const left = x + Math.floor(index / rows) * pitch;
        const middle = y + (index % rows) * row + row / 2;
        const words = wordWidth(word);
        return element(
          'g',
          {},
          ...signOf(sign, left, middle, theme),
          textAt(word, left + wordsLeft, middle, { ...bold, fill: theme.text }),
          textAt(fitted(meaning, Math.max(60, room - wordsLeft - words), { size }), left + wordsLeft + words, middle, {
            size,
            fill: theme.text2,
          }),
        );
      }),
    ),
  };
}

function signOf(sign: Sign, x: number, y: number, theme: Theme): readonly Element[] {
  const centre = x + 35;
  const line = curveBetween({ x, y }, { x: x + 44, y });
  const tube = (look: Parameters<typeof strokesOf>[1]) => strokesOf(line, look, theme);
  const glyph = (name: Parameters<typeof glyphAt>[0] | null, stroke: string) =>
    name ? [glyphAt(name, x + 54, y - 8, 16, stroke, 2.2)] : [];
  switch (sign.kind) {
    case 'link': {
      const { mark } = sign;
      const encrypted = !['plaintext', 'shielded', 'failed', 'unreached'].includes(mark);
      const tone = toneOf(theme, mark, null);
      const colour = mark === 'plaintext' || mark === 'failed' ? tone.line : tone.text;
      return [
        ...tube({ mark, sight: null, encrypted, cased: mark === 'shielded' }),
        ...glyph(markGlyphs[mark], colour),
      ];
    }
    case 'sight': {
      if (sign.sight === 'metadata') return glyph('lock', theme.text2);
      const colour = sign.sight === 'reads' ? theme.plain : theme.doubtText;
      return [
        ...tube({ mark: 'plaintext', sight: sign.sight, encrypted: false, cased: false }),
        ...glyph(sign.sight === 'reads' ? 'eye' : 'alert', colour),
      ];
    }
    case 'casing':
      return tube({ mark: 'server', sight: null, encrypted: true, cased: true });
    case 'pipe':
      return [
        element('rect', {
          x: px(centre - 22),
          y: px(y - 12),
          width: 44,
          height: 24,
          rx: 5,
          fill: theme.surface,
          stroke: theme.lineStrong,
          'stroke-width': 1.5,
        }),
        element('rect', {
          x: px(centre - 22),
          y: px(y - 4),
          width: 44,
          height: 8,
          fill: theme.sessionSoft,
          stroke: theme.session,
          'stroke-width': 1.2,
        }),
      ];
    case 'listener':
      return [listenerMark(sign.mode, centre, y, theme)];
    case 'reads':
    case 'active':
      return [chipAt('data', centre - chipWidth('data') / 2, y - 11, sign.kind === 'reads', theme)];
    case 'key':
      return [glyphAt('key', centre - 8, y - 8, 16, theme.text2)];
    case 'error':
      return [glyphAt('alert', centre - 8, y - 8, 16, theme.doubtText)];
    case 'hostile':
      return [
        swatch(centre - 22, y, { fill: `url(#${hatchId})`, stroke: theme.lineStrong, 'stroke-dasharray': '6 4' }),
      ];
    case 'changed':
      return [
        swatch(centre - 22, y, { fill: 'none', stroke: theme.changed, 'stroke-width': 3, 'stroke-dasharray': '8 4' }),
      ];
    case 'pale':
      return [swatch(centre - 22, y, { fill: theme.surface, stroke: theme.lineStrong, opacity: 0.25 })];
  }
}

const swatch = (x: number, y: number, more: Element['attributes']): Element =>
  element('rect', { x: px(x), y: px(y - 10), width: 44, height: 20, rx: 5, 'stroke-width': 1.5, ...more });
