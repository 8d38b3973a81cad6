/** The outside world as a command sees it: a test puts its own in its place. */
export interface Io {
  /** Writes to standard output: the result and nothing else. */
  readonly out: (text: string) => void;
  /** Writes to standard error: why there is no result, one line each. */
  readonly err: (text: string) => void;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly readStdin: () => Promise<Uint8Array>;
  /** Whether standard output is a terminal that wants colour. */
  readonly colour: boolean;
}

/** Control characters (C0, DEL, C1) and those that reorder text: a terminal must not obey what a file says. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text that may hold what a stranger wrote, made safe for a terminal: such characters are shown as their number. */
export const forTerminal = (text: string): string =>
  text.replaceAll(steering, (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
