import { strFromU8 } from 'fflate';
import { decodeDesign } from '../link/codec.ts';
import { readTopology } from '../model/read.ts';
import { type Result, refused } from '../model/result.ts';
import type { Topology } from '../model/topology.ts';
import { textInPng } from './png.ts';

/**
 * How a picture carries its design: the code of a link behind this word, in an SVG as the text of its `metadata`, in a
 * PNG in a chunk of that keyword. The code is checksummed; what it holds is read like any other file.
 */
export const carrierId = 'plainsight-design';
export const carried = (code: string): string => `${carrierId}:${code}`;

/** Escaped text holds no `<`: what this finds is an element, never somebody's title. */
const metadata = /<metadata\b[^<>]*>\s*plainsight-design:(\d{1,9}\.[A-Za-z0-9_-]+)\s*<\/metadata>/g;
/** Whether a text is a picture rather than a document. */
export const isMarkup = (text: string): boolean => /^\ufeff?\s*</.test(text);

/** Above what the largest design comes to, in UTF-16 units: pictures of people's own are not searched for ever. */
const maxPicture = 32 * 1024 * 1024;

/** Reads a design from the text of a file: a document, or an SVG that carries one. */
export function readDesignText(text: string): Result<Topology> {
  if (!isMarkup(text)) return readTopology(text);
  if (text.length > maxPicture) return tooLarge;
  const [first, ...more] = text.matchAll(metadata);
  if (!first) return nothingInside;
  if (more.length > 0)
    return refused({
      code: 'ambiguous',
      message: 'The picture carries several designs: it was put together from others.',
    });
  return decodeDesign(first[1] ?? '');
}

/** Reads a design from the bytes of a PNG that carries one. */
export function readDesignPng(bytes: Uint8Array): Result<Topology> {
  if (bytes.length > maxPicture) return tooLarge;
  const found = textInPng(bytes, carrierId);
  if (found.kind === 'damaged')
    return refused({ code: 'damaged', message: 'The picture is damaged: what it carries can’t be read.' });
  if (found.kind === 'absent') return nothingInside;
  const code = strFromU8(found.text, true);
  return code.startsWith(`${carrierId}:`) ? decodeDesign(code.slice(carrierId.length + 1)) : nothingInside;
}

const tooLarge = refused({ code: 'too-large', message: `The picture is larger than ${maxPicture / 1024 / 1024} MB.` });
const nothingInside = refused({
  code: 'foreign',
  message:
    'This picture carries no design: it was not made by Plainsight, was made without its design, or has passed a program that leaves such things out.',
});
