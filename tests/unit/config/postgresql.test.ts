import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hbaField, hbaRule, quoteSetting, setting } from '../../../src/core/config/postgresql.ts';

describe('a value of postgresql.conf', () => {
  it.each([
    ['plain', "'plain'"],
    ['', "''"],
    ["it's", "'it''s'"],
    ['back\\slash', "'back\\\\slash'"],
    ["\\' or 1", "'\\\\'' or 1'"],
    ['two\nlines', "'two\\nlines'"],
    ['# no comment', "'# no comment'"],
    ['ünï 数据', "'ünï 数据'"],
  ])('%j is written %s', (text, expected) => expect(quoteSetting(text)).toBe(expected));

  it('is refused when no quoting can hold it', () => expect(() => quoteSetting('a\0b')).toThrow('NUL'));

  it('is quoted when it is text, bare when it is a number or a switch', () => {
    expect(setting('listen_addresses', '*')).toBe("listen_addresses = '*'");
    expect(setting('port', 5432)).toBe('port = 5432');
    expect(setting('ssl', true)).toBe('ssl = on');
    expect(setting('ssl', false)).toBe('ssl = off');
  });

  it('reads back as it was, and never leaves its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const text = raw.replaceAll('\0', '');
        const written = quoteSetting(text);
        expect(written).not.toMatch(/[\n\r]/);
        expect(readSetting(written)).toBe(text);
      }),
    );
  });
});

/** The server's own rules (guc-file.l, GUC_scanstr), written apart from the writer. */
function readSetting(written: string): string {
  expect(written.startsWith("'") && written.endsWith("'")).toBe(true);
  const named: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
  let text = '';
  for (let i = 1; i < written.length - 1; i++) {
    const character = written[i] ?? '';
    if (character === "'") {
      expect(written[++i]).toBe("'");
      expect(i).toBeLessThan(written.length - 1);
      text += "'";
    } else if (character === '\\') {
      const next = written[++i] ?? '';
      expect(i).toBeLessThan(written.length - 1);
      text += named[next] ?? next;
    } else text += character;
  }
  return text;
}

describe('a field of pg_hba.conf', () => {
  it.each([
    ['all', 'all'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['clientcert=verify-ca', 'clientcert=verify-ca'],
    ['two words', '"two words"'],
    ['a,b', '"a,b"'],
    ['# no comment', '"# no comment"'],
    ['say "hi"', '"say ""hi"""'],
    ['@file', '"@file"'],
    ['', '""'],
  ])('%j is written %s', (text, expected) => expect(hbaField(text)).toBe(expected));

  it('is refused when it would become another rule', () => {
    expect(() => hbaField('x\nhost all all all trust')).toThrow('line break');
    expect(() => hbaField('a\0b')).toThrow('NUL');
  });

  it('stands apart from the next', () =>
    expect(hbaRule('hostssl', 'my db', 'all', 'all', 'scram-sha-256')).toBe(
      'hostssl  "my db"  all  all  scram-sha-256',
    ));
});
