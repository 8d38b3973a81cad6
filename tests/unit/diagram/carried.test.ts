import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carried, carrierId, readDesignPng, readDesignText } from '../../../src/core/diagram/carried.ts';
import { written } from '../../../src/core/diagram/formats.ts';
import { isPng, withText } from '../../../src/core/diagram/png.ts';
import { crc32, encodeDesign } from '../../../src/core/link/codec.ts';
import type { Result } from '../../../src/core/model/result.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { toDocument, writeTopology } from '../../../src/core/model/write.ts';
import { topologies } from '../../support/arbitrary.ts';
import { drawn, everyTemplate } from '../../support/pictures.ts';

const templates = await everyTemplate();
const [, shop] = templates[4] ?? [];
if (!shop) throw new Error('no shop');
const svg = (topology: Topology): string => written(drawn(topology), 'svg', 'light', topology);

/** One grey pixel. */
function pixel(): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
const png = (topology: Topology): Uint8Array => {
  const made = withText(pixel(), carrierId, carried(encodeDesign(topology)));
  if (!made) throw new Error('no PNG');
  return made;
};
const codes = (read: Result<Topology>): readonly string[] => (read.ok ? ['ok'] : read.problems.map(({ code }) => code));
const opened = (read: Result<Topology>): unknown => (read.ok ? toDocument(read.value) : read.problems);

describe('a picture that carries its design', () => {
  it.each(templates)('%s comes back from an SVG and from a PNG', (_, topology) => {
    expect(opened(readDesignText(svg(topology)))).toEqual(toDocument(topology));
    expect(opened(readDesignPng(png(topology)))).toEqual(toDocument(topology));
  });

  it('comes back whatever the design says', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        expect(opened(readDesignText(svg(topology)))).toEqual(toDocument(topology));
        expect(opened(readDesignPng(png(topology)))).toEqual(toDocument(topology));
      }),
      { numRuns: 100 },
    );
  });

  it('is not mistaken about a title that reads like one', () => {
    const code = carried(encodeDesign(shop));
    const title = `<metadata>${code.slice(0, 400)}</metadata>`;
    const other = { ...shop, title };
    expect(opened(readDesignText(svg(other)))).toEqual(toDocument(other));
    expect(codes(readDesignText(written(drawn(other), 'svg', 'light', null)))).toEqual(['foreign']);
  });

  it('survives a program that lays the markup out anew', () => {
    const other = svg(shop)
      .replace('<metadata id="plainsight-design">', '<metadata\n   id="metadata7">\n  ')
      .replace('</metadata>', '\n  </metadata>');
    expect(opened(readDesignText(`\ufeff${other}`))).toEqual(toDocument(shop));
  });

  it('leaves a document a document', () => {
    expect(opened(readDesignText(writeTopology(shop)))).toEqual(toDocument(shop));
  });
});

describe('a picture that carries none, or a bad one, is refused', () => {
  const good = svg(shop);
  const code = /plainsight-design:([^<]*)</.exec(good)?.[1] ?? '';
  it.each([
    ['without its design', written(drawn(shop), 'svg', 'light', null), ['foreign']],
    ['of another program', '<svg xmlns="http://www.w3.org/2000/svg"/>', ['foreign']],
    ['which is a page', '<!doctype html><p>hello</p>', ['foreign']],
    ['cut off inside the design', good.replace(code, code.slice(0, -9)), ['damaged']],
    [
      'with a letter changed',
      good.replace(code, `${code.slice(0, 60)}${code[60] === 'A' ? 'B' : 'A'}${code.slice(61)}`),
      ['damaged'],
    ],
    ['of a newer version', good.replace(code, `99${code.slice(1)}`), ['version']],
    [
      'with two designs',
      good.replace('</metadata>', `</metadata><metadata>${carried(code)}</metadata>`),
      ['ambiguous'],
    ],
    ['that holds no document', good.replace(code, encodeDesign(shop).slice(0, 2)), ['foreign']],
  ])('an SVG %s', (_, text, problems) => expect(codes(readDesignText(text))).toEqual(problems));

  const whole = Buffer.from(png(shop));
  const at = whole.indexOf('iTXt');
  const changed = (offset: number, byte: number): Buffer => {
    const copy = Buffer.from(whole);
    copy[offset] = byte;
    return copy;
  };
  it.each([
    ['without its design', pixel(), ['foreign']],
    ['cut off', whole.subarray(0, at + 100), ['damaged']],
    ['without an end', whole.subarray(0, at - 4), ['damaged']],
    ['with a changed byte', changed(at + 60, 0x7e), ['damaged']],
    ['with another checksum', changed(at + 4 + whole.readUInt32BE(at - 4), 0xaa), ['damaged']],
    ['whose chunk claims four gigabytes', changed(at - 4, 0xff), ['damaged']],
    ['that is only its signature', whole.subarray(0, 8), ['damaged']],
    ['that is no PNG', Buffer.from('GIF89a'), ['foreign']],
  ])('a PNG %s', (_, bytes, problems) => expect(codes(readDesignPng(bytes))).toEqual(problems));

  it('stays a PNG with a text in it, and takes a text into nothing else', () => {
    expect(isPng(whole)).toBe(true);
    expect(withText(Buffer.from('GIF89a'), 'a', 'b')).toBeNull();
    expect(withText(whole.subarray(0, 40), 'a', 'b')).toBeNull();
  });
});
