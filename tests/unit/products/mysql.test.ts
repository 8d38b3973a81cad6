import { describe, expect, it } from 'vitest';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

describe('MySQL', () => {
  const file = 'mysqld.cnf';

  it('requires TLS', () => {
    const { lines, files } = exportedStore('mysql', 'app ==> db(mysql)[terminate]');
    expect(files.map(({ path }) => path)).toEqual(['db/mysqld.cnf']);
    expect(lines(file)).toEqual([
      '[mysqld]',
      'bind_address = "*"',
      'port = 8443',
      'require_secure_transport = ON',
      'ssl_cert = "/etc/plainsight/tls/db-in.crt"',
      'ssl_key = "/etc/plainsight/tls/db-in.key"',
      'tls_version = "TLSv1.2,TLSv1.3"',
    ]);
  });

  it('forces nobody where that is drawn, as it is by default', () => {
    const { lines, text } = exportedStore('mysql', 'app --> db(mysql)');
    expect(lines(file)).toContain('require_secure_transport = OFF');
    expect(lines(file)).toContain('port = 3306');
    expect(text(file)).toContain('# !!! PERMISSIVE');
  });

  it.each([
    ['8.4.3', 'tls_version = ""'],
    ['8.0.40', 'ssl = OFF'],
    [undefined, 'tls_version = ""'],
  ])('offers no TLS where none is drawn (%s)', (version, line) => {
    const { lines, text } = exportedStore('mysql', 'app --> db(mysql)[plaintext]', {
      nodes: { db: version === undefined ? {} : { version } },
    });
    expect(lines(file).slice(3)).toEqual([line, 'require_secure_transport = OFF']);
    expect(text(file)).toContain('# !!! PLAINTEXT');
  });

  it('requires client certificates of accounts, in a file of its own', () => {
    const required = exportedStore('mysql', 'app =mutual=> db(mysql)[mutual]');
    expect(required.lines(file)).toContain('ssl_ca = "/etc/plainsight/tls/db-in+clients-ca.crt"');
    expect(required.lines('require-x509.sql')).toContain("ALTER USER 'APPLICATION'@'%' REQUIRE X509;");
    expect(kindsOf(required)).toContainEqual(['by-hand', 'in']);
    const optional = exportedStore('mysql', 'app =mutual=> db(mysql)[optional]');
    expect(optional.lines(file)).toContain('ssl_ca = "/etc/plainsight/tls/db-in+clients-ca.crt"');
    expect(optional.files.length).toBe(1);
  });

  it.each([
    ['1.0', '1.3', undefined, 'TLSv1.2,TLSv1.3', ['lost']],
    ['1.0', '1.1', undefined, 'TLSv1.2', ['lost']],
    ['1.0', '1.3', '8.0.20', 'TLSv1,TLSv1.1,TLSv1.2,TLSv1.3', ['weakened']],
    ['1.2', '1.3', '5.7.44', 'TLSv1.2', ['lost']],
    ['1.3', '1.2', undefined, 'TLSv1.3', ['lost']],
    ['1.3', '1.3', undefined, 'TLSv1.3', []],
  ] as const)('speaks %s to %s in version %s: %s', (minVersion, maxVersion, version, written, kinds) => {
    const { lines, notices } = exportedStore('mysql', 'app =none=> db(mysql)[terminate]', {
      nodes: { db: version === undefined ? {} : { version } },
      listeners: { db: { tls: { minVersion, maxVersion } } },
    });
    expect(lines(file)).toContain(`tls_version = "${written}"`);
    expect(notices.filter(({ about }) => about === 'in').map(({ kind }) => kind)).toEqual(kinds);
  });

  it('has one port, and none when nothing is drawn', () => {
    const two = exportedStore('mysql', 'app ==> db(mysql)', {
      ...listening(
        { id: 'a', port: 3306, tls: { mode: 'terminate' } },
        { id: 'b', port: 3307, tls: { mode: 'plaintext' } },
      ),
    });
    expect(two.lines(file)).toContain('port = 3306');
    expect(kindsOf(two)).toContainEqual(['lost', 'b']);
    const none = exportedStore('mysql', 'app ==> db(mysql)', listening());
    expect(none.lines(file)).toEqual(['[mysqld]', 'skip_networking = ON']);
    expect(kindsOf(none)).toContainEqual(['fails', 'db']);
  });
});

describe('MariaDB', () => {
  const file = 'mariadbd.cnf';

  it('differs from MySQL where the two differ', () => {
    const { lines } = exportedStore('mariadb', 'app ==> db(mariadb)[terminate]');
    expect(lines(file)).toEqual([
      '[mariadbd]',
      'bind_address = "*"',
      'port = 8443',
      'require_secure_transport = ON',
      'ssl_cert = "/etc/plainsight/tls/db-in.crt"',
      'ssl_key = "/etc/plainsight/tls/db-in.key"',
      'tls_version = "TLSv1.2,TLSv1.3"',
    ]);
    const plaintext = exportedStore('mariadb', 'app --> db(mariadb)[plaintext]');
    expect(plaintext.lines(file)).toContain('ssl = OFF');
  });

  it('speaks the old versions, under names of its own', () => {
    const { lines } = exportedStore('mariadb', 'app ==> db(mariadb)[terminate]', {
      listeners: { db: { tls: { minVersion: '1.0', maxVersion: '1.1' } } },
    });
    expect(lines(file)).toContain('tls_version = "TLSv1.0,TLSv1.1"');
    expect(lines(file).find((line) => line.startsWith('ssl_cipher'))).toContain('@SECLEVEL=0');
  });

  it('refuses plaintext account by account before 10.5.2', () => {
    const old = exportedStore('mariadb', 'app ==> db(mariadb)[terminate]', { nodes: { db: { version: '10.4' } } });
    expect(old.lines(file).join()).not.toContain('require_secure_transport');
    expect(old.lines('require-ssl.sql')[0]).toBe("ALTER USER 'APPLICATION'@'%' REQUIRE SSL;");
    expect(kindsOf(old)).toContainEqual(['by-hand', 'in']);
    const permissive = exportedStore('mariadb', 'app --> db(mariadb)', { nodes: { db: { version: '10.4' } } });
    expect(permissive.files.length).toBe(1);
  });

  it('believes a PROXY header from addresses alone', () => {
    const draw = (host: string) =>
      exportedStore('mariadb', 'app ==> lb(haproxy)[tcp] ==> db(mariadb)[terminate]', {
        nodes: { lb: { host } },
        links: {
          'app-lb': { protocol: 'mysql' },
          'lb-db': { protocol: 'mysql', dial: { sendsProxyProtocol: 'v2' } },
        },
        listeners: { db: { acceptsProxyProtocol: true } },
      });
    expect(draw('10.0.0.7').lines(file)).toContain('proxy_protocol_networks = "10.0.0.7"');
    const named = draw('lb.example');
    expect(named.lines(file).join()).not.toContain('proxy_protocol');
    expect(named.notices.find(({ message }) => message.includes('lb.example'))?.kind).toBe('by-hand');
  });
});
