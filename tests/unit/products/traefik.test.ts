import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan } from '../../../src/core/products/traefik/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

type Json = Readonly<Record<string, unknown>>;

function exported(topology: Topology): { readonly read: Json; readonly notices: string } {
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'edge');
  if (!plan) throw new Error('no edge');
  const { files, notices } = exportPlan(plan);
  return {
    read: { ...parse(files[0]?.text ?? ''), ...parse(files[1]?.text ?? '') },
    notices: notices.map(({ message }) => message).join('\n'),
  };
}

/** What stands at the end of a path such as `http.routers.in+1`; undefined where there is nothing. */
const at = (value: unknown, path: string): unknown =>
  path.split('/').reduce<unknown>((each, key) => (each as Json | undefined)?.[key], value);

type Details = Parameters<typeof draw>[1];
const bridge = (details: Details = {}, dial = '==>', listener = 'terminate') =>
  draw(`client ==> edge(traefik)[${listener}] ${dial} app[terminate]`, details);
const tcp = (dial: object = {}, listener = 'terminate', arrow = '==>') =>
  draw(`client ==> edge(traefik)[${listener}] ${arrow} app[terminate]`, {
    links: { 'client-edge': { protocol: 'tcp' }, 'edge-app': { protocol: 'tcp', dial } },
    listeners: { app: { acceptsProxyProtocol: 'sendsProxyProtocol' in dial } },
  });
const ports = (first: object, second: object, details: Details = {}) =>
  draw(['client ==> edge(traefik) ==> app[terminate]', 'other ==> edge'], {
    ...details,
    nodes: {
      edge: {
        listeners: [
          { id: 'in', port: 443, tls: { mode: 'terminate', ...first } },
          { id: 'second', port: 8443, tls: { mode: 'terminate', ...second } },
        ],
      },
    },
    links: { 'other-edge': { listener: 'second' }, ...details.links },
  });

const options = 'tls/options/default';
const transport = 'http/serversTransports/edge-app';

const cases: readonly [what: string, topology: Topology, path: string, value: unknown][] = [
  ['listens', bridge(), 'entryPoints/in/address', ':8443'],
  ['ends TLS with its certificate', bridge(), 'tls/certificates/0/keyFile', '/etc/traefik/tls/edge-in.key'],
  ['ends TLS at a router', bridge(), 'http/routers/in+1/tls', { options: 'default' }],
  ['serves in clear', bridge({}, '==>', 'plaintext'), 'http/routers/in+1/tls', undefined],
  [
    'keeps to its versions',
    bridge({ listeners: { edge: { tls: { minVersion: '1.3' } } } }),
    `${options}/minVersion`,
    'VersionTLS13',
  ],
  ['offers the guideline', bridge(), `${options}/cipherSuites/5`, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [
    'offers old ciphers to old versions',
    bridge({ listeners: { edge: { tls: { minVersion: '1.0' } } } }),
    `${options}/cipherSuites/7`,
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  ],
  ['leaves curves to Go', bridge(), `${options}/curvePreferences`, undefined],
  [
    'keeps to curves',
    bridge({ listeners: { edge: { tls: { keyExchange: 'ecdhe' } } } }),
    `${options}/curvePreferences`,
    ['X25519', 'CurveP256', 'CurveP384'],
  ],
  [
    'offers RSA key transport',
    bridge({ listeners: { edge: { tls: { keyExchange: 'rsa' } } } }),
    `${options}/cipherSuites`,
    ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  ],
  ['offers what is drawn', bridge({ listeners: { edge: { alpn: ['h2'] } } }), `${options}/alpnProtocols`, ['h2']],
  ['refuses other names', bridge(), `${options}/sniStrict`, true],
  [
    'refuses no name where one sends none',
    bridge({ links: { 'client-edge': { dial: { sni: null, verify: 'none' } } } }),
    `${options}/sniStrict`,
    undefined,
  ],
  [
    'requires a certificate',
    bridge({}, '==>', 'mutual'),
    `${options}/clientAuth/clientAuthType`,
    'RequireAndVerifyClientCert',
  ],
  [
    'checks one that it does not require',
    bridge({}, '==>', 'optional'),
    `${options}/clientAuth/clientAuthType`,
    'VerifyClientCertIfGiven',
  ],
  [
    'tells servers of it',
    bridge({}, '==>', 'mutual'),
    'http/middlewares/in+client-certificate',
    { passTLSClientCert: { pem: true } },
  ],
  [
    'sends Strict-Transport-Security',
    bridge({ listeners: { edge: { tls: { strictTransport: 'preloaded' } } } }),
    'http/middlewares/in+strict-transport/headers',
    { stsSeconds: 63_072_000, stsIncludeSubdomains: true, stsPreload: true },
  ],
  [
    'redirects',
    draw('client --> edge(traefik)', {
      nodes: {
        edge: {
          listeners: [
            { id: 'in', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
            { id: 'tls', port: 8443, tls: { mode: 'terminate' } },
          ],
        },
      },
    }),
    'entryPoints/in/http/redirections/entryPoint',
    { to: ':8443', scheme: 'https', permanent: true },
  ],
  [
    'takes both on one port',
    bridge({}, '==>', 'permissive'),
    'http/routers',
    {
      'in+tls+1': {
        entryPoints: ['in'],
        rule: 'PathPrefix(`/`)',
        priority: 1,
        service: 'edge-app',
        tls: { options: 'default' },
      },
      'in+clear+1': { entryPoints: ['in'], rule: 'PathPrefix(`/`)', priority: 1, service: 'edge-app' },
    },
  ],
  [
    'routes by host and path',
    bridge({ links: { 'edge-app': { match: { host: ['A.example', '*.b.example'], path: '/x' } } } }),
    'http/routers/in+1/rule',
    'Host(`a.example`) && PathPrefix(`/x`)',
  ],
  [
    'leaves the wildcard to come second',
    bridge({ links: { 'edge-app': { match: { host: ['A.example', '*.b.example'], path: '/x' } } } }),
    'http/routers/in+2/rule',
    'Host(`*.b.example`) && PathPrefix(`/x`)',
  ],
  [
    'quotes a backtick',
    bridge({ links: { 'edge-app': { match: { path: '/a`"\\' } } } }),
    'http/routers/in+1/rule',
    'PathPrefix("/a`\\"\\\\")',
  ],
  [
    'reads braces as they are drawn',
    bridge({ links: { 'edge-app': { match: { path: '/{{{env}}' } } } }),
    'http/routers/in+1/rule',
    'PathPrefix(`/{{{env}}`)',
  ],
  [
    'passes through by name',
    draw(['client ==> edge(traefik)[sni] ==> a[terminate]', 'client ==> edge ==> b[terminate]'], {
      links: { 'edge-a': { match: { sni: ['a.example'] } } },
    }),
    'tcp/routers',
    {
      'in+1': {
        entryPoints: ['in'],
        rule: 'HostSNI(`a.example`)',
        priority: 2,
        service: 'edge-a+passthrough',
        tls: { passthrough: true },
      },
      'in+2': {
        entryPoints: ['in'],
        rule: 'HostSNI(`*`)',
        priority: 1,
        service: 'edge-b+passthrough',
        tls: { passthrough: true },
      },
    },
  ],
  ['passes through unseen', draw('client ==> edge(traefik)[tcp] ==> a[terminate]'), 'tcp/routers/in+1/tls', undefined],
  [
    'relays as it comes',
    draw('client ==> edge(traefik)[tcp] ==> a[terminate]'),
    'tcp/services/edge-a+passthrough/loadBalancer/servers',
    [{ address: 'a.internal:8443' }],
  ],
  [
    'gives the second port options of its own',
    ports({}, { clientCertificate: 'required' }),
    'tls/options/second+options/clientAuth/clientAuthType',
    'RequireAndVerifyClientCert',
  ],
  [
    'and holds its names in rules for every host',
    ports({}, { clientCertificate: 'required' }),
    'http/routers/second+1/rule',
    '(Host(`edge.internal`) || PathPrefix(`/`)) && PathPrefix(`/`)',
  ],
  [
    'believes by address',
    bridge({
      nodes: { client: { host: '10.0.0.5' } },
      listeners: { edge: { acceptsProxyProtocol: true } },
      links: { 'client-edge': { dial: { sendsProxyProtocol: 'v2' } } },
    }),
    'entryPoints/in/proxyProtocol',
    { trustedIPs: ['10.0.0.5'] },
  ],
  [
    'believes headers',
    bridge({ nodes: { edge: { trustsHeaders: ['forwarded-for'] } } }),
    'entryPoints/in/forwardedHeaders',
    { insecure: true },
  ],
  ['dials https', bridge(), 'http/services/edge-app/loadBalancer/servers/0/url', 'https://app.internal:8443'],
  [
    'dials in clear',
    bridge({}, '-->'),
    'http/services/edge-app/loadBalancer',
    { servers: [{ url: 'http://app.internal:8443' }] },
  ],
  [
    'dials gRPC in clear',
    bridge({ links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } } }, '-->'),
    'http/services/edge-app/loadBalancer/servers/0/url',
    'h2c://app.internal:8443',
  ],
  ['checks the name', bridge(), `${transport}/serverName`, 'app.internal'],
  ['checks the issuer', bridge(), `${transport}/rootCAs`, ['/etc/ssl/certs/ca-certificates.crt']],
  ['checks nothing', bridge({}, '=none=>'), `${transport}/insecureSkipVerify`, true],
  [
    'presents a certificate',
    bridge({}, '=mutual=>'),
    `${transport}/certificates/0/certFile`,
    '/etc/traefik/tls/edge-edge-app+client.crt',
  ],
  [
    'keeps a dial to its versions',
    bridge({ links: { 'edge-app': { dial: { minVersion: '1.3' } } } }),
    `${transport}/minVersion`,
    'VersionTLS13',
  ],
  [
    'opens WebSocket on HTTP/1.1',
    bridge({ links: { 'client-edge': { protocol: 'websocket' }, 'edge-app': { protocol: 'websocket' } } }),
    `${transport}/disableHTTP2`,
    true,
  ],
  [
    'serves several in turn',
    draw(['client ==> edge(traefik)[terminate] ==> a[terminate]', 'client ==> edge ==> b[terminate]']),
    'http/services/edge-a+edge-b/weighted/services',
    [
      { name: 'edge-a', weight: 1 },
      { name: 'edge-b', weight: 1 },
    ],
  ],
  [
    'ends TLS for bytes',
    tcp(),
    'tcp/routers/in+1',
    { entryPoints: ['in'], rule: 'HostSNI(`*`)', priority: 1, service: 'edge-app', tls: { options: 'default' } },
  ],
  [
    'dials TLS for bytes',
    tcp(),
    'tcp/services/edge-app/loadBalancer/servers/0',
    { address: 'app.internal:8443', tls: true },
  ],
  ['checks the name for bytes', tcp(), 'tcp/serversTransports/edge-app/tls/serverName', 'app.internal'],
  [
    'sends no name for bytes',
    tcp({ sni: null }, 'terminate', '=none=>'),
    'tcp/serversTransports/edge-app/tls',
    { insecureSkipVerify: true },
  ],
  [
    'sends a PROXY header',
    tcp({ sendsProxyProtocol: 'v1' }),
    'tcp/serversTransports/edge-app/proxyProtocol',
    { version: 1 },
  ],
];

describe('Traefik', () => {
  it.each(cases)('%s', (_what, topology, path, value) => {
    expect(at(exported(topology).read, path)).toEqual(value);
  });
});

describe('Traefik says', () => {
  it.each<[string, Topology, RegExp]>([
    [
      'that HTTP services get no PROXY header',
      bridge({
        links: { 'edge-app': { dial: { sendsProxyProtocol: 'v1' } } },
        listeners: { app: { acceptsProxyProtocol: true } },
      }),
      /TCP services only/,
    ],
    ['that it checks both or nothing', bridge({}, '=ca=>'), /One switch turns off the checks/],
    ['that it starts TLS at once', tcp({ negotiation: 'in-band' }), /cannot ask app for TLS in band/],
    [
      'that it sends a name',
      bridge({ links: { 'edge-app': { dial: { sni: null } } } }),
      /sends app the server name app\.internal/,
    ],
    ['that TCP dials know no versions', tcp({ minVersion: '1.3' }), /cannot be kept to 1\.3/],
    [
      'who is to be believed',
      bridge({
        listeners: { edge: { acceptsProxyProtocol: true } },
        links: { 'client-edge': { dial: { sendsProxyProtocol: 'v2' } } },
      }),
      /trustedIPs with the addresses of client\.internal/,
    ],
    [
      'that all headers are believed',
      bridge({ nodes: { edge: { trustsHeaders: ['forwarded-for'] } } }),
      /believes them all/,
    ],
    ['that certificates are chosen by name', ports({}, {}), /either may be shown at both/],
    ['that nothing is behind a port', draw('client ==> edge(traefik)[terminate]'), /default certificate and 404/],
    [
      'that a server which speaks first waits',
      draw('client ==> edge(traefik)[permissive] --> db[plaintext]', {
        links: { 'client-edge': { protocol: 'mysql' }, 'edge-db': { protocol: 'mysql' } },
      }),
      /hang until readTimeout/,
    ],
    ['which release it is written for', bridge({ nodes: { edge: { version: '3.4' } } }), /written for Traefik 3\.7/],
    ['what it does not write', bridge({ nodes: { edge: { allows: ['client'] } } }), /Who may call edge is drawn/],
    [
      'that curves of a dial cannot be chosen',
      bridge({ links: { 'edge-app': { dial: { keyExchange: 'ecdhe' } } } }),
      /key exchange \(ecdhe\) is drawn and not written/,
    ],
  ])('%s', (_what, topology, words) => {
    expect(exported(topology).notices).toMatch(words);
  });
});
