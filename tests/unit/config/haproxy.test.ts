import { describe, expect, it } from 'vitest';
import { line, printHaproxy, remark, safeName } from '../../../src/core/config/haproxy.ts';

const written = (...words: string[]) => printHaproxy([], [{ keyword: 'global', lines: [line(...words)] }]);

describe('the HAProxy writer', () => {
  it('prints sections and ends in a line feed', () => {
    expect(
      printHaproxy(
        ['Plainsight', ''],
        [
          { keyword: 'defaults', lines: [line('mode', 'http')] },
          { keyword: 'backend', name: 'a', lines: [remark('A\nglobal'), line('server', 's', '127.0.0.1:1')] },
        ],
      ),
    ).toBe('# Plainsight\n#\n\ndefaults\n    mode http\n\nbackend a\n    # A global\n    server s 127.0.0.1:1\n');
  });

  it.each([
    ['plain', 'plain'],
    ['', "''"],
    ['two words', "'two words'"],
    ['#', "'#'"],
    ['$HOME', "'$HOME'"],
    ['"', "'\"'"],
    ['\\', "'\\'"],
    ["it's", "'it'\\''s'"],
    ["'", "''\\'''"],
  ])('writes the word %j as %s', (text, expected) => {
    expect(written('path_beg', text)).toBe(`\n\nglobal\n    path_beg ${expected}\n`);
  });

  it('refuses control characters, and names outside their alphabet', () => {
    expect(() => written('a\nb')).toThrow(/control/);
    expect(() => safeName('a b')).toThrow(/cannot name/);
    expect(() => printHaproxy([], [{ keyword: 'backend', name: 'a\n', lines: [] }])).toThrow(/cannot name/);
  });

  it('refuses a line that HAProxy would cut', () => {
    expect(() => written('x'.repeat(2048))).toThrow(/too long/);
    expect(() => written(...Array.from({ length: 65 }, () => 'x'))).toThrow(/too long/);
  });
});
