import { type Box, moved } from './geometry.ts';
import { cardLines, legendLines, linkLine, shifts, strokeOf, zoneLine } from './plain.ts';
import type { LinkShape, Panel, Picture } from './scene.ts';
import { textWidth } from './text.ts';
import type { Theme } from './themes.ts';

/**
 * The picture as a file of Excalidraw (https://docs.excalidraw.com/docs/codebase/json-schema). JSON does the quoting;
 * text is drawn on a canvas and never obeyed.
 */
export function excalidrawOf(picture: Picture, theme: Theme): string {
  const places = shifts(picture.panels);
  const bottom = Math.max(0, ...picture.panels.map(({ box }, index) => box.y + box.height + (places[index]?.y ?? 0)));
  const elements = [
    textElement('title', picture.title, 0, -88, 20, theme.text),
    textElement('sentence', picture.sentence, 0, -56, 14, theme.text2),
    ...picture.panels.flatMap((panel, index) =>
      panelElements(panel, `p${index}`, places[index] ?? { x: 0, y: 0 }, theme),
    ),
    ...legendLines(picture.legend).flatMap(({ word, meaning, stroke }, index) => {
      const y = bottom + 40 + index * 28;
      return [
        arrow(`legend-line-${index}`, [0, y], [48, y], stroke, false, theme),
        textElement(`legend-${index}`, `${word}: ${meaning}`, 60, y - 9, 14, theme.text),
      ];
    }),
  ];
  const file = {
    type: 'excalidraw',
    version: 2,
    source: 'Plainsight',
    // Numbers that make rough lines look alike every time: any will do, and equal input gives equal bytes.
    elements: elements.map((each, index) => ({ ...each, seed: index + 1, version: 1, versionNonce: index + 1 })),
    appState: { viewBackgroundColor: theme.canvas, gridSize: null },
    files: {},
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

type Shape = Readonly<Record<string, unknown>>;

const base = (id: string, type: string, box: Box, strokeColor: string): Shape => ({
  id,
  type,
  x: Math.round(box.x),
  y: Math.round(box.y),
  width: Math.round(box.width),
  height: Math.round(box.height),
  angle: 0,
  strokeColor,
  backgroundColor: 'transparent',
  fillStyle: 'solid',
  strokeWidth: 1,
  strokeStyle: 'solid',
  roughness: 0,
  opacity: 100,
  groupIds: [],
  frameId: null,
  roundness: null,
  isDeleted: false,
  boundElements: [],
  updated: 1,
  link: null,
  locked: false,
});

function textElement(
  id: string,
  text: string,
  x: number,
  y: number,
  fontSize: number,
  colour: string,
  container?: string,
): Shape {
  const lines = text.split('\n');
  const width = Math.max(8, ...lines.map((line) => textWidth(line, { size: fontSize })));
  return {
    ...base(id, 'text', { x, y, width, height: lines.length * fontSize * 1.25 }, colour),
    text,
    originalText: text,
    fontSize,
    // 2: the program's sans-serif.
    fontFamily: 2,
    textAlign: container === undefined ? 'left' : 'center',
    verticalAlign: container === undefined ? 'top' : 'middle',
    containerId: container ?? null,
    autoResize: true,
    lineHeight: 1.25,
  };
}

function panelElements(panel: Panel, prefix: string, shift: { x: number; y: number }, theme: Theme): readonly Shape[] {
  const opacity = (pale: boolean) => (pale ? 25 : 100);
  const bound = (card: string) => [
    { id: `${prefix}-t-${card}`, type: 'text' },
    ...panel.links.flatMap(({ id, from, to }) =>
      from === card || to === card ? [{ id: `${prefix}-l-${id}`, type: 'arrow' }] : [],
    ),
  ];
  return [
    ...(panel.heading === null
      ? []
      : [
          textElement(
            `${prefix}-heading`,
            panel.heading,
            panel.box.x + shift.x,
            panel.box.y + shift.y - 32,
            16,
            theme.text,
          ),
        ]),
    ...panel.zones.flatMap((zone) => {
      const box = moved(zone.box, shift);
      return [
        {
          ...base(`${prefix}-z-${zone.id}`, 'rectangle', box, theme.lineStrong),
          backgroundColor: theme.zone,
          strokeStyle: zone.hostile ? 'dashed' : 'solid',
          roundness: { type: 3 },
          opacity: opacity(zone.pale),
        },
        {
          ...textElement(`${prefix}-zt-${zone.id}`, zoneLine(zone), box.x + 12, box.y + 10, 14, theme.text),
          opacity: opacity(zone.pale),
        },
      ];
    }),
    ...panel.cards.flatMap((card) => {
      const box = moved(card.box, shift);
      const edge = card.changed ? theme.changed : card.chips.length > 0 ? theme.plain : theme.lineStrong;
      return [
        {
          ...base(`${prefix}-n-${card.id}`, 'rectangle', box, edge),
          backgroundColor: theme.surface,
          strokeWidth: card.changed ? 3 : 2,
          roundness: { type: 3 },
          opacity: opacity(card.pale),
          boundElements: bound(card.id),
        },
        {
          ...textElement(
            `${prefix}-t-${card.id}`,
            cardLines(card).join('\n'),
            box.x + 5,
            box.y + 5,
            12,
            theme.text,
            `${prefix}-n-${card.id}`,
          ),
          opacity: opacity(card.pale),
        },
      ];
    }),
    ...panel.links.flatMap((link) => linkElements(link, prefix, shift, theme)),
  ];
}

function linkElements(
  link: LinkShape,
  prefix: string,
  shift: { x: number; y: number },
  theme: Theme,
): readonly Shape[] {
  const [start, , , end] = link.curve;
  const id = `${prefix}-l-${link.id}`;
  const word = link.pale ? '' : linkLine(link);
  const binding = (card: string) => ({ elementId: `${prefix}-n-${card}`, focus: 0, gap: 2 });
  const middle = { x: (start.x + end.x) / 2 + shift.x, y: (start.y + end.y) / 2 + shift.y };
  return [
    {
      ...arrow(id, [start.x + shift.x, start.y + shift.y], [end.x + shift.x, end.y + shift.y], link, link.pale, theme),
      startBinding: binding(link.from),
      endBinding: binding(link.to),
      boundElements: word === '' ? [] : [{ id: `${id}-word`, type: 'text' }],
    },
    ...(word === '' ? [] : [textElement(`${id}-word`, word, middle.x, middle.y, 12, theme.text, id)]),
  ];
}

function arrow(
  id: string,
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  link: Pick<LinkShape, 'mark' | 'sight'>,
  pale: boolean,
  theme: Theme,
): Shape {
  const { colour, width, pattern } = strokeOf(link, theme);
  const [across, down] = [Math.round(toX - x), Math.round(toY - y)];
  return {
    ...base(id, 'arrow', { x, y, width: Math.abs(across), height: Math.abs(down) }, colour),
    strokeWidth: width,
    strokeStyle: pattern,
    opacity: pale ? 25 : 100,
    points: [
      [0, 0],
      [across, down],
    ],
    lastCommittedPoint: null,
    startBinding: null,
    endBinding: null,
    startArrowhead: null,
    endArrowhead: link.mark === 'failed' ? 'bar' : 'arrow',
    elbowed: false,
  };
}
