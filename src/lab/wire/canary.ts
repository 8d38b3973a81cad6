import { huffmanBits } from './huffman.ts';

/** Those canaries (letters and digits, twelve or more) that can be read in a stream, in whatever encoding. */
export const findCanaries = (stream: Buffer, canaries: readonly string[]): readonly string[] =>
  canaries.filter((canary) => spellings(canary).some((spelling) => stream.includes(spelling)));

const known = new Map<string, readonly Buffer[]>();

/** Everything a canary may look like. */
function spellings(canary: string): readonly Buffer[] {
  const made = known.get(canary) ?? [
    Buffer.from(canary),
    Buffer.from(Buffer.from(canary).toString('hex')),
    Buffer.from(Buffer.from(canary).toString('hex').toUpperCase()),
    ...[0, 1, 2].map((before) => base64(canary, before)),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((before) => huffman(canary, before)),
  ];
  known.set(canary, made);
  return made;
}

/** With so many bytes before it: the characters that depend on the canary alone. Letters and digits never yield + or /. */
function base64(canary: string, before: number): Buffer {
  const whole = Buffer.from(`${'\0'.repeat(before)}${canary}`);
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  return Buffer.from(whole.toString('base64').slice(from, to));
}

/** With so many bits before it in its first byte: the bytes that it fills. The bits beside them are let go. */
function huffman(canary: string, before: number): Buffer {
  const bits = huffmanBits(canary).slice((8 - before) % 8);
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
