import { type Element, element } from '../config/xml.ts';
import type { Answer } from '../simulation/bounds.ts';
import { card } from './geometry.ts';
import { listenerGlyphs } from './glyphs.ts';
import { iconOf } from './icons.ts';
import type { CardShape, ZoneShape } from './scene.ts';
import { glyphAt, group, pale, px, stroked, textAt } from './svg-parts.ts';
import { fitted, textWidth, wrapped } from './text.ts';
import type { Theme } from './themes.ts';

const left = 20;
const right = 9;
const titleLeft = 56;

/** A component: what it is, where TLS ends on it, and what it can read. */
export function cardElement(shape: CardShape, theme: Theme): Element {
  const { x, y } = shape.box;
  const place = { transform: `translate(${px(x)} ${px(y)})` };
  if (!shape.pale) return bodyOf(shape, theme, place);
  // A pale card is no window: no line shows through it.
  return element(
    'g',
    place,
    frame(0, 0, card.width, card.height, 8, { fill: theme.surface }),
    ...shape.listeners.map(({ y: top }) => frame(-14, top - 14, 28, 28, 14, { fill: theme.surface })),
    bodyOf(shape, theme, pale(true)),
  );
}

function bodyOf(shape: CardShape, theme: Theme, attributes: Element['attributes']): Element {
  const { width, height } = shape.box;
  return group(
    `${shape.title} (${shape.product}). ${shape.sentence}`,
    attributes,
    ...(shape.changed
      ? [
          frame(-6, -6, width + 12, height + 12, 12, {
            stroke: theme.changed,
            'stroke-width': 3,
            'stroke-dasharray': '8 4',
          }),
        ]
      : []),
    frame(0, 0, width, height, 8, { fill: theme.surface, stroke: theme.lineStrong, 'stroke-width': 1.5 }),
    ...pipeOf(shape, theme),
    ...headOf(shape, theme),
    ...footOf(shape, theme),
    ...shape.listeners.map(({ mode, y: top }) => listenerMark(mode, 0, top, theme)),
  );
}

const frame = (x: number, y: number, width: number, height: number, rx: number, more: Element['attributes']): Element =>
  element('rect', { x: px(x), y: px(y), width: px(width), height: px(height), rx, fill: 'none', ...more });

/** A session that only passes through runs across the card as a pipe, at the height of its links. */
function pipeOf({ pipe }: CardShape, theme: Theme): readonly Element[] {
  if (!pipe) return [];
  const doubt = pipe === 'unverified' || pipe === 'downgradable';
  const middle = card.height / 2;
  const edge = doubt ? theme.doubt : theme.session;
  return [
    frame(0, middle - 5.5, card.width, 11, 0, { fill: doubt ? theme.doubtSoft : theme.sessionSoft }),
    ...[-5.5, 5.5].map((by) =>
      element('path', {
        d: `M0 ${middle + by}H${card.width}`,
        stroke: edge,
        'stroke-width': 1.2,
        ...(doubt ? { 'stroke-dasharray': '5 3' } : {}),
      }),
    ),
  ];
}

function headOf({ title, product, icon }: CardShape, theme: Theme): readonly Element[] {
  const room = card.width - titleLeft - right;
  // A long word is set smaller rather than broken.
  const words = title.split(/\s+/u);
  const size =
    [13, 12, 11, 10.5].find((each) => words.every((word) => textWidth(word, { size: each, bold: true }) <= room)) ?? 13;
  const bold = { size, bold: true } as const;
  const lines = wrapped(title, room, 2, bold);
  const text = (line: string, row: number) => textAt(line, titleLeft, 18 + row * 15, { ...bold, fill: theme.text });
  return [
    frame(left, 10, 30, 30, 8, { fill: theme.surface2 }),
    stroked(iconOf(icon), left + 4, 14, 22, theme.text),
    ...lines.map(text),
    textAt(fitted(product, room, { size: 11.5 }), titleLeft, 18 + Math.max(1, lines.length) * 15, {
      size: 11.5,
      fill: theme.text2,
    }),
  ];
}

const chip = { height: 22, size: 11.5, side: 8 } as const;

/** What is readable here: the first by name, the others counted; a key; a sign where it can't be built as drawn. */
function footOf({ chips, holdsKeys, error }: CardShape, theme: Theme): readonly Element[] {
  const top = card.height - 9 - chip.height;
  const signs = [...(error ? (['alert'] as const) : []), ...(holdsKeys ? (['key'] as const) : [])];
  const end = card.width - right;
  const room = end - left - signs.length * 20;
  const [first, ...others] = chips;
  const count = others.length > 0 ? `+${others.length}` : '';
  const spared = count === '' ? 0 : chipWidth(count) + 4;
  const name = first ? fitted(first.title, room - spared - 2 * chip.side, { size: chip.size, bold: true }) : '';
  const graver = others.some(({ sight }) => sight === 'reads');
  return [
    ...(first ? [chipAt(name, left, top, first.sight === 'reads', theme)] : []),
    ...(count === '' ? [] : [chipAt(count, left + chipWidth(name) + 4, top, graver, theme)]),
    ...signs.map((sign, index) =>
      glyphAt(
        sign,
        end - 16 - (signs.length - 1 - index) * 20,
        top + 3,
        16,
        sign === 'alert' ? theme.doubtText : theme.text2,
      ),
    ),
  ];
}

export const chipWidth = (text: string): number => textWidth(text, { size: chip.size, bold: true }) + 2 * chip.side;

/** Data that is readable (warm, a full line), or within reach (amber, dashed). */
export function chipAt(text: string, x: number, y: number, reads: boolean, theme: Theme): Element {
  const width = chipWidth(text);
  return element(
    'g',
    {},
    frame(x, y, width, chip.height, 11, {
      fill: reads ? theme.plainSoft : theme.doubtSoft,
      stroke: reads ? theme.plain : theme.doubt,
      'stroke-width': reads ? 1.5 : 1.2,
      ...(reads ? {} : { 'stroke-dasharray': '4 3' }),
    }),
    textAt(text, x + width / 2, y + chip.height / 2, {
      size: chip.size,
      bold: true,
      fill: reads ? theme.plainText : theme.doubtText,
      anchor: 'middle',
    }),
  );
}

/** What a listener does with TLS, on the card's edge. */
export function listenerMark(mode: Answer['mode'], x: number, y: number, theme: Theme): Element {
  const looks: Readonly<Record<Answer['mode'], readonly [edge: string, ground: string, sign: string]>> = {
    terminate: [theme.sessionText, theme.ending, theme.onEnding],
    permissive: [theme.doubt, theme.surface, theme.doubtText],
    passthrough: [theme.session, theme.surface, theme.sessionText],
    plaintext: [theme.plain, theme.surface, theme.plainText],
    closed: [theme.lineStrong, theme.surface, theme.text2],
  };
  const [edge, ground, sign] = looks[mode];
  return element(
    'g',
    {},
    frame(x - 13, y - 13, 26, 26, mode === 'passthrough' ? 7 : 13, {
      fill: ground,
      stroke: edge,
      'stroke-width': 2,
      ...(mode === 'permissive' ? { 'stroke-dasharray': '4 3' } : {}),
    }),
    glyphAt(listenerGlyphs[mode], x - 7, y - 7, 14, sign),
  );
}

/** The pattern that marks somebody else's network. */
export const hatchId = 'plainsight-foreign';
export const hatch = (theme: Theme): Element =>
  element(
    'pattern',
    { id: hatchId, width: 10, height: 10, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    element('rect', { width: 10, height: 10, fill: theme.canvas }),
    element('path', { d: 'M1 0V10', stroke: theme.hatch, 'stroke-width': 2 }),
  );

/** A trust zone: a labelled frame behind what is declared to lie in it. */
export function zoneElement({ box, title, kind, encryption, hostile, pale: isPale }: ZoneShape, theme: Theme): Element {
  const bold = { size: 12.5, bold: true } as const;
  const aside = [kind, encryption === null ? '' : `${encryption} network`].filter(Boolean).join(' · ');
  const room = box.width - 36;
  const name = fitted(title, room, bold);
  const nameWidth = textWidth(name, bold);
  const rest = aside === '' ? '' : fitted(aside, Math.max(0, room - nameWidth - 20), { size: 11.5 });
  const shown = rest.length > 1;
  const width = nameWidth + 20 + (shown ? textWidth(rest, { size: 11.5 }) + 8 : 0);
  return group(
    `Zone ${title}${aside === '' ? '' : `: ${aside}`}`,
    pale(isPale),
    frame(box.x, box.y, box.width, box.height, 14, {
      fill: hostile ? `url(#${hatchId})` : theme.zone,
      stroke: hostile ? theme.lineStrong : theme.line,
      'stroke-width': 1.5,
      ...(hostile ? { 'stroke-dasharray': '6 4' } : {}),
    }),
    frame(box.x + 8, box.y + 8, width, 24, 6, { fill: theme.surface, stroke: theme.line, 'stroke-width': 1 }),
    textAt(name, box.x + 18, box.y + 20, { ...bold, fill: theme.text }),
    ...(shown ? [textAt(rest, box.x + 26 + nameWidth, box.y + 20, { size: 11.5, fill: theme.text2 })] : []),
  );
}
