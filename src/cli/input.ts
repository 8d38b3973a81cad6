import { maxLength, readTopology } from '../core/model/read.ts';
import { describe as inWords } from '../core/model/result.ts';
import type { Topology } from '../core/model/topology.ts';
import { forTerminal, type Io } from './io.ts';

/** A design with the text that it was read from, which says on which line a record stands. */
export interface Design {
  readonly topology: Topology;
  readonly text: string;
  /** As it was named on the command line; `-` for standard input. */
  readonly file: string;
}

/** Reads a design from a file or standard input. Null when it was refused, with the reasons on standard error. */
export async function readDesign(file: string, io: Io): Promise<Design | null> {
  const name = file === '-' ? 'standard input' : file;
  const refuse = (reason: string) => {
    // JSON.parse quotes the text that it stumbles over: one refusal stays one line.
    io.err(forTerminal(`${name}: ${reason}`).replaceAll('\n', ' '));
    return null;
  };
  let bytes: Uint8Array;
  try {
    bytes = await (file === '-' ? io.readStdin() : io.readFile(file));
  } catch (error) {
    return refuse(reasonOf(error));
  }
  // A UTF-16 unit takes at most three bytes of UTF-8: more can't be a text that the reader accepts.
  if (bytes.length > maxLength * 3) return refuse(`The file is larger than ${maxLength / 1024 / 1024} MB.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('This is not text in UTF-8.');
  }
  const read = readTopology(text);
  if (read.ok) return { topology: read.value, text, file };
  for (const problem of read.problems) refuse(inWords(problem));
  return null;
}

const plainWords: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'This is a directory, not a file.',
  EACCES: 'You are not allowed to read it.',
};

/** What the operating system had to say, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return plainWords[code] ?? (error instanceof Error ? error.message : String(error));
}
