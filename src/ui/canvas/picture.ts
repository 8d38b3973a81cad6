import type { Selection } from '../../store/store.ts';
import type { Looks } from './looks.ts';
import type { World } from './world.ts';

/** How the canvas is looked at: the shift in pixels, the scale, and the size of the window onto it. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
}

/** All that the layer draws from; a new one after each change, drawn in the next frame. */
export interface Picture {
  readonly world: World;
  readonly looks: Looks;
  readonly selection: Selection;
  /** Beyond legibility: everything is drawn here, and what is mounted for the pointer and the keyboard shows nothing. */
  readonly far: boolean;
  /** What React Flow draws close up; the layer draws the rest. */
  readonly mounted: { readonly nodes: ReadonlySet<string>; readonly links: ReadonlySet<string> };
  /** The card under the pointer, and the one that has the keyboard's focus, where that is to be seen. */
  readonly hovered: string | null;
  readonly focused: string | null;
  /** Links seen otherwise than predicted. */
  readonly differing: ReadonlySet<string>;
}

/** Below this scale the names on cards are smaller than 7 pixels. A small drawing keeps its cards for longer: nothing is gained. */
const legible = { zoom: 0.45, ofFew: 0.25, few: 60 } as const;

export const isSmall = (nodes: number): boolean => nodes <= legible.few;
export const isFar = (zoom: number, nodes: number): boolean => zoom < (isSmall(nodes) ? legible.ofFew : legible.zoom);

/** Levels of detail, as scales from which on each is drawn. */
export const detail = { tubes: 0.2, icons: 0.2, titles: 0.3 } as const;

/** What of the canvas is in the window, with some room around it in pixels. */
export function seen({ x, y, zoom, width, height }: View, room = 0) {
  return {
    x: (-x - room) / zoom,
    y: (-y - room) / zoom,
    width: (width + room * 2) / zoom,
    height: (height + room * 2) / zoom,
  };
}
