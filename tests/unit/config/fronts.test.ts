import { describe, expect, it } from 'vitest';
import * as apache from '../../../src/core/config/apache.ts';
import * as caddy from '../../../src/core/config/caddyfile.ts';
import * as hitch from '../../../src/core/config/hitch.ts';
import { literalPattern, literalText } from '../../../src/core/config/literal-pattern.ts';
import { option, printStunnel } from '../../../src/core/config/stunnel.ts';
import * as vcl from '../../../src/core/config/vcl.ts';

describe('the Apache writer', () => {
  const written = (arg: apache.Arg) => apache.printApache([apache.directive('X', arg)]);
  it.each([
    ['plain', 'plain'],
    ['two words', '"two words"'],
    ['"', '"\\""'],
    ['\\', '"\\\\"'],
    ['', '""'],
  ])('writes %j as %s', (text, expected) => {
    expect(written(text)).toBe(`X ${expected}\n`);
  });
  it('leaves what mod_rewrite reads as it is', () => {
    expect(written(apache.raw('^\\.x'))).toBe('X "^\\.x"\n');
    expect(() => written(apache.raw('"'))).toThrow(/quotation/);
  });
  it('refuses the environment and control characters', () => {
    expect(() => written('\u0024{HOME}')).toThrow(/variable/);
    expect(() => written('a\nb')).toThrow(/control/);
  });
  it('never lets a comment swallow the line behind it', () => {
    expect(apache.printApache([apache.remark('ends in \\'), apache.directive('X')])).toBe('# ends in \\ .\nX\n');
  });
});

describe('the Caddyfile writer', () => {
  const written = (word: caddy.Word) => caddy.printCaddyfile([caddy.directive(word)]);
  it.each([
    ['plain', 'plain'],
    ['two words', '`two words`'],
    ['', '``'],
    ['"\\', '`"\\`'],
    ['#', '`#`'],
  ])('writes %j as %s', (text, expected) => {
    expect(written(text)).toBe(`${expected}\n`);
  });
  it('refuses what cannot be quoted, and placeholders that are not ours', () => {
    expect(() => written('`')).toThrow(/backtick/);
    expect(() => written('{host}')).toThrow(/placeholder/);
    expect(() => written(caddy.expression('{$HOME}'))).toThrow(/variable/);
    expect(written(caddy.expression('{host}'))).toBe('{host}\n');
  });
  it('keeps the environment out of comments', () => {
    expect(caddy.printCaddyfile([caddy.remark('{$HOME}')])).toBe('# { $HOME}\n');
  });
});

describe('the writers of stunnel, Hitch and VCL', () => {
  it('refuse what no value can hold', () => {
    const stunnel = (value: string) => printStunnel([], [option('a', value)], []);
    expect(stunnel('b; # c')).toBe('\n\na = b; # c\n');
    expect(() => stunnel('a\nb')).toThrow(/line break/);
    expect(() => stunnel(' a')).toThrow(/blank/);
    expect(hitch.printHitch([hitch.option('a', 'b # c')])).toBe('a = "b # c"\n');
    for (const text of ['"', '\\', '\n']) expect(() => hitch.printHitch([hitch.option('a', text)])).toThrow(/no place/);
    expect(vcl.printVcl([vcl.statement('set', vcl.text('a\\ %22'))])).toBe('set "a\\ %22";\n');
    for (const text of ['"', '\n']) expect(() => vcl.printVcl([vcl.statement(vcl.text(text))])).toThrow(/place/);
  });
});

describe('a literal pattern', () => {
  it('matches its text and nothing else', () => {
    for (const text of ['/a.b', '/$x{}', '/"\'\\', '/(a|b)*[c]+?^']) {
      expect(literalText(text)).toMatch(/^[A-Za-z0-9/_\\-]+$/);
      expect(new RegExp(`^${literalText(text)}$`).test(text)).toBe(true);
      expect(new RegExp(`^${literalText(text)}$`).test(text.replace(/[^/]$/, 'zz'))).toBe(false);
    }
    expect(literalPattern([0xc3, 0xa9, 0x0a])).toBe('\\xc3\\xa9\\x0a');
  });
});
