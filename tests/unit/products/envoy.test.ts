import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exportPlan } from '../../../src/core/products/envoy/export.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

type Json = Readonly<Record<string, unknown>>;
interface Read {
  readonly listeners: readonly Json[];
  readonly clusters: readonly Json[];
  readonly notices: readonly string[];
}

function exported(topology: Topology): Read {
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'edge');
  if (!plan) throw new Error('no edge');
  const { files, notices } = exportPlan(plan);
  const { static_resources } = parse(files[0]?.text ?? '');
  return { ...static_resources, notices: notices.map(({ message }) => message) };
}

/** What stands at the end of a path such as `filter_chains.0.filters`; undefined where there is nothing. */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((each, key) => (each as Json | undefined)?.[key], value);

const chain = 'filter_chains.0';
const manager = `${chain}.filters.0.typed_config`;
const context = `${chain}.transport_socket.typed_config.common_tls_context`;
const upstream = 'transport_socket.typed_config';

type Details = Parameters<typeof draw>[1];
const bridge = (details: Details = {}, dial = '==>', listener = 'terminate') =>
  draw(`client ==> edge(envoy)[${listener}] ${dial} app[terminate]`, details);
const database = (dial: object = {}) =>
  draw('client ==> edge(envoy)[terminate] ==> db(postgresql)[terminate]', {
    links: { 'client-edge': { protocol: 'tcp' }, 'edge-db': { protocol: 'postgres', dial } },
  });

describe('a listener of Envoy', () => {
  const cases: readonly [what: string, topology: Topology, path: string, value: unknown][] = [
    ['ends TLS', bridge(), `${context}.tls_certificates.0.private_key.filename`, '/etc/envoy/tls/edge-in.key'],
    ['offers HTTP/2', bridge(), `${context}.alpn_protocols`, ['h2', 'http/1.1']],
    [
      'offers what is drawn',
      bridge({ listeners: { edge: { alpn: ['http/1.1'] } } }),
      `${context}.alpn_protocols`,
      ['http/1.1'],
    ],
    [
      'keeps to its versions',
      bridge({ listeners: { edge: { tls: { minVersion: '1.3' } } } }),
      `${context}.tls_params.tls_minimum_protocol_version`,
      'TLSv1_3',
    ],
    [
      'offers hybrid key exchange',
      bridge({ nodes: { edge: { version: '1.34' } }, listeners: { edge: { tls: { keyExchange: 'hybrid' } } } }),
      `${context}.tls_params.ecdh_curves.0`,
      'X25519MLKEM768',
    ],
    [
      'offers RSA key transport',
      bridge({ listeners: { edge: { tls: { keyExchange: 'rsa' } } } }),
      `${context}.tls_params.cipher_suites`,
      ['AES128-GCM-SHA256', 'AES256-GCM-SHA384'],
    ],
    [
      'stops at TLS 1.2 for it',
      bridge({ listeners: { edge: { tls: { keyExchange: 'rsa' } } } }),
      `${context}.tls_params.tls_maximum_protocol_version`,
      'TLSv1_2',
    ],
    ['asks nobody for a certificate', bridge(), `${context}.validation_context`, undefined],
    [
      'requires a certificate',
      bridge({}, '==>', 'mutual'),
      `${chain}.transport_socket.typed_config.require_client_certificate`,
      true,
    ],
    [
      'checks a certificate that it does not require',
      bridge({}, '==>', 'optional'),
      `${context}.validation_context.trusted_ca.filename`,
      '/etc/envoy/tls/edge-in+clients-ca.crt',
    ],
    [
      'requires none where it is optional',
      bridge({}, '==>', 'optional'),
      `${chain}.transport_socket.typed_config.require_client_certificate`,
      undefined,
    ],
    [
      'tells servers of the certificate',
      bridge({}, '==>', 'mutual'),
      `${manager}.forward_client_cert_details`,
      'SANITIZE_SET',
    ],
    ['removes what claims to be one', bridge(), `${manager}.forward_client_cert_details`, undefined],
    [
      'believes a header where that is drawn',
      bridge({ nodes: { edge: { trustsHeaders: ['client-certificate'] } } }),
      `${manager}.forward_client_cert_details`,
      'ALWAYS_FORWARD_ONLY',
    ],
    [
      'believes where a request came from',
      bridge({ nodes: { edge: { trustsHeaders: ['forwarded-for', 'forwarded-proto'] } } }),
      `${manager}.use_remote_address`,
      false,
    ],
    ['takes no one at their word otherwise', bridge(), `${manager}.use_remote_address`, true],
    ['refuses other names', bridge(), `${chain}.filter_chain_match.server_names`, ['edge.internal']],
    [
      'refuses no name where one sends none',
      bridge({ links: { 'client-edge': { dial: { sni: null, verify: 'none' } } } }),
      `${chain}.filter_chain_match`,
      undefined,
    ],
    [
      'redirects',
      draw('client --> edge(envoy)[plaintext]', {
        nodes: {
          edge: {
            listeners: [
              { id: 'in', port: 8080, tls: { mode: 'plaintext', redirectsToTls: true } },
              { id: 'tls', port: 8443, tls: { mode: 'terminate' } },
            ],
          },
        },
      }),
      `${manager}.route_config.virtual_hosts.0.routes.0.redirect`,
      { https_redirect: true, port_redirect: 8443, response_code: 'PERMANENT_REDIRECT' },
    ],
    [
      'redirects without naming the usual port',
      draw('client --> edge(envoy)[plaintext]', {
        nodes: { edge: { listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } }] } },
      }),
      `${manager}.route_config.virtual_hosts.0.routes.0.redirect`,
      { https_redirect: true, response_code: 'PERMANENT_REDIRECT' },
    ],
    [
      'sends Strict-Transport-Security',
      bridge({ listeners: { edge: { tls: { strictTransport: 'preloaded' } } } }),
      `${manager}.route_config.response_headers_to_add.0.header.value`,
      'max-age=63072000; includeSubDomains; preload',
    ],
    [
      'passes through by name',
      draw(['client ==> edge(envoy)[sni] ==> a[terminate]', 'client ==> edge ==> b[terminate]'], {
        links: { 'edge-a': { match: { sni: ['a.example'] } }, 'edge-b': { match: { sni: ['B.example'] } } },
      }),
      'filter_chains.1.filter_chain_match.server_names',
      ['b.example'],
    ],
    [
      'passes through without a key',
      draw('client ==> edge(envoy)[tcp] ==> a[terminate]'),
      chain,
      {
        filters: [
          {
            name: 'envoy.filters.network.tcp_proxy',
            typed_config: {
              '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
              stat_prefix: 'in',
              cluster: 'edge-a:passthrough',
            },
          },
        ],
      },
    ],
    [
      'takes both on one port',
      bridge({}, '==>', 'permissive'),
      'filter_chains.1.filter_chain_match.transport_protocol',
      'raw_buffer',
    ],
    [
      'sends nothing strict in clear',
      bridge({ listeners: { edge: { tls: { strictTransport: 'sent' } } } }, '==>', 'permissive'),
      'filter_chains.1.filters.0.typed_config.route_config.response_headers_to_add',
      undefined,
    ],
    [
      'routes by host, whatever the port',
      bridge({ links: { 'edge-app': { match: { host: ['App.example', 'fd00::7'] } } } }),
      `${manager}.route_config.virtual_hosts.0.domains`,
      ['app.example', '[fd00::7]'],
    ],
    [
      'lets streams last',
      bridge({ links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } } }),
      `${manager}.route_config.virtual_hosts.0.routes.0.route.timeout`,
      '0s',
    ],
    [
      'shares between two',
      draw(['client ==> edge(envoy)[terminate] ==> a[terminate]', 'client ==> edge ==> b[terminate]']),
      `${manager}.route_config.virtual_hosts.0.routes.0.route.weighted_clusters.clusters`,
      [
        { name: 'edge-a', weight: 1 },
        { name: 'edge-b', weight: 1 },
      ],
    ],
  ];

  it.each(cases)('%s', (_what, topology, path, value) => {
    expect(at(exported(topology).listeners[0], path)).toEqual(value);
  });

  it('reads the PROXY header first, and the name behind it', () => {
    const [listener] = exported(
      bridge({
        listeners: { edge: { acceptsProxyProtocol: true } },
        links: { 'client-edge': { dial: { sendsProxyProtocol: 'v2' } } },
      }),
    ).listeners;
    expect([0, 1].map((i) => at(listener, `listener_filters.${i}.name`))).toEqual([
      'envoy.filters.listener.proxy_protocol',
      'envoy.filters.listener.tls_inspector',
    ]);
  });
});

describe('a cluster of Envoy', () => {
  const options = 'typed_extension_protocol_options';
  const http = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  const cases: readonly [what: string, topology: Topology, path: string, value: unknown][] = [
    ['sends the name', bridge(), `${upstream}.sni`, 'app.internal'],
    [
      'checks the name',
      bridge(),
      `${upstream}.common_tls_context.validation_context.match_typed_subject_alt_names`,
      [{ san_type: 'DNS', matcher: { exact: 'app.internal' } }],
    ],
    [
      'checks an address as one',
      bridge({ links: { 'edge-app': { dial: { sni: '10.0.0.7' } } } }),
      `${upstream}.common_tls_context.validation_context.match_typed_subject_alt_names.0.san_type`,
      'IP_ADDRESS',
    ],
    [
      'never sends an address',
      bridge({ links: { 'edge-app': { dial: { sni: '10.0.0.7' } } } }),
      `${upstream}.sni`,
      undefined,
    ],
    [
      'checks the issuer alone',
      bridge({}, '=ca=>'),
      `${upstream}.common_tls_context.validation_context`,
      {
        trusted_ca: { filename: '/etc/ssl/certs/ca-certificates.crt' },
      },
    ],
    ['checks nothing', bridge({}, '=none=>'), `${upstream}.common_tls_context.validation_context`, undefined],
    [
      'presents a certificate',
      bridge({}, '=mutual=>'),
      `${upstream}.common_tls_context.tls_certificates.0.certificate_chain.filename`,
      '/etc/envoy/tls/edge-edge-app+client.crt',
    ],
    ['dials in clear', bridge({}, '-->'), 'transport_socket', undefined],
    [
      'stops at TLS 1.2 by itself',
      bridge(),
      `${upstream}.common_tls_context.tls_params.tls_maximum_protocol_version`,
      'TLSv1_2',
    ],
    [
      'goes on to TLS 1.3 where that is drawn',
      bridge({ links: { 'edge-app': { dial: { maxVersion: '1.3' } } } }),
      `${upstream}.common_tls_context.tls_params.tls_maximum_protocol_version`,
      'TLSv1_3',
    ],
    [
      'sends a PROXY header in front of TLS',
      bridge({
        links: { 'edge-app': { dial: { sendsProxyProtocol: 'v1' } } },
        listeners: { app: { acceptsProxyProtocol: true } },
      }),
      `${upstream}.config.version`,
      'V1',
    ],
    [
      'and TLS behind it',
      bridge({
        links: { 'edge-app': { dial: { sendsProxyProtocol: 'v1' } } },
        listeners: { app: { acceptsProxyProtocol: true } },
      }),
      `${upstream}.transport_socket.typed_config.sni`,
      'app.internal',
    ],
    ['dials an address as one', bridge({ nodes: { app: { host: '10.0.0.7' } } }), 'type', 'STATIC'],
    ['carries bytes without HTTP', database(), options, undefined],
  ];

  it.each(cases)('%s', (_what, topology, path, value) => {
    expect(at(exported(topology).clusters[0], path)).toEqual(value);
  });

  it.each([
    ['http', '==>', 'auto_config'],
    ['http', '-->', 'explicit_http_config'],
    ['grpc', '==>', 'explicit_http_config'],
    ['websocket', '==>', 'explicit_http_config'],
  ])('speaks %s over %s as %s', (protocol, dial, expected) => {
    const links = { 'client-edge': { protocol }, 'edge-app': { protocol } };
    const [cluster] = exported(bridge({ links }, dial)).clusters;
    const { '@type': _type, ...spoken } = ((at(cluster, options) as Json | undefined)?.[http] ?? {}) as Json;
    const versions = {
      http1: { http_protocol_options: {} },
      http2: { http2_protocol_options: {} },
    };
    expect(spoken).toEqual({
      [expected]:
        protocol === 'grpc'
          ? versions.http2
          : expected === 'auto_config'
            ? { ...versions.http1, ...versions.http2 }
            : versions.http1,
    });
  });
});

describe('Envoy says', () => {
  it.each<[string, Topology, RegExp]>([
    ['that it starts TLS at once', database({ negotiation: 'in-band' }), /does not ask db for TLS in band/],
    [
      'that a wildcard takes more than one label',
      bridge({ links: { 'edge-app': { match: { host: ['*.example'] } } } }),
      /\*\.example takes names with more labels/,
    ],
    [
      'that a server which speaks first waits',
      draw('client ==> edge(envoy)[permissive] --> db[plaintext]', {
        links: { 'client-edge': { protocol: 'mysql' }, 'edge-db': { protocol: 'mysql' } },
      }),
      /closed after 15 seconds/,
    ],
    [
      'who is believed',
      bridge({
        listeners: { edge: { acceptsProxyProtocol: true } },
        links: { 'client-edge': { dial: { sendsProxyProtocol: 'v2' } } },
      }),
      /let nobody there but client\.internal/,
    ],
    [
      'which release knows the hybrid group',
      bridge({ listeners: { edge: { tls: { keyExchange: 'hybrid' } } } }),
      /does not have the hybrid group X25519MLKEM768: it needs version 1\.34 or later/,
    ],
    [
      'that hybrid needs TLS 1.3',
      bridge({
        nodes: { edge: { version: '1.34' } },
        links: { 'edge-app': { dial: { keyExchange: 'hybrid', maxVersion: '1.2' } } },
      }),
      /never agrees on X25519MLKEM768/,
    ],
    [
      'that one switch believes both headers',
      bridge({ nodes: { edge: { trustsHeaders: ['forwarded-for'] } } }),
      /believes both/,
    ],
    ['what it does not write', bridge({ nodes: { edge: { allows: ['client'] } } }), /Who may call edge is drawn/],
    [
      'that it serves nothing',
      draw('edge(envoy) ==> app[terminate]', { nodes: { edge: { listeners: [] } } }),
      /serves nothing/,
    ],
  ])('%s', (_what, topology, words) => {
    expect(exported(topology).notices.join('\n')).toMatch(words);
  });
});
