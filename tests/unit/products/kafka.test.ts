import { describe, expect, it } from 'vitest';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

const file = 'server.properties';

describe('Apache Kafka', () => {
  it('names what brokers use among each other in any case', () => {
    expect(exportedStore('kafka', 'app --> db(kafka)').lines(file)).toEqual([
      'listeners=PLAINTEXT://:9092',
      'advertised.listeners=PLAINTEXT://db.internal:9092',
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'controller.listener.names=CONTROLLER',
      'inter.broker.listener.name=PLAINTEXT',
    ]);
  });

  it('prefers TLS between brokers, and reads PEM', () => {
    const { lines } = exportedStore('kafka', 'app ==> db(kafka)', {
      nodes: {
        db: {
          host: 'fd00::7',
          listeners: [
            { id: 'clear', port: 9092, tls: { mode: 'plaintext' } },
            { id: 'Secure.1', port: 9093, tls: { mode: 'terminate', clientCertificate: 'required' } },
          ],
        },
      },
    });
    expect(lines(file)).toEqual([
      'listeners=CLEAR://:9092,SECURE_1://:9093',
      'advertised.listeners=CLEAR://[fd00::7]:9092,SECURE_1://[fd00::7]:9093',
      'listener.security.protocol.map=CLEAR:PLAINTEXT,SECURE_1:SSL,CONTROLLER:SSL',
      'controller.listener.names=CONTROLLER',
      'inter.broker.listener.name=SECURE_1',
      'ssl.keystore.type=PEM',
      'ssl.keystore.location=/etc/plainsight/tls/db-Secure.1.pem',
      'ssl.truststore.type=PEM',
      'ssl.truststore.location=/etc/plainsight/tls/db-Secure.1+clients-ca.crt',
      'listener.name.secure_1.ssl.keystore.type=PEM',
      'listener.name.secure_1.ssl.keystore.location=/etc/plainsight/tls/db-Secure.1.pem',
      'listener.name.secure_1.ssl.truststore.type=PEM',
      'listener.name.secure_1.ssl.truststore.location=/etc/plainsight/tls/db-Secure.1+clients-ca.crt',
      'listener.name.secure_1.ssl.client.auth=required',
      'listener.name.secure_1.ssl.enabled.protocols=TLSv1.2,TLSv1.3',
    ]);
  });

  it.each([
    ['terminate', 'none'],
    ['optional', 'requested'],
    ['mutual', 'required'],
  ])('asks for client certificates: %s', (listener, value) =>
    expect(exportedStore('kafka', `app =mutual=> db(kafka)[${listener}]`).lines(file)).toContain(
      `listener.name.in.ssl.client.auth=${value}`,
    ),
  );

  it('gives every listener a name of its own, and none that of the controllers', () => {
    const { lines } = exportedStore('kafka', 'app --> db(kafka)', {
      ...listening(
        { id: 'a.b', port: 1001, tls: { mode: 'plaintext' } },
        { id: 'A_B', port: 1002, tls: { mode: 'plaintext' } },
        { id: 'controller', port: 1003, tls: { mode: 'plaintext' } },
      ),
    });
    expect(lines(file)[0]).toBe('listeners=A_B://:1001,A_B_2://:1002,CONTROLLER_2://:1003');
  });

  it('takes a port once', () => {
    const store = exportedStore('kafka', 'app --> db(kafka)', {
      ...listening(
        { id: 'a', port: 1001, tls: { mode: 'plaintext' } },
        { id: 'b', port: 1001, tls: { mode: 'terminate' } },
      ),
    });
    expect(store.lines(file)[0]).toBe('listeners=A://:1001');
    expect(kindsOf(store)).toContainEqual(['lost', 'b']);
  });

  it('says when brokers could not verify each other, and when nobody could reconnect', () => {
    expect(kindsOf(exportedStore('kafka', 'app ==> db(kafka)[terminate]'))).toContainEqual(['by-hand', 'in']);
    const trusting = exportedStore('kafka', 'app =mutual=> db(kafka)[mutual]', {
      listeners: { db: { tls: { certificate: { issuer: 'private-ca' } } } },
    });
    expect(kindsOf(trusting)).not.toContainEqual(['by-hand', 'in']);
    const wild = exportedStore('kafka', 'app --> db(kafka)', { nodes: { db: { host: '*.example' } } });
    expect(wild.lines(file).join()).not.toContain('advertised');
    expect(wild.notices.some(({ message }) => message.includes('*.example'))).toBe(true);
  });
});
