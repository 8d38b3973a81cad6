import { describe, expect, it } from 'vitest';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

const file = 'rabbitmq.conf';

describe('RabbitMQ', () => {
  it('closes the plaintext port when only TLS is drawn', () =>
    expect(exportedStore('rabbitmq', 'app ==> db(rabbitmq)[terminate]').lines(file)).toEqual([
      'listeners.tcp = none',
      'listeners.ssl.1 = 8443',
      'ssl_options.certfile = /etc/plainsight/tls/db-in.crt',
      'ssl_options.keyfile = /etc/plainsight/tls/db-in.key',
      'ssl_options.verify = verify_none',
      'ssl_options.fail_if_no_peer_cert = false',
      'ssl_options.versions.1 = tlsv1.2',
      'ssl_options.versions.2 = tlsv1.3',
    ]));

  it('opens nothing but the plaintext port when no TLS is drawn', () =>
    expect(exportedStore('rabbitmq', 'app --> db(rabbitmq)').lines(file)).toEqual(['listeners.tcp.1 = 5672']));

  it.each([
    ['optional', 'false'],
    ['mutual', 'true'],
  ])('verifies client certificates: %s', (listener, fail) => {
    const { lines } = exportedStore('rabbitmq', `app =mutual=> db(rabbitmq)[${listener}]`);
    expect(lines(file)).toContain('ssl_options.cacertfile = /etc/plainsight/tls/db-in+clients-ca.crt');
    expect(lines(file)).toContain('ssl_options.verify = verify_peer');
    expect(lines(file)).toContain(`ssl_options.fail_if_no_peer_cert = ${fail}`);
  });

  it('has one set of TLS settings: what differs is left out, what does not shares the certificate', () => {
    const store = exportedStore('rabbitmq', 'app ==> db(rabbitmq)', {
      ...listening(
        { id: 'a', port: 1, tls: { mode: 'terminate' } },
        { id: 'b', port: 2, tls: { mode: 'terminate' } },
        { id: 'c', port: 3, tls: { mode: 'terminate', clientCertificate: 'required' } },
        { id: 'd', port: 4, tls: { mode: 'plaintext' } },
      ),
    });
    expect(store.lines(file).slice(0, 4)).toEqual([
      'listeners.tcp.1 = 4',
      'listeners.ssl.1 = 1',
      'listeners.ssl.2 = 2',
      'ssl_options.certfile = /etc/plainsight/tls/db-a.crt',
    ]);
    expect(kindsOf(store)).toEqual([
      ['lost', 'c'],
      ['by-hand', 'b'],
      ['by-hand', 'db'],
    ]);
  });

  it('expects a PROXY header everywhere or nowhere', () => {
    const store = exportedStore('rabbitmq', 'app --> db(rabbitmq)', {
      ...listening(
        { id: 'a', port: 1, tls: { mode: 'plaintext' }, acceptsProxyProtocol: true },
        { id: 'b', port: 2, tls: { mode: 'plaintext' } },
      ),
    });
    expect(store.lines(file)).toContain('proxy_protocol = true');
    expect(kindsOf(store)).toContainEqual(['fails', 'b']);
  });
});
