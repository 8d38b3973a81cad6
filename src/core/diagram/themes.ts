import type { Sight } from '../observers/index.ts';
import type { LinkMark } from './marks.ts';

export const themes = ['light', 'dark', 'print'] as const;
export type ThemeName = (typeof themes)[number];

/** The colours of a picture. Every state is told by width, pattern and sign as well. */
export interface Theme {
  readonly name: ThemeName;
  readonly canvas: string;
  readonly surface: string;
  readonly surface2: string;
  readonly text: string;
  readonly text2: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly plain: string;
  readonly plainText: string;
  readonly plainSoft: string;
  /** The filled badge of what is readable, and the text on it. */
  readonly plainBadge: string;
  readonly onPlain: string;
  readonly session: string;
  readonly sessionText: string;
  readonly sessionSoft: string;
  /** The mark where TLS ends, and the sign on it. */
  readonly ending: string;
  readonly onEnding: string;
  readonly doubt: string;
  readonly doubtText: string;
  readonly doubtSoft: string;
  readonly broken: string;
  readonly onBroken: string;
  readonly casing: string;
  readonly zone: string;
  readonly hatch: string;
  readonly changed: string;
  /** The edge of a tube, where its filling alone is too pale. */
  readonly sleeveEdge: string | null;
  /** How much wider than on the screen a line of readable data is. */
  readonly heavy: number;
}

const light: Theme = {
  name: 'light',
  canvas: '#fbfcfd',
  surface: '#ffffff',
  surface2: '#e9edf1',
  text: '#14191f',
  text2: '#4c5865',
  line: '#d5dce3',
  lineStrong: '#74818e',
  plain: '#d55e00',
  plainText: '#a84300',
  plainSoft: '#fdeee2',
  plainBadge: '#b34700',
  onPlain: '#ffffff',
  session: '#0072b2',
  sessionText: '#005b90',
  sessionSoft: '#cfe6f5',
  ending: '#005b90',
  onEnding: '#ffffff',
  doubt: '#b07900',
  doubtText: '#7a5400',
  doubtSoft: '#fbf1d3',
  broken: '#5d6a77',
  onBroken: '#ffffff',
  casing: '#c9d3dd',
  zone: '#f3f7fb',
  hatch: '#e3e6e9',
  changed: '#7a3fb0',
  sleeveEdge: null,
  heavy: 1,
};

const dark: Theme = {
  name: 'dark',
  canvas: '#10141a',
  surface: '#161b21',
  surface2: '#2a333c',
  text: '#eef2f6',
  text2: '#aab6c2',
  line: '#3a4651',
  lineStrong: '#7e8c9a',
  plain: '#ff8a4c',
  plainText: '#ffa473',
  plainSoft: '#43210f',
  plainBadge: '#ff8a4c',
  onPlain: '#2b1000',
  session: '#56b4e9',
  sessionText: '#86cbf2',
  sessionSoft: '#17415c',
  ending: '#86cbf2',
  onEnding: '#10141a',
  doubt: '#f0c040',
  doubtText: '#f3cf6c',
  doubtSoft: '#40330c',
  broken: '#98a5b2',
  onBroken: '#161b21',
  casing: '#34414e',
  zone: '#141b23',
  hatch: '#232b33',
  changed: '#c79bf0',
  sleeveEdge: null,
  heavy: 1,
};

/** For paper: white ground, and as dark as it is grave, so that a copy in grey still shows the readable lines first. */
const print: Theme = {
  ...light,
  name: 'print',
  canvas: '#ffffff',
  text: '#000000',
  text2: '#33393f',
  line: '#9aa3ab',
  lineStrong: '#4c5661',
  plain: '#8a2f00',
  plainText: '#6b2400',
  plainSoft: '#ffffff',
  plainBadge: '#6b2400',
  session: '#5f93b8',
  sessionText: '#0f4a70',
  sessionSoft: '#e4eff7',
  ending: '#e4eff7',
  onEnding: '#0f4a70',
  doubt: '#8a6400',
  doubtText: '#5c4300',
  doubtSoft: '#ffffff',
  zone: '#ffffff',
  hatch: '#dcdfe2',
  casing: '#d3d9df',
  sleeveEdge: '#7f97a8',
  heavy: 1.3,
};

const byName: Readonly<Record<ThemeName, Theme>> = { light, dark, print };
export const themeOf = (name: ThemeName): Theme => byName[name];

/** The line, the text and the ground of a badge. */
export interface Tone {
  readonly line: string;
  readonly text: string;
  readonly ground: string;
}

/** By what an observer learns, or else by mark. */
export function toneOf(theme: Theme, mark: LinkMark, sight: Sight | null): Tone {
  switch (sight) {
    case 'reads':
      return toneOf(theme, 'plaintext', null);
    case 'active':
      return toneOf(theme, 'unverified', null);
    case 'metadata':
    case 'nothing':
      return toneOf(theme, 'unreached', null);
  }
  switch (mark) {
    case 'plaintext':
      return { line: theme.plainBadge, text: theme.onPlain, ground: theme.plainBadge };
    case 'shielded':
      return { line: theme.lineStrong, text: theme.plainText, ground: theme.surface };
    case 'failed':
      return { line: theme.broken, text: theme.onBroken, ground: theme.broken };
    case 'unreached':
      return { line: theme.lineStrong, text: theme.text2, ground: theme.surface };
    case 'unverified':
    case 'downgradable':
      return { line: theme.doubt, text: theme.doubtText, ground: theme.surface };
    default:
      return { line: theme.session, text: theme.sessionText, ground: theme.surface };
  }
}
