import { strToU8 } from 'fflate';
import { crc32 } from '../link/codec.ts';

/** PNG, third edition (https://www.w3.org/TR/png-3/): a signature, then chunks of length, type, data and CRC-32. */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export const isPng = (bytes: Uint8Array): boolean => signature.every((byte, i) => bytes[i] === byte);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Where it begins, and where the next one does. */
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

/** The chunks one by one; stops at the first that does not fit into the file. */
function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = signature.length; from + 12 <= bytes.length; ) {
    const length = view.getUint32(from);
    const to = from + 12 + length;
    if (to > bytes.length) return;
    const named = bytes.subarray(from + 4, from + 8 + length);
    const type = String.fromCharCode(...named.subarray(0, 4));
    yield { type, data: named.subarray(4), from, to, whole: crc32(named) === view.getUint32(to - 4) };
    from = to;
  }
}

/**
 * The picture with a text in it: an `iTXt` chunk (§11.3.3.4), not compressed, without a language, before the end. Null
 * for what is no PNG.
 */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> | null {
  if (!isPng(png)) return null;
  const end = [...chunksOf(png)].find(({ type }) => type === 'IEND');
  if (!end) return null;
  const data = strToU8(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(data.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view.setUint32(chunk.length - 4, crc32(data));
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, end.from));
  result.set(chunk, end.from);
  result.set(png.subarray(end.from), end.from + chunk.length);
  return result;
}

export type Found =
  | { readonly kind: 'text'; readonly text: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged' };

/** The text that a picture carries under a keyword, as its bytes. */
export function textInPng(png: Uint8Array, keyword: string): Found {
  if (!isPng(png)) return { kind: 'absent' };
  const head = strToU8(`${keyword}\0`);
  for (const { type, data, whole } of chunksOf(png)) {
    if (type === 'IEND') return { kind: 'absent' };
    if (type !== 'iTXt' || !head.every((byte, i) => data[i] === byte)) continue;
    // Then: compression flag, its method, a language, a translated keyword, each text ended by a zero.
    const language = data.indexOf(0, head.length + 2);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (!whole || translated < 0 || data[head.length] !== 0) return { kind: 'damaged' };
    return { kind: 'text', text: data.subarray(translated + 1) };
  }
  // A whole picture has an end.
  return { kind: 'damaged' };
}
