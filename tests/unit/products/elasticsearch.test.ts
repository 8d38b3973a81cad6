import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportedStore, kindsOf, listening } from '../../support/stores.ts';

describe('Elasticsearch', () => {
  const settings = (...args: Parameters<typeof exportedStore>) =>
    parse(exportedStore(...args).text('elasticsearch.yml'));

  it('is plaintext or TLS, over HTTP alone', () => {
    expect(settings('elasticsearch', 'app --> db(elasticsearch)[plaintext]')).toEqual({
      'http.host': '0.0.0.0',
      'http.port': 8080,
      'xpack.security.enabled': true,
      'xpack.security.http.ssl.enabled': false,
    });
    expect(settings('elasticsearch', 'app ==> db(elasticsearch)[terminate]')).toEqual({
      'http.host': '0.0.0.0',
      'http.port': 8443,
      'xpack.security.enabled': true,
      'xpack.security.http.ssl.enabled': true,
      'xpack.security.http.ssl.certificate': '/etc/elasticsearch/certs/db-in.crt',
      'xpack.security.http.ssl.key': '/etc/elasticsearch/certs/db-in.key',
      'xpack.security.http.ssl.client_authentication': 'none',
      'xpack.security.http.ssl.supported_protocols': ['TLSv1.2', 'TLSv1.3'],
    });
  });

  it.each([
    ['optional', 'optional'],
    ['mutual', 'required'],
  ])('asks for client certificates: %s', (listener, value) =>
    expect(settings('elasticsearch', `app =mutual=> db(elasticsearch)[${listener}]`)).toMatchObject({
      'xpack.security.http.ssl.certificate_authorities': ['/etc/elasticsearch/certs/db-in+clients-ca.crt'],
      'xpack.security.http.ssl.client_authentication': value,
    }),
  );

  it('says that Java refuses old versions', () => {
    const store = exportedStore('elasticsearch', 'app ==> db(elasticsearch)[terminate]', {
      listeners: { db: { tls: { minVersion: '1.0' } } },
    });
    expect(kindsOf(store)).toContainEqual(['weakened', 'in']);
    expect(store.text('elasticsearch.yml')).toContain('jdk.tls.disabledAlgorithms');
  });

  it('stays on its own host when nothing is drawn', () =>
    expect(settings('elasticsearch', 'app --> db(elasticsearch)', listening())).toEqual({ 'http.host': '_local_' }));
});

describe('OpenSearch', () => {
  const settings = (...args: Parameters<typeof exportedStore>) => parse(exportedStore(...args).text('opensearch.yml'));
  const http = 'plugins.security.ssl.http';

  it('is plaintext or TLS, over HTTP alone', () => {
    expect(settings('opensearch', 'app --> db(opensearch)')).toEqual({
      'http.host': '0.0.0.0',
      'http.port': 9200,
      [`${http}.enabled`]: false,
    });
    expect(settings('opensearch', 'app ==> db(opensearch)[terminate]')).toEqual({
      'http.host': '0.0.0.0',
      'http.port': 8443,
      [`${http}.enabled`]: true,
      [`${http}.pemcert_filepath`]: '/etc/opensearch/certs/db-in.crt',
      [`${http}.pemkey_filepath`]: '/etc/opensearch/certs/db-in.key',
      [`${http}.clientauth_mode`]: 'NONE',
      [`${http}.enabled_protocols`]: ['TLSv1.2', 'TLSv1.3'],
    });
  });

  it.each([
    ['optional', 'OPTIONAL'],
    ['mutual', 'REQUIRE'],
  ])('asks for client certificates: %s', (listener, value) =>
    expect(settings('opensearch', `app =mutual=> db(opensearch)[${listener}]`)).toMatchObject({
      [`${http}.pemtrustedcas_filepath`]: '/etc/opensearch/certs/db-in+clients-ca.crt',
      [`${http}.clientauth_mode`]: value,
    }),
  );

  it('knows no TLS 1.0', () => {
    const store = exportedStore('opensearch', 'app ==> db(opensearch)[terminate]', {
      listeners: { db: { tls: { minVersion: '1.0', maxVersion: '1.1' } } },
    });
    expect(parse(store.text('opensearch.yml'))[`${http}.enabled_protocols`]).toEqual(['TLSv1.1']);
    expect(kindsOf(store)).toContainEqual(['lost', 'in']);
  });

  it('asks for the certificates between nodes, without which it does not start', () =>
    expect(kindsOf(exportedStore('opensearch', 'app --> db(opensearch)'))).toEqual([['by-hand', 'db']]));
});
