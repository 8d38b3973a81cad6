import { type Element, element, xmlDocument } from '../config/xml.ts';
import { carried, carrierId } from './carried.ts';
import type { Box } from './geometry.ts';
import type { Panel, Picture } from './scene.ts';
import { cardElement, hatch, zoneElement } from './svg-card.ts';
import { legendElement } from './svg-legend.ts';
import { badgeOf, lineOf } from './svg-link.ts';
import { fonts, px, type TextStyle, textAt } from './svg-parts.ts';
import { wrapped } from './text.ts';
import type { Theme } from './themes.ts';

const margin = 28;
const gap = 48;
/** The narrowest picture, in pixels: below that no title fits. */
const narrowest = 640;
/** Two panels stand above each other where beside each other they would be a ribbon: width to height. */
const ribbon = 3.2;

/** What a mark of listeners, a cap or a stem may reach over the shapes that are measured. */
const overhang = 16;

/**
 * The picture as SVG 1.1: shapes and text alone, no script, no style sheet, nothing from elsewhere, so that it shows the
 * same wherever it is opened. `code` is the design itself, as in a link; null leaves it out.
 */
export function svgOf(picture: Picture, theme: Theme, code: string | null): string {
  const headings = picture.panels.length > 1;
  const room = roomFor(picture.panels);
  const [title, sentence, aside] = [
    { size: 20, bold: true, fill: theme.text },
    { size: 13.5, fill: theme.text2 },
    { size: 15, bold: true, fill: theme.text },
  ] as const;
  const parts: Element[] = [];
  let y = margin;
  const lines = (text: string, x: number, width: number, most: number, style: TextStyle) => {
    for (const line of wrapped(text, width, most, style)) {
      parts.push(textAt(line, x, y + style.size * 0.65, style));
      y += style.size * 1.4;
    }
  };
  lines(picture.title, margin, room.width, 2, title);
  lines(headings ? '' : picture.sentence, margin, room.width, 3, sentence);
  y += 16;
  const top = y;
  let bottom = top;
  picture.panels.forEach((panel, index) => {
    const box = outer(panel.box);
    const x = margin + (room.beside ? (room.lefts[index] ?? 0) : 0);
    y = room.beside ? top : index === 0 ? top : bottom + gap;
    if (panel.heading !== null) {
      lines(panel.heading, x, Math.max(box.width, narrowest / 2), 1, aside);
      lines(panel.sentence, x, Math.max(box.width, narrowest / 2), 2, sentence);
      y += 10;
    }
    parts.push(panelElement(panel, x - box.x, y - box.y, theme));
    bottom = Math.max(bottom, y + box.height);
  });
  const legend = legendElement(picture.legend, margin, bottom + 28, room.width, theme);
  const [width, height] = [room.width + 2 * margin, bottom + 28 + legend.height + margin];
  const rule = element('path', {
    d: `M${margin} ${px(bottom + 14)}H${px(width - margin)}`,
    stroke: theme.line,
    'stroke-width': 1,
  });
  return xmlDocument(
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width: px(width),
        height: px(height),
        viewBox: `0 0 ${px(width)} ${px(height)}`,
        role: 'img',
        'aria-labelledby': 'plainsight-title plainsight-description',
        'font-family': fonts,
      },
      element('title', { id: 'plainsight-title' }, picture.title),
      element('desc', { id: 'plainsight-description' }, picture.outline.join('\n')),
      ...(code === null ? [] : [element('metadata', { id: carrierId }, carried(code))]),
      element('defs', {}, hatch(theme)),
      element('rect', { width: px(width), height: px(height), fill: theme.canvas }),
      ...parts,
      ...(picture.legend.length > 0 ? [rule, legend.element] : []),
    ),
  );
}

const outer = ({ x, y, width, height }: Box): Box => ({
  x: x - overhang,
  y: y - overhang,
  width: width + 2 * overhang,
  height: height + 2 * overhang,
});

/** How wide it all is, and how the panels stand. */
function roomFor(panels: readonly Panel[]) {
  const boxes = panels.map(({ box }) => outer(box));
  const lefts: number[] = [];
  let across = 0;
  for (const { width } of boxes) {
    lefts.push(across);
    across += Math.max(width, narrowest / 2) + gap;
  }
  const tallest = Math.max(...boxes.map(({ height }) => height));
  const beside = (across - gap) / (tallest + 200) <= ribbon;
  const width = Math.max(narrowest, beside ? across - gap : Math.max(...boxes.map((box) => box.width)));
  return { lefts, beside, width };
}

/** One design: zones behind, then lines, cards, badges. */
const panelElement = ({ zones, links, cards }: Panel, x: number, y: number, theme: Theme): Element =>
  element(
    'g',
    { transform: `translate(${px(x)} ${px(y)})` },
    ...zones.map((zone) => zoneElement(zone, theme)),
    // The palest and the least grave at the bottom, so that what is readable lies on top where lines cross.
    ...[...links].sort((a, b) => weight(a) - weight(b)).map((link) => lineOf(link, theme)),
    ...cards.map((shape) => cardElement(shape, theme)),
    ...links.flatMap((link) => badgeOf(link, theme)),
  );

const weight = ({ pale, mark, sight }: Panel['links'][number]): number =>
  pale ? 0 : sight === 'reads' || (sight === null && mark === 'plaintext') ? 2 : 1;
