import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDesign, encodeDesign } from '../../../src/core/link/codec.ts';
import { isCode } from '../../../src/core/link/is-code.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import { writeTopology } from '../../../src/core/model/write.ts';
import { documents } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { readTemplate, templateFiles } from '../../support/validating.ts';

/** A code around any text, header and all, made by another implementation. */
function codeOf(text: string | Buffer, change: { crc?: number; length?: number } = {}): string {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(change.crc ?? checksum(bytes), 0);
  header.writeUInt32BE(change.length ?? bytes.length, 4);
  return `1.${Buffer.concat([header, deflateRawSync(bytes)]).toString('base64url')}`;
}
function checksum(bytes: Buffer): number {
  return crc32(bytes);
}
const refusalOf = (code: string): string => {
  const read = decodeDesign(code);
  return read.ok ? 'read' : (read.problems[0]?.code ?? '');
};

describe('a link to a design', () => {
  it.each(templateFiles)('gives the template %s back, byte for byte', (file) => {
    const topology = readTemplate(file);
    const code = encodeDesign(topology);
    expect(code).toMatch(/^1\.[A-Za-z0-9_-]+$/);
    expect(isCode(code)).toBe(true);
    const read = decodeDesign(code);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    expect(writeTopology(read.value)).toBe(writeTopology(topology));
  });

  it('gives random designs back', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const topology = readDocument(document);
        if (!topology.ok) throw new Error('documents are valid');
        const read = decodeDesign(encodeDesign(topology.value));
        expect(read.ok && writeTopology(read.value)).toBe(writeTopology(topology.value));
      }),
      { numRuns: 100 },
    );
  });

  it('is what the format says, to another implementation as well', () => {
    const topology = draw('browser ==> app[terminate]');
    const [, packed = ''] = encodeDesign(topology).split('.');
    const bytes = Buffer.from(packed, 'base64url');
    expect(decodeDesign(codeOf(writeTopology(topology))).ok).toBe(true);
    expect(bytes.readUInt32BE(4)).toBe(Buffer.byteLength(JSON.stringify(JSON.parse(writeTopology(topology)))));
  });

  it('that lost or changed a character is damaged, wherever that is', () => {
    const code = encodeDesign(readTemplate('shop.json'));
    for (let at = 2; at < code.length; at += 37) {
      const other = code[at] === 'A' ? 'B' : 'A';
      expect(['damaged', 'too-large'], `at ${at}`).toContain(
        refusalOf(`${code.slice(0, at)}${other}${code.slice(at + 1)}`),
      );
      expect(refusalOf(code.slice(0, at)), `cut at ${at}`).toBe('damaged');
    }
  });

  it.each([
    ['nothing', '', 'foreign'],
    ['a name', 'd2b0c1', 'foreign'],
    ['another version', '2.AAAA', 'version'],
    ['characters of other alphabets', '1.AAAA+/==', 'damaged'],
    ['a header alone', '1.AAAAAAAAAAA', 'damaged'],
    ['a length that is not announced truly', codeOf('{}', { length: 1 }), 'damaged'],
    ['a wrong checksum', codeOf('{}', { crc: 1 }), 'damaged'],
    ['more than is ever read', codeOf('{}', { length: 0xffffffff }), 'too-large'],
    ['no JSON', codeOf('hello'), 'not-json'],
    ['another document', codeOf('{"format":"other"}'), 'foreign'],
    ['hostile nesting', codeOf('['.repeat(100_000)), 'too-deep'],
    ['a code that never ends', `1.${'A'.repeat(5_000_000)}`, 'too-large'],
  ])('%s is refused', (_what, code, why) => {
    expect(refusalOf(code)).toBe(why);
  });

  it('does not blow up: a bomb is put out when it gives more than it announced', () => {
    const bomb = codeOf(Buffer.alloc(64 * 1024 * 1024), { length: 100 });
    const before = process.memoryUsage().arrayBuffers;
    expect(refusalOf(bomb)).toBe('damaged');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });
});
