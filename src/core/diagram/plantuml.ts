import { cardLines, legendLines, linkLine, type Nest, nestOf, strokeOf, zoneLine } from './plain.ts';
import type { CardShape, LinkShape, Panel, Picture } from './scene.ts';
import type { Theme } from './themes.ts';

/** The picture as a deployment diagram of PlantUML (https://plantuml.com/deployment-diagram). */
export function plantumlOf(picture: Picture, theme: Theme): string {
  const lines = [
    '@startuml',
    'left to right direction',
    `skinparam backgroundColor ${theme.canvas}`,
    `skinparam defaultFontColor ${theme.text}`,
    `skinparam arrowFontColor ${theme.text}`,
    'skinparam shadowing false',
    'skinparam roundCorner 10',
    `title ${plain(picture.title)}\\n${plain(picture.sentence)}`,
    ...picture.panels.flatMap((panel, index) => panelLines(panel, index, theme)),
    ...legendOf(picture, theme),
    '@enduml',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Text by the number of every character that Creole, the preprocessor (`!include`, `%getenv`) or a quoted name would
 * take for its own (https://plantuml.com/unicode): what is left is letters, digits, blanks and what is beyond ASCII.
 */
const plain = (text: string): string =>
  text.trim() === ''
    ? '<U+00A0>'
    : text.replaceAll(
        /[^A-Za-z0-9 \u00a1-\u2027\u202a-\u{10ffff}]/gu,
        (c) => `<U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
      );

function panelLines(panel: Panel, index: number, theme: Theme): readonly string[] {
  const names = new Map(panel.cards.map(({ id }, at) => [id, `n${index}x${at}`]));
  const zones = new Map(panel.zones.map(({ id }, at) => [id, `z${index}x${at}`]));
  const nested = ({ zone, zones: inner, cards }: Nest, pad: string): readonly string[] => [
    ...(zone
      ? [
          `${pad}rectangle "${plain(zoneLine(zone))}" as ${zones.get(zone.id)} ${theme.zone};line:${theme.lineStrong.slice(1)}${zone.hostile ? ';line.dashed' : ''} {`,
        ]
      : []),
    ...inner.flatMap((each) => nested(each, zone ? `${pad}  ` : pad)),
    ...cards.map((card) => `${zone ? `${pad}  ` : pad}${cardLine(card, names.get(card.id) ?? '', theme)}`),
    ...(zone ? [`${pad}}`] : []),
  ];
  const body = nested(nestOf(panel), '');
  return [
    ...(panel.heading === null
      ? body
      : [
          `rectangle "${plain(panel.heading)}" as p${index} ${theme.canvas};line:${theme.line.slice(1)} {`,
          ...body,
          '}',
        ]),
    ...panel.links.map((link) => {
      const word = link.pale ? '' : linkLine(link);
      return `${names.get(link.from)} -[${lineOf(link, theme, link.pale)}]-> ${names.get(link.to)}${word === '' ? '' : ` : ${plain(word)}`}`;
    }),
  ];
}

function cardLine(card: CardShape, name: string, theme: Theme): string {
  const edge = card.pale
    ? theme.line
    : card.changed
      ? theme.changed
      : card.chips.length > 0
        ? theme.plain
        : theme.lineStrong;
  const text = cardLines(card).map(plain).join('\\n');
  return `rectangle "${text}" as ${name} ${theme.surface};line:${edge.slice(1)}`;
}

function lineOf(link: Pick<LinkShape, 'mark' | 'sight'>, theme: Theme, pale: boolean): string {
  const { colour, width, pattern } = strokeOf(link, theme);
  return `${pale ? theme.line : colour},${pattern === 'solid' ? '' : `${pattern},`}thickness=${width}`;
}

const legendOf = ({ legend }: Picture, theme: Theme): readonly string[] => [
  'legend right',
  ...legendLines(legend).map(
    ({ word, meaning, stroke }) => `<color:${strokeOf(stroke, theme).colour}>${plain(word)}</color> ${plain(meaning)}`,
  ),
  'endlegend',
];
