import { encodeDesign } from '../link/codec.ts';
import type { Topology } from '../model/topology.ts';
import { dotOf } from './dot.ts';
import { drawioOf } from './drawio.ts';
import { excalidrawOf } from './excalidraw.ts';
import { mermaidOf } from './mermaid.ts';
import { plantumlOf } from './plantuml.ts';
import type { Picture } from './scene.ts';
import { svgOf } from './svg.ts';
import { type Theme, type ThemeName, themeOf } from './themes.ts';

export interface Format {
  readonly title: string;
  readonly extension: string;
  readonly mediaType: string;
  /** The whole file. `design` is what an SVG carries inside; null for none. */
  readonly write: (picture: Picture, theme: Theme, design: Topology | null) => string;
}

/** Every format that a picture is written in as text. */
export const formats = {
  svg: {
    title: 'SVG',
    extension: 'svg',
    mediaType: 'image/svg+xml',
    write: (picture, theme, design) => svgOf(picture, theme, design && encodeDesign(design)),
  },
  drawio: { title: 'draw.io', extension: 'drawio', mediaType: 'application/vnd.jgraph.mxfile', write: drawioOf },
  mermaid: { title: 'Mermaid', extension: 'mmd', mediaType: 'text/plain', write: mermaidOf },
  excalidraw: { title: 'Excalidraw', extension: 'excalidraw', mediaType: 'application/json', write: excalidrawOf },
  dot: { title: 'Graphviz DOT', extension: 'dot', mediaType: 'text/vnd.graphviz', write: dotOf },
  plantuml: { title: 'PlantUML', extension: 'puml', mediaType: 'text/plain', write: plantumlOf },
} as const satisfies Readonly<Record<string, Format>>;
export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];

export const written = (picture: Picture, format: FormatName, theme: ThemeName, design: Topology | null): string => {
  const { write }: Format = formats[format];
  return write(picture, themeOf(theme), design);
};
