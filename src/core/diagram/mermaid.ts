import { cardLines, legendLines, linkLine, type Nest, nestOf, strokeOf, zoneLine } from './plain.ts';
import type { CardShape, LinkShape, Panel, Picture } from './scene.ts';
import type { Theme } from './themes.ts';

/** The picture as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html). */
export function mermaidOf(picture: Picture, theme: Theme): string {
  const styles: string[] = [];
  const link = (from: string, to: string, word: string, shape: Pick<LinkShape, 'mark' | 'sight'>, pale: boolean) => {
    const { colour, width, pattern } = strokeOf(shape, theme);
    const dash = { solid: '', dashed: ',stroke-dasharray:7 5', dotted: ',stroke-dasharray:1 5' }[pattern];
    styles.push(
      `  linkStyle ${styles.length} stroke:${colour},stroke-width:${width}px${dash}${pale ? ',opacity:0.25' : ''}`,
    );
    const arrow = shape.mark === 'failed' ? '--x' : '-->';
    return `  ${from} ${arrow}${word === '' ? '' : `|${quoted([word])}|`} ${to}`;
  };
  const lines = [
    '---',
    `title: ${escaped(picture.title)}`,
    'config:',
    `  theme: ${theme.name === 'dark' ? 'dark' : 'neutral'}`,
    '---',
    'flowchart LR',
    ...picture.panels.flatMap((panel, index) => panelLines(panel, index, link)),
    ...legendOf(picture, link),
    `  classDef card fill:${theme.surface},stroke:${theme.lineStrong},color:${theme.text}`,
    `  classDef reads fill:${theme.surface},stroke:${theme.plain},stroke-width:2px,color:${theme.text}`,
    `  classDef changed fill:${theme.surface},stroke:${theme.changed},stroke-width:3px,color:${theme.text}`,
    '  classDef pale opacity:0.25',
    `  classDef zone fill:${theme.zone},stroke:${theme.line},color:${theme.text}`,
    `  classDef foreign fill:${theme.zone},stroke:${theme.lineStrong},stroke-dasharray:6 4,color:${theme.text}`,
    ...styles,
  ];
  return `${lines.join('\n')}\n`;
}

/** Letters, digits, blanks and what is beyond ASCII stand for themselves, unless a program takes it for a line's end. */
const special = /[^A-Za-z0-9 \u00a1-\u2027\u202a-\u{10ffff}]/gu;

/** Text in quotes, everything special by its number: neither Markdown nor HTML nor a directive is left in it. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => (line.trim() === '' ? '#160;' : line.replaceAll(special, (c) => `#${c.codePointAt(0)};`))).join('<br/>')}"`;

/** The same in the YAML of the head, where the escapes of JSON are valid. */
const escaped = (text: string): string =>
  `"${text.replaceAll(special, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

type Line = (from: string, to: string, word: string, shape: Pick<LinkShape, 'mark' | 'sight'>, pale: boolean) => string;

function panelLines(panel: Panel, index: number, line: Line): readonly string[] {
  const names = new Map(panel.cards.map(({ id }, at) => [id, `n${index}x${at}`]));
  const zones = new Map(panel.zones.map(({ id }, at) => [id, `z${index}x${at}`]));
  const nested = ({ zone, zones: inner, cards }: Nest, pad: string): readonly string[] => [
    ...(zone ? [`${pad}subgraph ${zones.get(zone.id)}[${quoted([zoneLine(zone)])}]`] : []),
    ...inner.flatMap((each) => nested(each, zone ? `${pad}  ` : pad)),
    ...cards.map((card) => `${zone ? `${pad}  ` : pad}${names.get(card.id)}[${quoted(cardLines(card))}]`),
    ...(zone ? [`${pad}end`] : []),
  ];
  const body = nested(nestOf(panel), panel.heading === null ? '  ' : '    ');
  return [
    ...(panel.heading === null ? body : [`  subgraph p${index}[${quoted([panel.heading])}]`, ...body, '  end']),
    ...panel.links.map((link) =>
      line(names.get(link.from) ?? '', names.get(link.to) ?? '', link.pale ? '' : linkLine(link), link, link.pale),
    ),
    ...panel.cards.map((card) => `  class ${names.get(card.id)} ${classOf(card)}`),
    ...panel.cards.filter(({ pale }) => pale).map(({ id }) => `  class ${names.get(id)} pale`),
    ...panel.zones.map(({ id, hostile }) => `  class ${zones.get(id)} ${hostile ? 'foreign' : 'zone'}`),
  ];
}

const classOf = ({ changed, chips }: CardShape): string => (changed ? 'changed' : chips.length > 0 ? 'reads' : 'card');

function legendOf({ legend }: Picture, line: Line): readonly string[] {
  const entries = legendLines(legend);
  if (entries.length === 0) return [];
  return [
    '  subgraph legend["Legend"]',
    ...entries.flatMap(({ word, meaning }, index) => [
      `    k${index}[" "]`,
      `    m${index}[${quoted([`${word}: ${meaning}`])}]`,
    ]),
    '  end',
    ...entries.map(({ stroke }, index) => line(`k${index}`, `m${index}`, '', stroke, false)),
  ];
}
