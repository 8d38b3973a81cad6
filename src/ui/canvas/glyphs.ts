import { iconUrl } from '../product-icon.tsx';
import type { Glyphs } from './paint.ts';

/** Pixels of a glyph as it is kept: the largest that a tile shows it, on a fine screen. */
const size = 64;

/** The products' glyphs in one colour, each fetched when it is first wanted; calls back when one has come. */
export function fetchedGlyphs(arrived: () => void): Glyphs {
  const drawings = new Map<string, HTMLImageElement>();
  const tinted = new Map<string, HTMLCanvasElement>();
  return (product, colour) => {
    const url = iconUrl(product);
    if (url === undefined) return null;
    const key = `${colour} ${url}`;
    const known = tinted.get(key);
    if (known) return known;
    let drawing = drawings.get(url);
    if (!drawing) {
      drawing = new Image(size, size);
      drawing.onload = arrived;
      drawing.src = url;
      drawings.set(url, drawing);
    }
    if (!drawing.complete || drawing.naturalWidth === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.drawImage(drawing, 0, 0, size, size);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = colour;
    context.fillRect(0, 0, size, size);
    tinted.set(key, canvas);
    return canvas;
  };
}
