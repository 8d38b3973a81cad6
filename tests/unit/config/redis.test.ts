import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directive, redisValue } from '../../../src/core/config/redis.ts';

describe('a value of redis.conf', () => {
  it.each([
    ['yes', 'yes'],
    ['127.0.0.1', '127.0.0.1'],
    ['-::*', '-::*'],
    ['', '""'],
    ['/etc/tls/a.crt', '"/etc/tls/a.crt"'],
    ['two words', '"two words"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['a\nrequirepass x', '"a\\x0arequirepass x"'],
    ['nul\0', '"nul\\x00"'],
    ['\u0085', '"\\xc2\\x85"'],
    ['ünï 数据', '"ünï 数据"'],
  ])('%j is written %s', (text, expected) => expect(redisValue(text)).toBe(expected));

  it('stands behind its directive', () => {
    expect(directive('bind', '*', '-::*')).toBe('bind * -::*');
    expect(directive('port', 0)).toBe('port 0');
    expect(directive('tls-protocols', 'TLSv1.2 TLSv1.3')).toBe('tls-protocols "TLSv1.2 TLSv1.3"');
  });

  it('reads back as it was, and never leaves its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = redisValue(text);
        expect(written).not.toMatch(/\p{Cc}/u);
        expect(readRedis(written)).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
  });
});

/** sdssplitargs for one word, written apart from the writer: the bytes that the server gets. */
function readRedis(written: string): number[] {
  const bytes = [...new TextEncoder().encode(written)];
  if (!written.startsWith('"')) {
    expect(written).toMatch(/^[^\s"'#]+$/);
    return bytes;
  }
  const named: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };
  const text: number[] = [];
  let i = 1;
  for (; bytes[i] !== 0x22; i++) {
    const byte = bytes[i];
    if (byte === undefined) throw new Error('unbalanced quotes');
    if (byte !== 0x5c) {
      text.push(byte);
      continue;
    }
    const next = String.fromCharCode(bytes[++i] ?? 0);
    if (next === 'x') {
      text.push(Number.parseInt(String.fromCharCode(bytes[i + 1] ?? 0, bytes[i + 2] ?? 0), 16));
      i += 2;
    } else text.push(named[next] ?? next.charCodeAt(0));
  }
  expect(i).toBe(bytes.length - 1);
  return text;
}
