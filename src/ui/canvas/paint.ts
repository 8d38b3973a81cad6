import { hostility } from '../../core/simulation/zones.ts';
import { card, depthOf, zoneHead } from './geometry.ts';
import type { Ink } from './ink.ts';
import type { TileLook } from './looks.ts';
import { paintLines } from './paint-lines.ts';
import { detail, type Picture, seen, type View } from './picture.ts';
import { cardIn } from './world.ts';

/** How high a zone's title is, in pixels of the screen: small print, at any scale. */
export const titleHigh = 18;

/** Where it begins, from the frame's top: inside where there is room above the cards, else outside. */
export const titleTop = (zoom: number): number => (zoneHead * zoom >= titleHigh ? 2 : -titleHigh - 1);

export interface Drawn {
  readonly tiles: number;
  readonly lines: number;
}

/** Where a product's glyph comes from, in one colour; null while it is being fetched. */
export type Glyphs = (product: string, colour: string) => CanvasImageSource | null;

/** Draws what React Flow has not mounted: zones, lines, tiles. */
export function paint(
  context: CanvasRenderingContext2D,
  picture: Picture,
  view: View,
  ink: Ink,
  glyphs: Glyphs,
): Drawn {
  context.clearRect(0, 0, view.width, view.height);
  paintZones(context, picture, view, ink);
  const lines = paintLines(context, picture, view, ink);
  return { lines, tiles: paintTiles(context, picture, view, ink, glyphs) };
}

function paintZones(context: CanvasRenderingContext2D, picture: Picture, view: View, ink: Ink): void {
  const { topology, frames } = picture.world;
  const zones = [...topology.zones.values()].sort((a, b) => depthOf(topology, a) - depthOf(topology, b));
  context.font = `600 12px ${ink.font}`;
  context.textBaseline = 'middle';
  for (const zone of zones) {
    const frame = frames.get(zone.id);
    if (!frame || (!picture.far && picture.mounted.nodes.has(`zone:${zone.id}`))) continue;
    const [x, y] = [frame.x * view.zoom + view.x, frame.y * view.zoom + view.y];
    const [width, height] = [frame.width * view.zoom, frame.height * view.zoom];
    if (x > view.width || y > view.height || x + width < 0 || y + height < 0) continue;
    const hostile = hostility[zone.kind] === 3;
    const marked = picture.selection.zone === zone.id || picture.focused === `zone:${zone.id}`;
    context.beginPath();
    context.roundRect(x, y, width, height, Math.max(3, 14 * view.zoom));
    context.fillStyle = hostile ? ink['zone-hostile'] : ink['zone-own'];
    context.fill();
    context.strokeStyle = marked ? ink.accent : hostile ? ink['line-strong'] : ink.line;
    context.lineWidth = marked ? 2.5 : 1.5;
    context.setLineDash(hostile && !marked ? [5, 4] : []);
    context.stroke();
    context.setLineDash([]);
    const top = titleTop(view.zoom);
    if (width < 48 || (top < 0 && zone.parent !== undefined)) continue;
    context.fillStyle = ink.text;
    context.fillText(shortened(zone.title, width - 8, 6.6), x + 4, y + top + titleHigh / 2);
  }
}

function paintTiles(context: CanvasRenderingContext2D, picture: Picture, view: View, ink: Ink, glyphs: Glyphs): number {
  const { world, looks, mounted } = picture;
  const box = seen(view, 8);
  const [width, height] = [card.width * view.zoom, card.height * view.zoom];
  const round = view.zoom >= detail.icons;
  const shown: { readonly number: number; readonly x: number; readonly y: number; readonly look: TileLook }[] = [];
  for (let number = 0; number < world.nodes.length; number++) {
    if (!cardIn(world, number, box) || (!picture.far && mounted.nodes.has(world.nodes[number]?.id ?? ''))) continue;
    shown.push({
      number,
      x: (world.corners[number * 2] ?? 0) * view.zoom + view.x,
      y: (world.corners[number * 2 + 1] ?? 0) * view.zoom + view.y,
      look: looks.tile(number),
    });
  }
  const outline = Math.min(1.5, Math.max(0.75, 1.5 * view.zoom * 2));
  context.lineWidth = outline;
  context.strokeStyle = ink['line-strong'];
  context.fillStyle = ink.surface;
  if (round)
    for (const { x, y } of shown) {
      context.beginPath();
      context.roundRect(x, y, width, height, 8 * view.zoom);
      context.fill();
      context.stroke();
    }
  else boxes(context, shown, width, height, ink);
  for (const { x, y, look } of shown) state(context, x, y, view.zoom, look, ink);
  if (round)
    for (const { number, x, y } of shown) {
      const node = world.nodes[number];
      if (node) name(context, x, y, view.zoom, node, ink, glyphs);
    }
  rings(context, shown, picture, view.zoom, ink);
  return shown.length;
}

/** Tiles of a few pixels: on whole pixels, filled twice, which is drawn many times faster than a stroked outline. */
function boxes(
  context: CanvasRenderingContext2D,
  shown: readonly { readonly x: number; readonly y: number }[],
  width: number,
  height: number,
  ink: Ink,
): void {
  const [w, h] = [Math.max(2, Math.round(width)), Math.max(2, Math.round(height))];
  context.fillStyle = ink['line-strong'];
  for (const { x, y } of shown) context.fillRect(Math.round(x), Math.round(y), w, h);
  context.fillStyle = ink.surface;
  for (const { x, y } of shown) context.fillRect(Math.round(x) + 1, Math.round(y) + 1, w - 2, h - 2);
}

/** What a tile says: a red bar for what is readable, a pipe for what passes through, a cap where TLS ends, corners for keys and errors. */
function state(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  zoom: number,
  { readable, pipe, ends, wrong, holdsKeys }: TileLook,
  ink: Ink,
): void {
  const [width, height] = [card.width * zoom, card.height * zoom];
  if (pipe) {
    context.fillStyle = pipe === 'unverified' || pipe === 'downgradable' ? ink.doubt : ink.session;
    const high = Math.max(1, Math.round(6 * zoom));
    context.fillRect(Math.round(x), Math.round(y + (height - high) / 2), Math.round(width), high);
  }
  if (readable) {
    const high = Math.max(2, Math.round(24 * zoom));
    context.fillStyle = ink.plain;
    context.fillRect(Math.round(x), Math.round(y + height) - high, Math.round(width), high);
  }
  if (zoom < detail.icons) return;
  if (ends === 'terminate' || ends === 'permissive') {
    context.fillStyle = ends === 'terminate' ? ink.session : ink.doubt;
    context.fillRect(x - 3, y + height / 2 - 14 * zoom, 6, 28 * zoom);
  }
  if (holdsKeys) {
    context.fillStyle = readable ? ink.surface : ink['text-2'];
    context.beginPath();
    context.arc(x + width - 11 * zoom, y + height - 12 * zoom, Math.max(1.5, 5 * zoom), 0, Math.PI * 2);
    context.fill();
  }
  if (wrong) {
    const size = Math.max(4, 14 * zoom);
    context.fillStyle = ink.doubt;
    context.beginPath();
    context.moveTo(x + width - size * 1.6, y + size * 1.3);
    context.lineTo(x + width - size * 0.6, y + size * 1.3);
    context.lineTo(x + width - size * 1.1, y + size * 0.4);
    context.fill();
  }
}

/** The name in small print as long as some of it can be read, then the glyph. */
function name(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  zoom: number,
  { product, title }: { readonly product: string; readonly title: string },
  ink: Ink,
  glyphs: Glyphs,
): void {
  const [width, titled] = [card.width * zoom, zoom >= detail.titles];
  const glyph = titled ? null : glyphs(product, ink.text);
  const size = 48 * zoom;
  if (glyph) context.drawImage(glyph, x + (width - size) / 2, y + 16 * zoom, size, size);
  if (!titled) return;
  context.font = `600 11px ${ink.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = ink.text;
  const lines = twoLines(title, width - 14, 6.2);
  for (const [number, line] of lines.entries())
    context.fillText(line, x + 8, y + 44 * zoom + (number - (lines.length - 1) / 2) * 12);
}

/** Selected, focused, under the pointer. */
function rings(
  context: CanvasRenderingContext2D,
  shown: readonly { readonly number: number; readonly x: number; readonly y: number }[],
  { world, selection, hovered, focused }: Picture,
  zoom: number,
  ink: Ink,
): void {
  for (const { number, x, y } of shown) {
    const id = world.nodes[number]?.id ?? '';
    const [selected, focus] = [selection.nodes.has(id), focused === id];
    if (!selected && !focus && hovered !== id) continue;
    const room = focus ? 4 : 1.5;
    context.beginPath();
    context.roundRect(x - room, y - room, card.width * zoom + 2 * room, card.height * zoom + 2 * room, 4);
    context.strokeStyle = selected || focus ? ink.accent : ink.text;
    context.lineWidth = focus ? 3 : selected ? 2.5 : 1.5;
    context.stroke();
  }
}

/** As much of a name as fits, by the width of a letter: cheaper than measuring, and near enough for small print. */
export function shortened(text: string, room: number, letter: number): string {
  const fits = Math.floor(room / letter);
  if (text.length <= fits) return text;
  return fits < 2 ? '' : `${text.slice(0, fits - 1).trimEnd()}…`;
}

/** A name in at most two lines, broken between words where it can be. */
export function twoLines(text: string, room: number, letter: number): readonly string[] {
  const fits = Math.floor(room / letter);
  if (text.length <= fits) return [text];
  const space = text.lastIndexOf(' ', fits);
  const end = space > 0 ? space : fits;
  return [shortened(text.slice(0, end), room, letter), shortened(text.slice(end).trim(), room, letter)];
}
