import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

const settings = (...args: Parameters<typeof exportedStore>) => parse(exportedStore(...args).text('mongod.conf'));

describe('MongoDB', () => {
  it.each([
    ['app --> db(mongodb)[plaintext]', { mode: 'disabled' }, 8080],
    ['app --> db(mongodb)[permissive]', { mode: 'preferTLS', allowConnectionsWithoutCertificates: true }],
    ['app ==> db(mongodb)[terminate]', { mode: 'requireTLS', allowConnectionsWithoutCertificates: true }],
    [
      'app =mutual=> db(mongodb)[optional]',
      { CAFile: '/etc/plainsight/tls/db-in+clients-ca.crt', allowConnectionsWithoutCertificates: true },
    ],
    [
      'app =mutual=> db(mongodb)[mutual]',
      { CAFile: '/etc/plainsight/tls/db-in+clients-ca.crt', allowConnectionsWithoutCertificates: false },
    ],
  ])('%s', (line, tls, port = 8443) => {
    const { net, setParameter } = settings('mongodb', line);
    expect(net).toMatchObject({ port, bindIpAll: true, tls });
    // It refuses to start with TLS and no CAs, and with two sorts of them.
    const encrypts = net.tls.mode !== 'disabled';
    expect(setParameter?.tlsUseSystemCA ?? false).toBe(encrypts && net.tls.CAFile === undefined);
    expect(net.tls.certificateKeyFile).toBe(encrypts ? '/etc/plainsight/tls/db-in.pem' : undefined);
  });

  it.each([
    ['1.2', '1.3', 'TLS1_0,TLS1_1'],
    ['1.3', '1.3', 'TLS1_0,TLS1_1,TLS1_2'],
    ['1.2', '1.2', 'TLS1_0,TLS1_1,TLS1_3'],
    ['1.0', '1.3', 'none'],
  ] as const)('speaks %s to %s', (minVersion, maxVersion, disabledProtocols) => {
    const details = { listeners: { db: { tls: { minVersion, maxVersion } } } };
    expect(settings('mongodb', 'app =none=> db(mongodb)[terminate]', details).net.tls).toMatchObject({
      disabledProtocols,
    });
  });

  it('stays on its own host when nothing is drawn', () => {
    const none = exportedStore('mongodb', 'app --> db(mongodb)', listening());
    expect(parse(none.text('mongod.conf'))).toEqual({ net: { bindIp: 'localhost' } });
    expect(kindsOf(none)).toContainEqual(['fails', 'db']);
  });

  it('asks for users', () =>
    expect(kindsOf(exportedStore('mongodb', 'app --> db(mongodb)'))).toContainEqual(['by-hand', 'db']));
});
