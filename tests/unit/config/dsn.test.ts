import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignment, conninfo, hostAndPort, percentEncode, shellWord, uri } from '../../../src/core/config/dsn.ts';
import { hashComments } from '../../../src/core/config/hash-comment.ts';

describe('a URI', () => {
  it('says where and how', () => {
    expect(
      uri({
        scheme: 'postgresql',
        user: 'orders',
        host: 'db.internal',
        port: 5432,
        path: 'orders',
        parameters: [
          ['sslmode', 'verify-full'],
          ['sslrootcert', '/etc/tls/ca.crt'],
        ],
      }),
    ).toBe('postgresql://orders@db.internal:5432/orders?sslmode=verify-full&sslrootcert=/etc/tls/ca.crt');
    expect(uri({ scheme: 'rediss', host: 'cache', port: 6380 })).toBe('rediss://cache:6380');
    expect(uri({ scheme: 'http', host: '2001:db8::7', port: 80 })).toBe('http://[2001:db8::7]:80');
    expect(hostAndPort('2001:db8::7', 80)).toBe('[2001:db8::7]:80');
    expect(hostAndPort('db', 80)).toBe('db:80');
  });

  it.each([
    ["a'b(c)*!", 'a%27b%28c%29%2a%21'],
    ['a&b=c?d#e/f', 'a%26b%3Dc%3Fd%23e%2Ff'],
    ['ü 数', '%C3%BC%20%E6%95%B0'],
    ['\ud800', '%EF%BF%BD'],
  ])('encodes %j as %s', (text, expected) => expect(percentEncode(text)).toBe(expected));

  it('holds any text as a leaf', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (user, value) => {
        const url = new URL(
          uri({ scheme: 'http', user: `u${user}`, host: 'db', port: 1, path: 'p', parameters: [['k', value]] }),
        );
        expect(decodeURIComponent(url.username)).toBe(`u${user}`);
        expect([...url.searchParams]).toEqual([['k', value]]);
        expect([url.host, url.pathname, url.hash]).toEqual(['db:1', '/p', '']);
      }),
    );
  });
});

describe("libpq's keyword/value form", () => {
  it.each([
    ['db.internal', 'host=db.internal'],
    ['', "host=''"],
    ['a b', "host='a b'"],
    ["it's", "host='it\\'s'"],
    ['x\\', "host='x\\\\'"],
    ["x' sslmode=disable", "host='x\\' sslmode=disable'"],
  ])('%j is written %s', (text, expected) => expect(conninfo([['host', text]])).toBe(expected));
});

describe('a word of a shell', () => {
  it('arrives as it was', () => {
    const words = [
      '',
      "it's",
      '$HOME `id` $(id)',
      'a"b\\c',
      'x; rm -rf /',
      '~',
      '#no',
      'line\nbreak',
      '-n',
      'a&b|c>d',
      '*',
    ];
    const script = `${words.map((word, i) => assignment(`V${i}`, word)).join('\n')}\nprintf '%s\\0' ${words.map(shellWord).join(' ')} ${words.map((_, i) => `"$V${i}"`).join(' ')}`;
    const out = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    expect(out.split('\0').slice(0, -1)).toEqual([...words, ...words]);
  });

  it('stays bare while nothing in it is special', () => {
    expect(shellWord('redis://db:6379')).toBe('redis://db:6379');
    expect(shellWord('a?b&c')).toBe("'a?b&c'");
  });
});

describe('comments', () => {
  it('do not carry on into the next line', () =>
    expect(hashComments(['Design: x\\', '', 'y'])).toEqual(['# Design: x\\ .', '#', '# y']));
});
