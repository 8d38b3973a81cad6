import { describe, expect, it } from 'vitest';
import { block, directive, expression, mapping, printNginx, remark } from '../../../src/core/config/nginx.ts';

describe('the NGINX writer', () => {
  it('prints a tree', () => {
    expect(
      printNginx([
        remark('A title\n} server {'),
        block('server', [], [directive('listen', '443', 'ssl'), null, directive('return', expression('$host'))]),
      ]),
    ).toBe('# A title } server {\nserver {\n    listen 443 ssl;\n\n    return $host;\n}\n');
  });

  it.each([
    ['plain', 'plain'],
    ['/a/b.c', '/a/b.c'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a;b', '"a;b"'],
    ['}', '"}"'],
    ['{', '"{"'],
    ['#', '"#"'],
    ["it's", '"it\'s"'],
    ['say "x"', '"say \\"x\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['\\', '"\\\\"'],
    ['~regex', '"~regex"'],
  ])('writes the argument %j as %s', (text, written) => {
    expect(printNginx([directive('root', text)])).toBe(`root ${written};\n`);
  });

  it('takes a dollar sign literally where NGINX does', () => {
    expect(printNginx([block('location', ['/$host'], [])])).toBe('location "/$host" {\n}\n');
  });

  it('refuses a dollar sign in text where NGINX would read a variable', () => {
    expect(() => printNginx([directive('return', '$host')])).toThrow(/variable/);
    expect(() => printNginx([directive('map', 'x', '$host')])).toThrow(/variable/);
    expect(() => printNginx([block('map', [], [mapping('$host', 'x')])])).toThrow(/variable/);
  });

  it('refuses control characters', () => {
    expect(() => printNginx([directive('root', 'a\nb')])).toThrow(/control/);
  });
});
