import type { View } from './picture.ts';

/** How much more than the window is drawn, at each side, in windows: so far it can be moved without drawing again. */
const margin = 0.3;
/** How far a drawing may be stretched before it is drawn anew: what is between is seen in motion only. */
const stretch = { least: 0.6, most: 1.8 } as const;

/** The view of a surface with that margin, around the window's. */
export function widened({ x, y, zoom, width, height }: View): View {
  const [right, down] = [Math.round(width * margin), Math.round(height * margin)];
  return { x: x + right, y: y + down, zoom, width: width + 2 * right, height: height + 2 * down };
}

/** Where a surface drawn for one view belongs in another: its corner in the window's pixels, and its scale. */
export function placeOf(drawn: View, view: View): { readonly x: number; readonly y: number; readonly scale: number } {
  const scale = view.zoom / drawn.zoom;
  return { x: view.x - drawn.x * scale, y: view.y - drawn.y * scale, scale };
}

/** Whether a surface, moved and stretched, still shows all that the window does, and well enough. */
export function covers(drawn: View, view: View): boolean {
  const { x, y, scale } = placeOf(drawn, view);
  return (
    scale >= stretch.least &&
    scale <= stretch.most &&
    x <= 0 &&
    y <= 0 &&
    x + drawn.width * scale >= view.width &&
    y + drawn.height * scale >= view.height
  );
}
