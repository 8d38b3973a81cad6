import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

const settings = (...args: Parameters<typeof exportedStore>) => parse(exportedStore(...args).text('cassandra.yaml'));

describe('Apache Cassandra', () => {
  it('says whether TLS is on, and whether plaintext is still taken', () => {
    expect(settings('cassandra', 'app --> db(cassandra)')).toEqual({
      start_native_transport: true,
      native_transport_port: 9042,
      rpc_address: '0.0.0.0',
      broadcast_rpc_address: 'db.internal',
      client_encryption_options: { enabled: false, optional: false },
    });
    expect(settings('cassandra', 'app ==> db(cassandra)[terminate]').client_encryption_options).toEqual({
      enabled: true,
      optional: false,
      ssl_context_factory: { class_name: 'org.apache.cassandra.security.PEMBasedSslContextFactory' },
      keystore: '/etc/plainsight/tls/db-in.pem',
      require_client_auth: false,
      protocol: 'TLS',
      accepted_protocols: ['TLSv1.2', 'TLSv1.3'],
    });
    expect(settings('cassandra', 'app --> db(cassandra)[permissive]').client_encryption_options).toMatchObject({
      enabled: true,
      optional: true,
    });
  });

  it.each([
    ['optional', 'optional'],
    ['mutual', true],
  ])('asks for client certificates: %s', (listener, value) =>
    expect(settings('cassandra', `app =mutual=> db(cassandra)[${listener}]`).client_encryption_options).toMatchObject({
      truststore: '/etc/plainsight/tls/db-in+clients-ca.crt',
      require_client_auth: value,
    }),
  );

  it('says what older releases and wildcards need', () => {
    const old = exportedStore('cassandra', 'app ==> db(cassandra)[terminate]', { nodes: { db: { version: '4.0' } } });
    expect(kindsOf(old)).toContainEqual(['by-hand', 'in']);
    const wild = exportedStore('cassandra', 'app --> db(cassandra)', { nodes: { db: { host: '*.example' } } });
    expect(parse(wild.text('cassandra.yaml'))).not.toHaveProperty('broadcast_rpc_address');
    expect(kindsOf(wild)).toContainEqual(['by-hand', 'cql']);
  });

  it('opens no port when nothing is drawn', () =>
    expect(settings('cassandra', 'app --> db(cassandra)', listening())).toEqual({ start_native_transport: false }));
});
