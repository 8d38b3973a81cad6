import { cardLines, legendLines, linkLine, type Nest, nestOf, strokeOf, zoneLine } from './plain.ts';
import type { CardShape, LinkShape, Panel, Picture } from './scene.ts';
import type { Theme } from './themes.ts';

/** The picture in the language of Graphviz (https://graphviz.org/doc/info/lang.html), for `dot`. */
export function dotOf(picture: Picture, theme: Theme): string {
  const lines = [
    'digraph design {',
    `  graph [rankdir=LR, compound=true, fontname="Helvetica,Arial,sans-serif", fontsize=18, labelloc=t, labeljust=l, bgcolor="${theme.canvas}", fontcolor="${theme.text}", nodesep=0.4, ranksep=1.2, label=${label([picture.title, picture.sentence], 'l')}];`,
    `  node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=12, fillcolor="${theme.surface}", color="${theme.lineStrong}", fontcolor="${theme.text}", penwidth=1.5, margin="0.2,0.12"];`,
    `  edge [fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="${theme.text}"];`,
    ...picture.panels.flatMap((panel, index) => panelLines(panel, index, theme)),
    ...legend(picture, theme),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * A quoted string as a label. In a label a backslash begins an escape and `&` an entity: both are written so that they
 * stand for themselves (https://graphviz.org/docs/attr-types/escString/). `end` is how a line ends: centred or left.
 */
const label = (lines: readonly string[], end: 'n' | 'l'): string =>
  `"${lines
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replaceAll('\\', '\\\\')
        .replaceAll('"', '\\"')
        .replaceAll('&', '&amp;')
        .replaceAll(/[\n\r\u2028\u2029]/g, ' '),
    )
    .join(`\\${end}`)}${end === 'l' ? '\\l' : ''}"`;

const faint = (colour: string, pale: boolean): string => (pale ? `${colour}50` : colour);

function panelLines(panel: Panel, index: number, theme: Theme): readonly string[] {
  const names = new Map(panel.cards.map(({ id }, at) => [id, `n${index}_${at}`]));
  const zones = new Map(panel.zones.map(({ id }, at) => [id, `cluster_${index}_${at}`]));
  const nested = ({ zone, zones: inner, cards }: Nest, pad: string): readonly string[] => [
    ...(zone
      ? [
          `${pad}subgraph ${zones.get(zone.id)} {`,
          `${pad}  graph [label=${label([zoneLine(zone)], 'l')}, fontsize=12, style="rounded,filled${zone.hostile ? ',dashed' : ''}", fillcolor="${theme.zone}", color="${faint(theme.lineStrong, zone.pale)}", fontcolor="${faint(theme.text, zone.pale)}"];`,
        ]
      : []),
    ...inner.flatMap((each) => nested(each, zone ? `${pad}  ` : pad)),
    ...cards.map((card) => `${zone ? `${pad}  ` : pad}${names.get(card.id)} ${nodeAttributes(card, theme)};`),
    ...(zone ? [`${pad}}`] : []),
  ];
  const body = [
    ...nested(nestOf(panel), panel.heading === null ? '  ' : '    '),
    ...panel.links.map((link) => `  ${names.get(link.from)} -> ${names.get(link.to)} ${edgeAttributes(link, theme)};`),
  ];
  if (panel.heading === null) return body;
  return [
    `  subgraph cluster_${index} {`,
    `    graph [label=${label([panel.heading, panel.sentence], 'l')}, fontsize=15, color="${theme.line}"];`,
    ...body,
    '  }',
  ];
}

function nodeAttributes(card: CardShape, theme: Theme): string {
  const edge = card.changed ? theme.changed : card.chips.length > 0 ? theme.plain : theme.lineStrong;
  return `[label=${label(cardLines(card), 'n')}, color="${faint(edge, card.pale)}", fontcolor="${faint(theme.text, card.pale)}"${card.changed ? ', penwidth=3' : ''}]`;
}

const lineAttributes = (link: Pick<LinkShape, 'mark' | 'sight'>, pale: boolean, theme: Theme): string => {
  const { colour, width, pattern, twin } = strokeOf(link, theme);
  const shade = faint(colour, pale);
  const drawn = twin
    ? `color="${shade}:${theme.canvas}:${shade}", penwidth=1.5`
    : `color="${shade}", penwidth=${width}`;
  return `${drawn}, style=${pattern}${link.mark === 'failed' ? ', arrowhead=tee' : ''}`;
};

const edgeAttributes = (link: LinkShape, theme: Theme): string =>
  `[label=${label([link.pale ? '' : linkLine(link)], 'n')}, ${lineAttributes(link, link.pale, theme)}]`;

function legend({ legend: entries }: Picture, theme: Theme): readonly string[] {
  const lines = legendLines(entries);
  if (lines.length === 0) return [];
  return [
    '  subgraph cluster_legend {',
    `    graph [label="Legend", fontsize=12, color="${theme.line}", fontcolor="${theme.text2}"];`,
    ...lines.flatMap(({ word, meaning, stroke }, index) => [
      `    k${index} [shape=point, width=0.05, color="${theme.line}"];`,
      `    m${index} [shape=plaintext, style="", label=${label([`${word}: ${meaning}`], 'n')}];`,
      `    k${index} -> m${index} [${lineAttributes(stroke, false, theme)}];`,
    ]),
    '  }',
  ];
}
