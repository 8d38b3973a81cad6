import type { Answer } from '../simulation/bounds.ts';
import type { LinkMark } from './marks.ts';

/**
 * The signs of the canvas as paths on a 24 × 24 grid, to be stroked and not filled. From Lucide 1.75
 * (https://lucide.dev, ISC licence), circles and rectangles written as paths.
 */
export const glyphs = {
  eye: [
    'M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0',
    'M15 12a3 3 0 1 1-6 0 3 3 0 1 1 6 0',
  ],
  shield: [
    'M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z',
  ],
  lock: ['M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z', 'M7 11V7a5 5 0 0 1 10 0v4'],
  both: ['m16 3 4 4-4 4', 'M20 7H4', 'm8 21-4-4 4-4', 'M4 17h16'],
  key: [
    'M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4z',
    'M17 7.5a.5.5 0 1 1-1 0 .5.5 0 1 1 1 0',
  ],
  question: ['M22 12a10 10 0 1 1-20 0 10 10 0 1 1 20 0', 'M9 9.5a3 2.5 0 0 1 6 0c0 2-2 2-3 3.5', 'M12 17h.01'],
  down: ['M12 17V3', 'm6 11 6 6 6-6', 'M19 21H5'],
  cross: ['M18 6 6 18', 'm6 6 12 12'],
  keyhole: [
    'M13 16a1 1 0 1 1-2 0 1 1 0 1 1 2 0',
    'M5 10h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z',
    'M7 10V7a5 5 0 0 1 10 0v3',
  ],
  open: [
    'M13 16a1 1 0 1 1-2 0 1 1 0 1 1 2 0',
    'M5 10h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z',
    'M7 10V7a5 5 0 0 1 9.33-2.5',
  ],
  through: ['m6 17 5-5-5-5', 'm13 17 5-5-5-5'],
  alert: ['m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3', 'M12 9v4', 'M12 17h.01'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Glyph = keyof typeof glyphs;

/** The sign of a link's state; never without its word or its line pattern. */
export const markGlyphs: Readonly<Record<LinkMark, Glyph | null>> = {
  plaintext: 'eye',
  shielded: 'shield',
  server: 'lock',
  mutual: 'both',
  ca: 'key',
  unverified: 'question',
  downgradable: 'down',
  failed: 'cross',
  unreached: null,
};

/** The sign of what a listener does with TLS. */
export const listenerGlyphs: Readonly<Record<Answer['mode'], Glyph>> = {
  plaintext: 'eye',
  terminate: 'keyhole',
  permissive: 'open',
  passthrough: 'through',
  closed: 'cross',
};
