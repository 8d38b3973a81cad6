import { type Element, element, xmlDocument } from '../config/xml.ts';
import { moved } from './geometry.ts';
import { cardLines, legendLines, linkLine, type Nest, nestOf, shifts, strokeOf, zoneLine } from './plain.ts';
import type { CardShape, LinkShape, Panel, Picture } from './scene.ts';
import type { Theme } from './themes.ts';

/**
 * The picture as a file of draw.io (https://www.drawio.com): an `mxGraphModel`, not compressed. Text is a value of its
 * own with `html=0`, so that it is shown and never obeyed; styles hold nothing that a person wrote.
 */
export function drawioOf(picture: Picture, theme: Theme): string {
  const places = shifts(picture.panels);
  const panels = picture.panels.flatMap((panel, index) =>
    panelCells(panel, `p${index}`, places[index] ?? origin, theme),
  );
  const bottom = Math.max(
    0,
    ...picture.panels.map(({ box }, index) => box.y + box.height + (places[index] ?? origin).y),
  );
  return xmlDocument(
    element(
      'mxfile',
      { host: 'Plainsight' },
      element(
        'diagram',
        { id: 'design', name: 'Design' },
        element(
          'mxGraphModel',
          { grid: 1, gridSize: 8, guides: 1, tooltips: 1, connect: 1, arrows: 1, background: theme.canvas },
          element(
            'root',
            {},
            element('mxCell', { id: '0' }),
            element('mxCell', { id: '1', parent: '0' }),
            text(
              'title',
              picture.title,
              { x: 0, y: -88, width: 900, height: 28 },
              `fontSize=20;fontStyle=1;fontColor=${theme.text};`,
            ),
            text(
              'sentence',
              picture.sentence,
              { x: 0, y: -60, width: 900, height: 24 },
              `fontSize=13;fontColor=${theme.text2};`,
            ),
            ...panels,
            ...legendCells(picture, bottom + 40, theme),
          ),
        ),
      ),
    ),
  );
}

const origin = { x: 0, y: 0 };

interface Geometry {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const vertex = (id: string, value: string, parent: string, box: Geometry, style: string): Element =>
  element(
    'mxCell',
    { id, value, style: `html=0;whiteSpace=wrap;${style}`, parent, vertex: 1 },
    element('mxGeometry', {
      x: Math.round(box.x),
      y: Math.round(box.y),
      width: Math.round(box.width),
      height: Math.round(box.height),
      as: 'geometry',
    }),
  );

const text = (id: string, value: string, box: Geometry, style: string): Element =>
  vertex(id, value, '1', box, `text;align=left;verticalAlign=middle;${style}`);

function panelCells(panel: Panel, prefix: string, shift: { x: number; y: number }, theme: Theme): readonly Element[] {
  const cards = new Map(panel.cards.map((card) => [card.id, card]));
  const heading =
    panel.heading === null
      ? []
      : [
          text(
            `${prefix}-heading`,
            panel.heading,
            { ...moved(panel.box, shift), y: panel.box.y + shift.y - 36, height: 28 },
            `fontSize=15;fontStyle=1;fontColor=${theme.text};`,
          ),
        ];
  const nested = (nest: Nest, parent: string, by: { x: number; y: number }): readonly Element[] => [
    ...nest.zones.flatMap((inner) => {
      const { zone } = inner;
      if (!zone) return [];
      const id = `${prefix}-z-${zone.id}`;
      const style = `rounded=1;absoluteArcSize=1;arcSize=20;container=1;collapsible=0;recursiveResize=0;align=left;verticalAlign=top;spacingLeft=8;spacingTop=4;fontStyle=1;fillColor=${theme.zone};strokeColor=${theme.lineStrong};fontColor=${theme.text};${zone.hostile ? 'dashed=1;' : ''}${faint(zone.pale)}`;
      // Positions inside a container count from its corner.
      return [
        vertex(id, zoneLine(zone), parent, moved(zone.box, by), style),
        ...nested(inner, id, { x: -zone.box.x, y: -zone.box.y }),
      ];
    }),
    ...nest.cards.flatMap((card) => cardCells(card, prefix, parent, by, theme)),
  ];
  return [
    ...heading,
    ...nested(nestOf(panel), '1', shift),
    ...panel.links.map((link) => edgeCell(link, prefix, cards.get(link.to), theme)),
  ];
}

function cardCells(
  card: CardShape,
  prefix: string,
  parent: string,
  by: { x: number; y: number },
  theme: Theme,
): readonly Element[] {
  const reads = card.chips.length > 0;
  const id = `${prefix}-n-${card.id}`;
  const colours = {
    terminate: theme.sessionText,
    plaintext: theme.plain,
    permissive: theme.doubt,
    passthrough: theme.session,
    closed: theme.lineStrong,
  };
  return [
    vertex(
      id,
      cardLines(card).join('\n'),
      parent,
      moved(card.box, by),
      `rounded=1;absoluteArcSize=1;arcSize=14;spacing=6;spacingLeft=14;fontSize=12;overflow=hidden;fillColor=${theme.surface};strokeColor=${card.changed ? theme.changed : reads ? theme.plain : theme.lineStrong};strokeWidth=${card.changed ? 3 : 1.5};fontColor=${theme.text};${faint(card.pale)}`,
    ),
    ...card.listeners.map(({ mode, port, y }, index) =>
      vertex(
        `${id}-${index}`,
        String(port),
        id,
        { x: -15, y: y - 15, width: 30, height: 30 },
        `ellipse;fontSize=9;strokeWidth=2;fillColor=${theme.surface};strokeColor=${colours[mode]};fontColor=${theme.text};${mode === 'passthrough' ? 'shape=rect;rounded=1;' : ''}${mode === 'permissive' ? 'dashed=1;' : ''}${faint(card.pale)}`,
      ),
    ),
  ];
}

const faint = (pale: boolean): string => (pale ? 'opacity=25;textOpacity=40;' : '');

const dashes = { solid: '', dashed: 'dashed=1;dashPattern=7 5;', dotted: 'dashed=1;dashPattern=1 4;' } as const;

function lineStyle(link: Pick<LinkShape, 'mark' | 'sight'>, theme: Theme): string {
  const { colour, width, pattern, twin } = strokeOf(link, theme);
  return `html=0;endArrow=${link.mark === 'failed' ? 'cross' : 'block'};endFill=1;strokeColor=${colour};strokeWidth=${width};fontColor=${theme.text};labelBackgroundColor=${theme.canvas};fontSize=12;${twin ? 'shape=link;width=4;strokeWidth=2;' : dashes[pattern]}`;
}

function edgeCell(link: LinkShape, prefix: string, target: CardShape | undefined, theme: Theme): Element {
  const [, , , end] = link.curve;
  // Where on the target's edge it arrives, as a fraction of its height.
  const entry = target ? (end.y - target.box.y) / target.box.height : 0.5;
  return element(
    'mxCell',
    {
      id: `${prefix}-l-${link.id}`,
      value: link.pale ? '' : linkLine(link),
      style: `${lineStyle(link, theme)}edgeStyle=orthogonalEdgeStyle;curved=1;exitX=1;exitY=0.5;exitPerimeter=0;entryX=0;entryY=${entry.toFixed(3)};entryPerimeter=0;${faint(link.pale)}`,
      parent: '1',
      source: `${prefix}-n-${link.from}`,
      target: `${prefix}-n-${link.to}`,
      edge: 1,
    },
    element('mxGeometry', { relative: 1, as: 'geometry' }),
  );
}

function legendCells({ legend }: Picture, top: number, theme: Theme): readonly Element[] {
  return legendLines(legend).flatMap(({ word, meaning, stroke }, index) => {
    const y = top + index * 28;
    return [
      element(
        'mxCell',
        { id: `legend-line-${index}`, value: '', style: lineStyle(stroke, theme), parent: '1', edge: 1 },
        element(
          'mxGeometry',
          { relative: 1, as: 'geometry' },
          element('mxPoint', { x: 0, y, as: 'sourcePoint' }),
          element('mxPoint', { x: 48, y, as: 'targetPoint' }),
        ),
      ),
      text(
        `legend-${index}`,
        `${word}: ${meaning}`,
        { x: 60, y: y - 12, width: 480, height: 24 },
        `fontSize=12;fontColor=${theme.text};`,
      ),
    ];
  });
}
