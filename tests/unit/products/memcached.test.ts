import { describe, expect, it } from 'vitest';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

const file = 'memcached.conf';

describe('memcached', () => {
  it('has no TLS by default', () =>
    expect(exportedStore('memcached', 'app --> db(memcached)').lines(file)).toEqual([
      '-u memcache',
      '-U 0',
      '-l 0.0.0.0:11211',
    ]));

  it.each([
    ['terminate', 0, []],
    ['optional', 1, ['-o ssl_ca_cert=/etc/plainsight/tls/db-in+clients-ca.crt']],
    ['mutual', 2, ['-o ssl_ca_cert=/etc/plainsight/tls/db-in+clients-ca.crt']],
  ])('ends TLS: %s', (listener, mode, ca) =>
    expect(exportedStore('memcached', `app =mutual=> db(memcached)[${listener}]`).lines(file).slice(2)).toEqual([
      '-l 0.0.0.0:8443',
      '-Z',
      '-o ssl_chain_cert=/etc/plainsight/tls/db-in.crt',
      '-o ssl_key=/etc/plainsight/tls/db-in.key',
      ...ca,
      `-o ssl_verify_mode=${mode}`,
      '-o ssl_min_version=2',
    ]),
  );

  it('marks plaintext ports beside TLS', () => {
    const { lines } = exportedStore('memcached', 'app --> db(memcached)', {
      ...listening(
        { id: 'a', port: 1, tls: { mode: 'plaintext' } },
        { id: 'b', port: 2, tls: { mode: 'terminate', minVersion: '1.3' } },
      ),
    });
    expect(lines(file)).toContain('-l notls:0.0.0.0:1');
    expect(lines(file)).toContain('-l 0.0.0.0:2');
    expect(lines(file)).toContain('-o ssl_min_version=3');
  });

  it('has no newest version, no TLS before 1.5.13 and no network when nothing is drawn', () => {
    const bounded = exportedStore('memcached', 'app ==> db(memcached)[terminate]', {
      listeners: { db: { tls: { maxVersion: '1.2' } } },
    });
    expect(kindsOf(bounded)).toContainEqual(['lost', 'in']);
    const old = exportedStore('memcached', 'app ==> db(memcached)[terminate]', {
      nodes: { db: { version: '1.5.12' } },
    });
    expect(old.lines(file)).not.toContain('-Z');
    expect(kindsOf(old)).toContainEqual(['weakened', 'in']);
    const none = exportedStore('memcached', 'app --> db(memcached)', listening());
    expect(none.lines(file)).toContain('-l 127.0.0.1');
    expect(kindsOf(none)).toContainEqual(['fails', 'db']);
  });

  it('lets no number sign into a comment twice: the reading script would take the rest for options', () => {
    const { text } = exportedStore('memcached', 'app ==> db(memcached)[terminate]', {
      nodes: { db: { title: '\\#x -Z \\#' } },
    });
    for (const line of text(file).split('\n')) expect(line.lastIndexOf('#')).toBeLessThanOrEqual(0);
  });
});
