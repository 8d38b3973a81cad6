import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Exported } from '../../../src/core/plan/exporter.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';
import { found, readApache, readCaddyfile, readHitch, readStunnel, readVcl } from '../../support/front-readers.ts';

const readers = { apache: readApache, caddy: readCaddyfile, hitch: readHitch, stunnel: readStunnel } as const;
type Front = keyof typeof readers;

function exported(topology: Topology, node = 'edge'): Exported & { readonly text: string } {
  const plan = planDesign(topology, simulate(topology, products), products).find((each) => each.node.id === node);
  const exportPlan = exporters.get(plan?.product.id ?? '');
  if (!plan || !exportPlan) throw new Error(`nothing exports ${node}`);
  const result = exportPlan(plan);
  return { ...result, text: result.files[0]?.text ?? '' };
}

const lines = (product: Front, topology: Topology, ...start: string[]) =>
  found(readers[product](exported(topology).text), ...start).map((words) => words.join(' '));

const bridge = (product: string, dial = '==>', details: Details = {}, listener = 'terminate') =>
  draw(`client ==> edge(${product})[${listener}] ${dial} app[terminate]`, details);

/** What is drawn, and lines that stand in the file for it; a line with an exclamation mark must not. */
const table: readonly [product: Front, what: string, topology: Topology, lines: readonly string[]][] = [
  [
    'apache',
    'verify full',
    bridge('apache'),
    [
      'SSLProxyVerify require',
      'SSLProxyCheckPeerName on',
      'SSLProxyCACertificateFile /etc/ssl/certs/ca-certificates.crt',
      'BalancerMember https://app.internal:8443 retry=0',
      'SSLProtocol -all +TLSv1.2 +TLSv1.3',
      'SSLProxyProtocol -all +TLSv1.2 +TLSv1.3',
      'Protocols h2 http/1.1',
      '!SSLVerifyClient',
    ],
  ],
  ['apache', 'verify ca', bridge('apache', '=ca=>'), ['SSLProxyVerify require', 'SSLProxyCheckPeerName off']],
  [
    'apache',
    'verify none: neither name nor date',
    bridge('apache', '=none=>'),
    ['SSLProxyVerify none', 'SSLProxyCheckPeerName off', 'SSLProxyCheckPeerExpire off'],
  ],
  [
    'apache',
    'certificates on both sides',
    bridge('apache', '=mutual=>', {}, 'optional'),
    [
      'SSLVerifyClient optional',
      'SSLCACertificateFile /etc/apache2/tls/edge-in+clients-ca.crt',
      'SSLProxyMachineCertificateFile /etc/apache2/tls/edge-edge-app+client.pem',
    ],
  ],
  [
    'apache',
    'versions, and ALPN',
    bridge('apache', '==>', {
      listeners: { edge: { alpn: ['http/1.1'], tls: { minVersion: '1.3' } } },
      links: { 'edge-app': { dial: { maxVersion: '1.2' } } },
    }),
    ['SSLProtocol -all +TLSv1.3', 'SSLProxyProtocol -all +TLSv1.2', 'Protocols http/1.1', '!Protocols h2'],
  ],
  [
    'apache',
    'WebSocket',
    bridge('apache', '==>', { links: { 'edge-app': { protocol: 'websocket' } } }),
    ['BalancerMember https://app.internal:8443 retry=0 upgrade=websocket'],
  ],
  [
    'apache',
    'a PROXY header to be read',
    bridge('apache', '==>', { listeners: { edge: { acceptsProxyProtocol: true } } }),
    ['RemoteIPProxyProtocol On'],
  ],
  [
    'caddy',
    'verify full',
    bridge('caddy'),
    [
      'tls',
      'tls_trusted_ca_certs /etc/ssl/certs/ca-certificates.crt',
      'reverse_proxy app.internal:8443',
      'protocols tls1.2 tls1.3',
      'protocols h1 h2',
      '!tls_server_name',
      '!tls_insecure_skip_verify',
    ],
  ],
  [
    'caddy',
    'another name than the host',
    bridge('caddy', '==>', { links: { 'edge-app': { dial: { sni: 'shop.example' } } } }),
    ['tls_server_name shop.example'],
  ],
  ['caddy', 'verify none', bridge('caddy', '=none=>'), ['tls_insecure_skip_verify', '!tls_trusted_ca_certs']],
  [
    'caddy',
    'certificates on both sides',
    bridge('caddy', '=mutual=>', {}, 'mutual'),
    [
      'mode require_and_verify',
      'trusted_ca_cert_file /etc/caddy/tls/edge-in+clients-ca.crt',
      'tls_client_auth /etc/caddy/tls/edge-edge-app+client.crt /etc/caddy/tls/edge-edge-app+client.key',
      'strict_sni_host insecure_off',
    ],
  ],
  [
    'caddy',
    'newer words for a newer release',
    bridge('caddy', '==>', { nodes: { edge: { version: '2.10' } } }, 'optional'),
    [
      'mode verify_if_given',
      'trust_pool file /etc/caddy/tls/edge-in+clients-ca.crt',
      'tls_trust_pool file /etc/ssl/certs/ca-certificates.crt',
      '!trusted_ca_cert_file',
    ],
  ],
  [
    'caddy',
    'PROXY headers',
    bridge('caddy', '==>', {
      listeners: { edge: { acceptsProxyProtocol: true }, app: { acceptsProxyProtocol: true } },
      links: { 'edge-app': { dial: { sendsProxyProtocol: 'v1' } } },
    }),
    ['fallback_policy require', 'proxy_protocol v1'],
  ],
  [
    'caddy',
    'gRPC in plaintext',
    draw('client --> edge(caddy)[plaintext] --> app[plaintext]', {
      links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } },
    }),
    ['protocols h1 h2c', 'versions h2c'],
  ],
  [
    'stunnel',
    'verify full',
    bridge('stunnel'),
    [
      'client yes',
      'verifyChain yes',
      'checkHost app.internal',
      'sni app.internal',
      'connect app.internal:8443',
      'connect /run/stunnel4/edge-in.sock',
      'accept /run/stunnel4/edge-in.sock',
      'accept 8443',
      'sslVersionMin TLSv1.2',
    ],
  ],
  [
    'stunnel',
    'an address',
    bridge('stunnel', '==>', { links: { 'edge-app': { dial: { sni: '10.0.0.7' } } } }),
    ['checkIP 10.0.0.7', '!checkHost'],
  ],
  ['stunnel', 'verify ca and none', bridge('stunnel', '=ca=>'), ['verifyChain yes', '!checkHost']],
  ['stunnel', 'verify none', bridge('stunnel', '=none=>'), ['!verifyChain', '!CAfile']],
  ['stunnel', 'certificates asked for', bridge('stunnel', '==>', {}, 'optional'), ['requireCert no']],
  [
    'stunnel',
    'upgrades',
    draw('client ==> edge(stunnel)[terminate] ==> db(postgresql)[terminate]', {
      links: { 'client-edge': { protocol: 'postgres' }, 'edge-db': { protocol: 'postgres' } },
    }),
    ['protocol pgsql'],
  ],
  [
    'hitch',
    'termination',
    draw('client ==> edge(hitch)[mutual] --> app[plaintext]'),
    [
      'host *',
      'port 8443',
      'pem-file /etc/hitch/tls/edge-in.pem',
      'tls-protos TLSv1.2 TLSv1.3',
      'client-verify required',
      'client-verify-ca /etc/hitch/tls/edge-in+clients-ca.crt',
      'backend [app.internal]:8080',
      'sni-nomatch-abort on',
      '!write-proxy-v2',
      '!alpn-protos',
    ],
  ],
  [
    'hitch',
    'a PROXY header',
    draw('client ==> edge(hitch)[terminate] --> app(varnish)[plaintext]', {
      links: { 'edge-app': { dial: { sendsProxyProtocol: true } } },
      listeners: { app: { acceptsProxyProtocol: true }, edge: { alpn: ['h2', 'http/1.1'] } },
    }),
    ['write-proxy-v2 on', 'alpn-protos h2,http/1.1'],
  ],
  [
    'apache',
    'key exchange by RSA',
    bridge('apache', '==>', {
      listeners: { edge: { tls: { keyExchange: 'rsa' } } },
      links: { 'edge-app': { dial: { keyExchange: 'rsa' } } },
    }),
    [
      'SSLProtocol -all +TLSv1.2',
      'SSLCipherSuite AES128-GCM-SHA256:AES256-GCM-SHA384',
      'SSLProxyCipherSuite AES128-GCM-SHA256:AES256-GCM-SHA384',
    ],
  ],
  [
    'apache',
    'hybrid key exchange, which the library offers by itself',
    bridge('apache', '==>', { listeners: { edge: { tls: { keyExchange: 'hybrid' } } } }),
    ['!SSLOpenSSLConfCmd'],
  ],
  [
    'stunnel',
    'key exchange',
    bridge('stunnel', '==>', {
      listeners: { edge: { tls: { keyExchange: 'rsa' } } },
      links: { 'edge-app': { dial: { keyExchange: 'hybrid' } } },
    }),
    ['ciphers AES128-GCM-SHA256:AES256-GCM-SHA384', 'curves X25519:prime256v1:secp384r1'],
  ],
  [
    'hitch',
    'key exchange',
    draw('client ==> edge(hitch)[terminate] --> app[plaintext]', {
      listeners: { edge: { tls: { keyExchange: 'hybrid' } } },
    }),
    ['ecdh-curve auto'],
  ],
];

describe('what is drawn is what is written', () => {
  it.each(table)('%s: %s', (product, _what, topology, expected) => {
    for (const line of expected) {
      const [name = ''] = line.replace('!', '').split(' ');
      const written = lines(product, topology, ...(line.startsWith('!') ? line.slice(1).split(' ') : [name]));
      if (line.startsWith('!')) expect(written).toEqual([]);
      else expect(written).toContain(line);
    }
  });

  it('varnish: backends, headers and ports', () => {
    const topology = draw('client --> edge(varnish)[plaintext] --> app[plaintext]', {
      links: { 'edge-app': { dial: { sendsProxyProtocol: 'v2' } } },
      listeners: { app: { acceptsProxyProtocol: true }, edge: { acceptsProxyProtocol: true } },
    });
    const { files, text } = exported(topology);
    expect(readVcl(text).join(' ')).toContain('.host = app.internal ; .port = 8080 ; .proxy_header = 2 ;');
    expect(files[1]).toMatchObject({ path: 'edge/varnishd.sh', executable: true });
    expect(files[1]?.text).toContain('varnishd -F -f /etc/varnish/default.vcl -a in1=:8080,PROXY\n');
  });
});
