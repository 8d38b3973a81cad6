import { styleText } from 'node:util';
import type { Severity } from '../core/rules/severity.ts';

/** How a word of the report is meant; colour repeats what the word says and never stands alone. */
export type Tone = 'heading' | 'good' | 'bad' | 'doubtful' | 'aside';
export type Paint = (tone: Tone, text: string) => string;

const styles = {
  heading: 'bold',
  good: 'green',
  bad: 'red',
  doubtful: 'yellow',
  aside: 'dim',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

export const painter = (colour: boolean): Paint =>
  colour ? (tone, text) => styleText(styles[tone], text, { validateStream: false }) : (_tone, text) => text;

export const toneOf: Readonly<Record<Severity, Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'doubtful',
  low: 'aside',
  info: 'aside',
};
