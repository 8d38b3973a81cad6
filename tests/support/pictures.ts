import { type Format, type FormatName, formats } from '../../src/core/diagram/formats.ts';
import type { Part } from '../../src/core/diagram/lens.ts';
import { pictureOf, sceneOf } from '../../src/core/diagram/picture.ts';
import type { Picture } from '../../src/core/diagram/scene.ts';
import { type ThemeName, themeOf } from '../../src/core/diagram/themes.ts';
import { readDocument } from '../../src/core/model/read.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { templates } from '../../src/core/templates/index.ts';
import { readXml, type XmlElement } from './xml-reader.ts';

const writers: Readonly<Record<FormatName, Format>> = formats;
const whole: Part = { kind: 'whole' };

export const drawn = (topology: Topology, part: Part = whole): Picture => pictureOf(sceneOf(topology), part);

export const svgOf = (topology: Topology, part: Part = whole, theme: ThemeName = 'light'): string =>
  textOf(drawn(topology, part), 'svg', theme);

export const textOf = (picture: Picture, format: FormatName, theme: ThemeName = 'light'): string =>
  writers[format].write(picture, themeOf(theme), null);

/** Every element of an XML text, outermost first. */
export function elementsOf(xml: string): readonly XmlElement[] {
  const all: XmlElement[] = [];
  const visit = (element: XmlElement): void => {
    all.push(element);
    element.children.forEach(visit);
  };
  visit(readXml(xml));
  return all;
}

export async function everyTemplate(): Promise<readonly (readonly [id: string, topology: Topology])[]> {
  return Promise.all(
    templates.map(async ({ id, load }) => {
      const read = readDocument(await load());
      if (!read.ok) throw new Error(id);
      return [id, read.value] as const;
    }),
  );
}
