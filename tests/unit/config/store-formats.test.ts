import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extended, memcachedComments, memcachedOption } from '../../../src/core/config/memcached.ts';
import { option } from '../../../src/core/config/option-file.ts';
import { property } from '../../../src/core/config/properties.ts';
import { rabbitSetting } from '../../../src/core/config/rabbitmq.ts';
import { readOptionFile, readProperties } from '../../support/store-settings.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });

describe('a Java property', () => {
  it.each([
    ['a.b', 'c', 'a.b=c'],
    ['a b', ' c', 'a\\ b=\\ c'],
    ['a=b', 'c=d', 'a\\=b=c=d'],
    ['#a', '#b', '\\#a=#b'],
    ['a', 'b\nc=d', 'a=b\\nc=d'],
    ['a', 'back\\slash\\', 'a=back\\\\slash\\\\'],
    ['a', 'ü😀', 'a=\\u00fc\\ud83d\\ude00'],
    ['a', 9092, 'a=9092'],
  ])('%j %j is written %s', (name, value, line) => expect(property(name, value)).toBe(line));

  it('reads back as it was, and never leaves its line', () => {
    fc.assert(
      fc.property(text, text, (name, value) => {
        fc.pre(name !== '');
        const line = property(name, value);
        expect(line).toMatch(/^[ -~]*$/);
        expect([...readProperties(`${line}\nnext=1\n`)]).toEqual([
          ...new Map([
            [name, value],
            ['next', '1'],
          ]),
        ]);
      }),
    );
  });
});

describe('an option of MySQL', () => {
  it.each([
    ['', '""'],
    ['a # b', '"a # b"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash\\', '"back\\\\slash\\\\"'],
    ['a\n[mysqld]', '"a\\n[mysqld]"'],
  ])('%j is written %s', (value, written) => expect(option({ name: 'ssl_ca', value })).toBe(`ssl_ca = ${written}`));

  it('is a switch or a number', () => {
    expect(option({ name: 'require_secure_transport', value: true })).toBe('require_secure_transport = ON');
    expect(option({ name: 'port', value: 3306 })).toBe('port = 3306');
  });

  it('never leaves its line, and holds no NUL', () => {
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(!value.includes('\0'));
        const line = option({ name: 'ssl_ca', value });
        expect(line).not.toMatch(/[\r\n]/);
        expect([...readOptionFile(`[mysqld]\n${line}\n`, 'mysqld').keys()]).toEqual(['ssl_ca']);
      }),
    );
    expect(() => option({ name: 'ssl_ca', value: 'a\0b' })).toThrow('NUL');
  });
});

describe('a setting of RabbitMQ', () => {
  it('stands behind its key', () => {
    expect(rabbitSetting('listeners.ssl.1', 5671)).toBe('listeners.ssl.1 = 5671');
    expect(rabbitSetting('ssl_options.certfile', '/etc/a b.crt')).toBe('ssl_options.certfile = /etc/a b.crt');
  });
  it.each(['', ' a', 'a ', 'a # b', "it's", 'a\nb', 'back\\slash', 'ü'])('cannot be %j', (value) =>
    expect(() => rabbitSetting('ssl_options.certfile', value)).toThrow('cannot hold'),
  );
});

describe('an option of memcached', () => {
  it('stands behind its flag', () => {
    expect(memcachedOption('-Z')).toBe('-Z');
    expect(memcachedOption('-l', 'notls:[fd00::7]:1'.replaceAll(/[[\]]/g, ''))).toBe('-l notls:fd00::7:1');
    expect(extended('ssl_ciphers', 'A:B:@SECLEVEL=0')).toBe('-o ssl_ciphers=A:B:@SECLEVEL=0');
  });
  it.each(['', 'a b', '$(x)', 'a;b', "a'b", '`x`', 'a\nb', '#', 'a|b'])('cannot be %j', (value) =>
    expect(() => memcachedOption('-l', value)).toThrow('cannot hold'),
  );
  it('cannot hold a comma where one starts the next option', () =>
    expect(() => extended('ssl_key', '/a,modern')).toThrow('several options'));
  it('has comments with one number sign', () =>
    expect(memcachedComments(['a # \\# -Z', ''])).toEqual(['# a  \\ -Z', '#']));
});
