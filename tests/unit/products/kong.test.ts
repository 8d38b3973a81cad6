import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan } from '../../../src/core/products/kong/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';
import { readKongConf } from '../../support/schemas/kong.ts';

type Json = Readonly<Record<string, unknown>>;

function exported(topology: Topology) {
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'edge');
  if (!plan) throw new Error('no edge');
  const { files, notices } = exportPlan(plan);
  return {
    settings: readKongConf(files[0]?.text ?? '').values,
    declared: parse(files[1]?.text ?? '') as Json,
    notices: notices.map(({ message }) => message).join('\n'),
  };
}

const at = (value: unknown, path: string): unknown =>
  path.split('/').reduce<unknown>((each, key) => (each as Json | undefined)?.[key], value);

type Details = Parameters<typeof draw>[1];
const bridge = (details: Details = {}, dial = '==>', listener = 'terminate') =>
  draw(`client ==> edge(kong)[${listener}] ${dial} app[terminate]`, details);
const stream = (dial: object = {}, listener = 'terminate', arrow = '==>') =>
  draw(`client ==> edge(kong)[${listener}] ${arrow} app[terminate]`, {
    links: { 'client-edge': { protocol: 'tcp' }, 'edge-app': { protocol: 'tcp', dial } },
  });
const twoPorts = (first: object, second: object, links: NonNullable<Details>['links'] = {}) =>
  draw(['client ==> edge(kong) ==> app[terminate]', 'other ==> edge ==> api[terminate]'], {
    nodes: {
      edge: {
        listeners: [
          { id: 'in', port: 443, tls: { mode: 'terminate', ...first } },
          { id: 'second', port: 8443, tls: { mode: 'terminate', ...second } },
        ],
      },
    },
    links: { 'other-edge': { listener: 'second' }, ...links },
  });
const redirecting = (port: number) =>
  draw(['client --> edge(kong) --> app[plaintext]', 'other ==> edge'], {
    nodes: {
      edge: {
        listeners: [
          { id: 'in', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
          { id: 'tls', port, tls: { mode: 'terminate' } },
        ],
      },
    },
    links: { 'other-edge': { listener: 'tls' } },
  });
const ownCa = { listeners: { app: { tls: { certificate: { issuer: 'private-ca' as const } } } } };

describe('kong.conf', () => {
  it.each<[what: string, topology: Topology, name: string, value: string | undefined]>([
    ['listens with TLS', bridge(), 'proxy_listen', '0.0.0.0:8443 ssl http2'],
    ['listens in clear', bridge({}, '==>', 'plaintext'), 'proxy_listen', '0.0.0.0:8080'],
    ['listens for bytes', stream(), 'stream_listen', '0.0.0.0:8443 ssl'],
    ['has no port of the other kind', stream(), 'proxy_listen', 'off'],
    ['passes through by name behind ssl', bridge({}, '==>', 'sni'), 'stream_listen', '0.0.0.0:8443 ssl'],
    ['passes through unseen', bridge({}, '==>', 'tcp'), 'stream_listen', '0.0.0.0:8443'],
    [
      'leaves HTTP/2 out where that is drawn',
      bridge({ listeners: { edge: { alpn: ['http/1.1'] } } }),
      'proxy_listen',
      '0.0.0.0:8443 ssl',
    ],
    ['names the certificate', bridge(), 'ssl_cert_key', '/etc/kong/tls/edge-in.key'],
    ['keeps to versions', bridge({ listeners: { edge: { tls: { minVersion: '1.3' } } } }), 'ssl_protocols', 'TLSv1.3'],
    [
      'offers the guideline',
      bridge(),
      'ssl_ciphers',
      'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305',
    ],
    [
      'offers RSA key transport',
      bridge({ listeners: { edge: { tls: { keyExchange: 'rsa' } } } }),
      'ssl_ciphers',
      'AES128-GCM-SHA256:AES256-GCM-SHA384',
    ],
    ['requires a certificate', bridge({}, '==>', 'mutual'), 'nginx_proxy_ssl_verify_client', 'on'],
    ['asks for one', bridge({}, '==>', 'optional'), 'nginx_proxy_ssl_verify_client', 'optional'],
    ['requires one for bytes', stream({}, 'mutual'), 'nginx_sproxy_ssl_verify_client', 'on'],
    [
      'demands none where another port has none',
      twoPorts({ clientCertificate: 'required' }, {}),
      'nginx_proxy_ssl_verify_client',
      'optional',
    ],
    ['trusts public CAs', bridge(), 'nginx_proxy_proxy_ssl_trusted_certificate', '/etc/ssl/certs/ca-certificates.crt'],
    ['trusts none it does not need', bridge(ownCa), 'nginx_proxy_proxy_ssl_trusted_certificate', undefined],
    [
      'keeps dials to versions',
      bridge({ links: { 'edge-app': { dial: { minVersion: '1.3' } } } }),
      'nginx_proxy_proxy_ssl_protocols',
      'TLSv1.3',
    ],
    [
      'believes by address',
      bridge({
        nodes: { client: { host: '10.0.0.5' } },
        listeners: { edge: { acceptsProxyProtocol: true } },
        links: { 'client-edge': { dial: { sendsProxyProtocol: 'v2' } } },
      }),
      'trusted_ips',
      '10.0.0.5',
    ],
    [
      'believes nobody by name',
      draw(['client ==> edge(kong)[terminate] ==> app[terminate]', 'other ==> edge'], {
        nodes: { client: { host: '10.0.0.5' } },
        listeners: { edge: { acceptsProxyProtocol: true } },
        links: {
          'client-edge': { dial: { sendsProxyProtocol: 'v2' } },
          'other-edge': { dial: { sendsProxyProtocol: 'v2' } },
        },
      }),
      'trusted_ips',
      '10.0.0.5',
    ],
  ])('%s', (_what, topology, name, value) => {
    expect(exported(topology).settings.get(name)).toBe(value);
  });
});

describe('kong.yml', () => {
  const service = 'services/0';
  it.each<[what: string, topology: Topology, path: string, value: unknown]>([
    ['dials TLS and checks', bridge(), `${service}/tls_verify`, true],
    ['dials TLS and checks nothing', bridge({}, '=none=>'), `${service}/tls_verify`, false],
    [
      'dials in clear',
      bridge({}, '-->'),
      service,
      {
        name: 'edge-app',
        host: 'app.internal',
        port: 8443,
        protocol: 'http',
        routes: [{ name: 'in~1', protocols: ['https'], paths: ['/'], strip_path: false }],
      },
    ],
    [
      'dials gRPC',
      bridge({ links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } } }),
      `${service}/protocol`,
      'grpcs',
    ],
    ['dials bytes', stream(), `${service}/protocol`, 'tls'],
    ['trusts a private CA', bridge(ownCa), `${service}/ca_certificates`, ['00000000-0000-4000-8000-000000000001']],
    [
      'leaves room for it',
      bridge(ownCa),
      'ca_certificates/0/cert',
      '-----BEGIN CERTIFICATE-----\nin place of these three lines: /etc/kong/tls/edge-edge-app+ca.crt\n-----END CERTIFICATE-----',
    ],
    [
      'presents a certificate',
      bridge({}, '=mutual=>'),
      `${service}/client_certificate`,
      '00000000-0000-4000-8000-000000000001',
    ],
    ['writes no key', bridge({}, '=mutual=>'), 'certificates/0/key', '{vault://env/plainsight-certificate-1-key}'],
    [
      'checks another name',
      bridge({ links: { 'edge-app': { dial: { sni: 'other.example' } } } }),
      'upstreams/0',
      {
        name: 'upstream-1',
        host_header: 'other.example',
        targets: [{ target: 'app.internal:8443' }],
      },
    ],
    [
      'balances',
      draw(['client ==> edge(kong)[terminate] ==> a[terminate]', 'client ==> edge ==> b[terminate]']),
      'upstreams/0/targets',
      [{ target: 'a.internal:8443' }, { target: 'b.internal:8443' }],
    ],
    [
      'routes by host and path',
      bridge({ links: { 'edge-app': { match: { host: ['A.example'], path: '/x' } } } }),
      `${service}/routes/0`,
      {
        name: 'in~1',
        protocols: ['https'],
        hosts: ['a.example'],
        paths: ['/x'],
        strip_path: false,
      },
    ],
    [
      'passes through by name',
      bridge({ links: { 'edge-app': { match: { sni: ['a.example'] } } } }, '==>', 'sni'),
      `${service}/routes/0`,
      {
        name: 'in~1',
        protocols: ['tls_passthrough'],
        snis: ['a.example'],
        destinations: [{ port: 8443 }],
      },
    ],
    ['ends TLS for bytes', stream(), `${service}/routes/0/protocols`, ['tls']],
    ['relays bytes', stream({}, 'tcp'), `${service}/routes/0/protocols`, ['tcp']],
    ['relays them as they come', stream({}, 'tcp'), `${service}/protocol`, 'tcp'],
    ['redirects', redirecting(443), `${service}/routes/0/https_redirect_status_code`, 308],
    [
      'sends Strict-Transport-Security',
      bridge({ listeners: { edge: { tls: { strictTransport: 'sent' } } } }),
      `${service}/routes/0/plugins/0/config/add/headers`,
      ['Strict-Transport-Security:max-age=63072000'],
    ],
    [
      'finds the second certificate by name',
      twoPorts({}, { certificate: { issuer: 'private-ca', names: ['two.example'] } }),
      'certificates/0/snis',
      [{ name: 'two.example' }],
    ],
  ])('%s', (_what, topology, path, value) => {
    expect(at(exported(topology).declared, path)).toEqual(value);
  });
});

describe('Kong says', () => {
  it.each<[string, Topology, RegExp]>([
    [
      'that gRPC is not checked',
      bridge({ links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } } }),
      /neither checks the certificate of a gRPC service/,
    ],
    [
      'that no PROXY header goes out',
      bridge({
        links: { 'edge-app': { dial: { sendsProxyProtocol: 'v1' } } },
        listeners: { app: { acceptsProxyProtocol: true } },
      }),
      /PROXY/,
    ],
    ['that it starts TLS at once', stream({ negotiation: 'in-band' }), /cannot ask app for TLS in band/],
    [
      'that it sends a name',
      bridge({ links: { 'edge-app': { dial: { sni: null } } } }),
      /sends app the server name app\.internal/,
    ],
    [
      'that it compares names only',
      bridge({ links: { 'edge-app': { dial: { sni: '10.0.0.1' } } } }),
      /compares names only/,
    ],
    [
      'that dials differ',
      draw(['client ==> edge(kong)[terminate] ==> a[terminate]', 'client ==> edge =none=> b[terminate]']),
      /b is dialled unlike a/,
    ],
    ['where a CA goes', bridge(ownCa), /put the certificate in \/etc\/kong\/tls\/edge-edge-app\+ca\.crt in place/],
    [
      'which variable holds a key',
      bridge({}, '=mutual=>'),
      /edge-edge-app\+client\.key in PLAINSIGHT_CERTIFICATE_1_KEY/,
    ],
    [
      'that ports are not told apart',
      twoPorts({}, {}, { 'edge-app': { fromListener: 'in' }, 'edge-api': { fromListener: 'second' } }),
      /does not tell HTTP ports apart/,
    ],
    ['that versions are shared', twoPorts({ minVersion: '1.3' }, {}), /one list of TLS versions and ciphers/],
    ['that the demand for certificates is shared', twoPorts({ clientCertificate: 'required' }, {}), /none demands one/],
    ['whose plugin is missing', bridge({}, '==>', 'mutual'), /mtls-auth.*Enterprise/],
    ['that certificates are chosen by name', twoPorts({}, {}), /shows the one of another port/],
    ['that a redirect names no port', redirecting(8443), /takes TLS at port 8443/],
    [
      'that a path is none',
      bridge({ links: { 'edge-app': { match: { path: '/a{b' } } } }),
      /takes no path such as \/a\{b/,
    ],
    ['that the rest does not pass', bridge({}, '==>', 'sni'), /passes TLS through by server names/],
    [
      'who is to be believed',
      bridge({
        listeners: { edge: { acceptsProxyProtocol: true } },
        links: { 'client-edge': { dial: { sendsProxyProtocol: 'v2' } } },
      }),
      /add those of client\.internal to trusted_ips/,
    ],
    [
      'what old dials need',
      bridge({ links: { 'edge-app': { dial: { minVersion: '1.0' } } } }),
      /ssl_cipher_suite to old/,
    ],
    [
      'that a wildcard takes more than one label',
      bridge({ links: { 'edge-app': { match: { host: ['*.example'] } } } }),
      /takes names with more labels/,
    ],
    [
      'what it does not write',
      bridge({ listeners: { edge: { tls: { keyExchange: 'hybrid' } } } }),
      /key exchange \(hybrid\) is drawn and not written/,
    ],
  ])('%s', (_what, topology, words) => {
    expect(exported(topology).notices).toMatch(words);
  });
});
