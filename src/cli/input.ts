import { isMarkup, readDesignPng, readDesignText } from '../core/diagram/carried.ts';
import { isPng } from '../core/diagram/png.ts';
import { maxLength } from '../core/model/read.ts';
import { describe as inWords, type Result } from '../core/model/result.ts';
import type { Topology } from '../core/model/topology.ts';
import { writeTopology } from '../core/model/write.ts';
import { maxResultsLength, type Observation, readObservations } from '../core/verify/results.ts';
import { forTerminal, type Io } from './io.ts';

/** A design with the text that it was read from. */
export interface Design {
  readonly topology: Topology;
  /** Says on which line a record stands; of a picture, the document inside it as it would be saved. */
  readonly text: string;
  /** As it was named on the command line; `-` for standard input. */
  readonly file: string;
}

/**
 * Reads a design from a file or standard input: a document, or a picture that carries one. Null when it was refused, with
 * the reasons on standard error.
 */
export async function readDesign(file: string, io: Io): Promise<Design | null> {
  const bytes = await readBytes(file, maxLength, io);
  if (bytes === null) return null;
  const text = isPng(bytes) ? null : decoded(file, bytes, io);
  if (text === null && !isPng(bytes)) return null;
  const topology = accepted(file, text === null ? readDesignPng(bytes) : readDesignText(text), io);
  if (topology === null) return null;
  const isDocument = text !== null && !isMarkup(text);
  return { topology, text: isDocument ? text : writeTopology(topology), file };
}

/** Reads results of a check in the same way. */
export async function readResults(file: string, io: Io): Promise<readonly Observation[] | null> {
  const bytes = await readBytes(file, maxResultsLength, io);
  const text = bytes && decoded(file, bytes, io);
  return text === null ? null : accepted(file, readObservations(text), io);
}

/** `most`: the longest text that its reader looks at, in UTF-16 units. */
async function readBytes(file: string, most: number, io: Io): Promise<Uint8Array | null> {
  let bytes: Uint8Array;
  try {
    bytes = await (file === '-' ? io.readStdin() : io.readFile(file));
  } catch (error) {
    return refuse(file, reasonOf(error), io);
  }
  // A UTF-16 unit takes at most three bytes of UTF-8: more can't be a text that the reader accepts.
  if (bytes.length > most * 3) return refuse(file, `The file is larger than ${most / 1024 / 1024} MB.`, io);
  return bytes;
}

function decoded(file: string, bytes: Uint8Array, io: Io): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(file, 'This is not text in UTF-8.', io);
  }
}

function accepted<T>(file: string, read: Result<T>, io: Io): T | null {
  if (read.ok) return read.value;
  for (const problem of read.problems) refuse(file, inWords(problem), io);
  return null;
}

function refuse(file: string, reason: string, io: Io): null {
  // JSON.parse quotes the text that it stumbles over: one refusal stays one line.
  io.err(forTerminal(`${file === '-' ? 'standard input' : file}: ${reason}`).replaceAll('\n', ' '));
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
