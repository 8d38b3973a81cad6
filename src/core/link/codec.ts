import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { maxLength, readTopology } from '../model/read.ts';
import { type Result, refused } from '../model/result.ts';
import type { Topology } from '../model/topology.ts';
import { toDocument } from '../model/write.ts';

/**
 * A design as a piece of an address: `1.` and then, in base64url (RFC 4648 §5, no padding), the CRC-32 of the text and its
 * length in bytes, four bytes each, highest first, and the text of the document as raw DEFLATE (RFC 1951).
 */
const version = '1';
const header = 8;

/** Longest code that is looked at, in characters: above what any browser takes as an address. */
const maxCode = 4 * 1024 * 1024;
/** Longest text that it may come to, in bytes: DEFLATE can blow a link up a thousandfold. */
const maxText = Math.min(maxLength, 16 * 1024 * 1024);

export function encodeDesign(topology: Topology): string {
  const text = strToU8(JSON.stringify(toDocument(topology)));
  const packed = deflateSync(text, { level: 9 });
  const bytes = new Uint8Array(header + packed.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc32(text));
  view.setUint32(4, text.length);
  bytes.set(packed, header);
  return `${version}.${toBase64url(bytes)}`;
}

/** Reads what `encodeDesign` wrote, and whatever else stands in an address: nothing in it is trusted. */
export function decodeDesign(code: string): Result<Topology> {
  if (code.length > maxCode) return refuse('too-large', 'The link is longer than any design needs.');
  const dot = code.indexOf('.');
  const named = code.slice(0, dot);
  if (dot < 1 || !/^\d{1,9}$/.test(named)) return refuse('foreign', 'This is not a link to a design.');
  if (named !== version)
    return refuse(
      'version',
      `The link is of version ${named}; this Plainsight reads version ${version}. Open it with a newer one.`,
    );
  const bytes = fromBase64url(code.slice(dot + 1));
  if (!bytes || bytes.length <= header) return refuse('damaged', damaged);
  const view = new DataView(bytes.buffer);
  const length = view.getUint32(4);
  if (length > maxText) return refuse('too-large', `The design is larger than ${maxText / 1024 / 1024} MB.`);
  const text = inflate(bytes.subarray(header), length);
  if (!text || crc32(text) !== view.getUint32(0)) return refuse('damaged', damaged);
  return readTopology(strFromU8(text));
}

const damaged =
  'The link is damaged: something is missing or changed. Addresses are often cut off in mails and chats; ask for the file instead.';
const refuse = (code: string, message: string): Result<never> => refused({ code, message });

/** The bytes, if they are as many as announced; stops as soon as there are more. */
function inflate(packed: Uint8Array, length: number): Uint8Array | null {
  const text = new Uint8Array(length);
  let at = 0;
  let whole = false;
  try {
    const stream = new Inflate((chunk, final) => {
      if (at + chunk.length > length) throw new Error('more than announced');
      text.set(chunk, at);
      at += chunk.length;
      whole = final;
    });
    // In pieces, so that a bomb is noticed before it has gone off.
    const piece = 4_096;
    for (let from = 0; from < packed.length; from += piece)
      stream.push(packed.subarray(from, from + piece), from + piece >= packed.length);
  } catch {
    return null;
  }
  return whole && at === length ? text : null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...alphabet].map((character, i) => [character.charCodeAt(0), i]));

function toBase64url(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const count = Math.min(bytes.length - i, 3) + 1;
    for (let n = 0; n < count; n++) parts.push(alphabet[(bits >> (18 - 6 * n)) & 63] ?? '');
  }
  return parts.join('');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = values.get(text.charCodeAt(i));
    if (value === undefined) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** As in zip and PNG (ISO 3309): notices damage, not malice. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
