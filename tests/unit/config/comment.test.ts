import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { commentLines, commentText, headerLines, noticeLines } from '../../../src/core/config/comment.ts';
import { product } from '../../../src/core/products/nginx/product.ts';

describe('user text in a comment', () => {
  it.each([
    ['a\nb', 'a b'],
    ['a\r\n}server{', 'a }server{'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u202eevil\u202c', 'evil'],
    ['zero\u200bwidth\ufeff', 'zero width'],
    ['  two   words ', 'two words'],
    ['# not a new comment', '# not a new comment'],
    ['Bestellungen – Überblick 注文', 'Bestellungen – Überblick 注文'],
  ])('%j becomes %j', (text, expected) => expect(commentText(text)).toBe(expected));

  it('is cut at 200 characters, never inside one', () => {
    const cut = commentText('😀'.repeat(300));
    expect([...cut]).toHaveLength(200);
    expect(cut.endsWith('😀…')).toBe(true);
  });

  it('never holds a control, line-separating or bidirectional character, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const line of [commentText(text), ...commentLines(text)])
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('sentences in a comment', () => {
  it('break at words and lose none of them', () => {
    const text = 'the certificate is for another name than the one dialled '.repeat(9).trim();
    const lines = commentLines(text);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('bound a word without end', () => {
    for (const line of commentLines('x'.repeat(9_000))) expect(line.length).toBeLessThanOrEqual(200);
  });
});

describe('a header', () => {
  it('names design, component and version, and marks what fails loudly', () => {
    const node = { id: 'n', title: 'Edge\u202e', host: 'n.internal', version: null };
    const lines = headerLines({ design: 'Shop', node, product, reopen: 'https://plainsight.example/#d=1.x' }, [
      { kind: 'fails', about: 'l1', message: 'no.' },
      { kind: 'lost', about: 'l2', message: 'HTTP cannot.' },
    ]);
    expect(lines).toEqual([
      'Plainsight',
      'Design: Shop',
      'Component: Edge',
      'Checked against: nginx 1.22.1',
      'Reopen: https://plainsight.example/#d=1.x',
      '',
      '!!! WILL NOT CONNECT: no.',
      '',
      'NOT SAID HERE: HTTP cannot.',
    ]);
    expect(noticeLines({ kind: 'by-hand', message: 'do it' })).toEqual(['BY HAND: do it']);
  });
});

test('a link too long for a comment stands in the README instead', () => {
  const reopen = `https://plainsight.example/#d=1.${'x'.repeat(2_000)}`;
  const lines = headerLines({ design: 'Shop', node: { title: 'Edge' }, product, reopen }, []);
  expect(lines).toContain('Reopen: the link in README.md');
});
