import { describe, expect, it } from 'vitest';
import type { Exporter } from '../../../src/core/plan/exporter.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exportPlan as certManager } from '../../../src/core/products/cert-manager/export.ts';
import { exportPlan as gatewayApi } from '../../../src/core/products/gateway-api/export.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan as ingressNginx } from '../../../src/core/products/ingress-nginx/export.ts';
import { exportPlan as kubernetesService } from '../../../src/core/products/kubernetes-service/export.ts';
import { exportPlan as traefikIngress } from '../../../src/core/products/traefik-ingress/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';
import { type KubernetesDocument, readManifest } from '../../support/kubernetes.ts';

const exporters: Readonly<Record<string, Exporter>> = {
  'cert-manager': certManager,
  'gateway-api': gatewayApi,
  'ingress-nginx': ingressNginx,
  'kubernetes-service': kubernetesService,
  'traefik-ingress': traefikIngress,
};

interface Written {
  readonly objects: readonly KubernetesDocument[];
  readonly notices: string;
  /** The one object of a kind, by a part of its name where there are several. */
  readonly one: (kind: string, part?: string) => KubernetesDocument;
}

/** What the one node of the product is exported to. */
function written(product: string, lines: string | readonly string[], details: Details = {}): Written {
  const topology = draw(lines, details);
  const plan = planDesign(topology, simulate(topology, products), products).find(
    ({ product: { id } }) => id === product,
  );
  const exporter = exporters[product];
  if (!plan || !exporter) throw new Error(`nothing is drawn of ${product}`);
  const { files, notices } = exporter(plan);
  const objects = readManifest(files.map(({ text }) => text).join(''));
  return {
    objects,
    notices: notices.map(({ kind, message }) => `${kind}: ${message}`).join('\n'),
    one: (kind, part = '') => {
      const found = objects.filter((each) => each.kind === kind && each.metadata.name.includes(part));
      expect(found, `${kind} ${part}`).toHaveLength(1);
      return found[0] as KubernetesDocument;
    },
  };
}

const kindsOf = ({ objects }: Written): readonly string[] => objects.map(({ kind }) => kind);
const cluster = (id: string) => ({ id, kind: 'cluster', title: id }) as const;

describe('a Service of type LoadBalancer', () => {
  const aws = 'service.beta.kubernetes.io/aws-load-balancer-';
  const annotations = (lines: string | readonly string[], details: Details = {}) =>
    written('kubernetes-service', lines, details).one('Service').metadata.annotations ?? {};

  it('passes bytes on, and no cloud is told of TLS', () => {
    const result = written('kubernetes-service', 'client ==> edge(kubernetes-service)[tcp] --> app[terminate]');
    expect(result.one('Service').spec).toEqual({
      type: 'LoadBalancer',
      selector: { 'app.kubernetes.io/name': 'app' },
      ports: [{ name: 'port-8443', port: 8443, targetPort: 8443, protocol: 'TCP' }],
    });
    expect(Object.keys(result.one('Service').metadata.annotations ?? {}).join()).not.toContain('ssl');
  });

  it('ends TLS on AWS, for the ports that are drawn so, and sends plaintext on', () => {
    expect(annotations('client ==> edge(kubernetes-service)[terminate] --> app[plaintext]')).toMatchObject({
      [`${aws}ssl-cert`]: 'arn:aws:acm:REGION:ACCOUNT:certificate/ID',
      [`${aws}ssl-ports`]: '8443',
      [`${aws}backend-protocol`]: 'tcp',
    });
  });

  it('encrypts on AWS, and says that the other clouds end nothing', () => {
    const drawn = 'client ==> edge(kubernetes-service)[terminate] =none=> app[terminate]';
    expect(annotations(drawn)[`${aws}backend-protocol`]).toBe('ssl');
    expect(written('kubernetes-service', drawn).notices).toMatch(/lost: .* end TLS on AWS alone: on GKE .* and AKS/);
  });

  it('names the policy of the drawn versions', () => {
    const drawn = 'client ==> edge(kubernetes-service)[terminate] --> app[plaintext]';
    const policy = (minVersion: '1.2' | '1.3') =>
      annotations(drawn, { listeners: { edge: { tls: { minVersion, maxVersion: '1.3' } } } })[
        `${aws}ssl-negotiation-policy`
      ];
    expect(policy('1.3')).toBe('ELBSecurityPolicy-TLS13-1-3-PQ-2025-09');
    expect(policy('1.2')).toBe('ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09');
  });

  it('sends the PROXY protocol where it is drawn', () => {
    const drawn = 'client ==> edge(kubernetes-service)[tcp] --> app[terminate]';
    expect(annotations(drawn)).not.toHaveProperty(`${aws}proxy-protocol`);
    expect(annotations(drawn, { links: { 'edge-app': { dial: { sendsProxyProtocol: 'v2' } } } })).toMatchObject({
      [`${aws}proxy-protocol`]: '*',
    });
  });

  it('lies in the namespace of its Pods, which a selector does not leave, and leads nowhere outside the cluster', () => {
    const drawn = (zone: string) =>
      written('kubernetes-service', `client ==> edge(kubernetes-service)[tcp]@${zone} --> app[terminate]@shop`, {
        zones: [cluster('shop'), cluster('other'), { id: 'net', kind: 'private-network', title: 'net' }],
      });
    expect(drawn('net').one('Service').metadata.namespace).toBe('shop');
    expect(drawn('other').objects).toEqual([]);
    expect(drawn('other').notices).toContain('lost: app lies outside the cluster');
  });

  it('is internal on every cloud', () => {
    expect(annotations('client ==> edge(kubernetes-service)[tcp] --> app[terminate]')).toMatchObject({
      [`${aws}scheme`]: 'internal',
      'networking.gke.io/load-balancer-type': 'Internal',
      'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
    });
  });
});

describe('an Ingress of ingress-nginx', () => {
  const prefix = 'nginx.ingress.kubernetes.io/';
  const annotations = (lines: string | readonly string[], details: Details = {}) =>
    written('ingress-nginx', lines, details).one('Ingress').metadata.annotations ?? {};
  const client = 'client ==> edge(ingress-nginx)[terminate]';

  it('says that it is retired', () => {
    expect(written('ingress-nginx', `${client} --> app[plaintext]`).notices).toContain('retired: since March 2026');
    const { facts } = products.get('ingress-nginx') ?? { facts: [] };
    expect(facts.map(({ text }) => text).join()).toContain('March 2026');
  });

  it.each([
    ['plaintext', `${client} --> app[plaintext]`, { 'backend-protocol': 'HTTP' }],
    ['unverified TLS', `${client} =none=> app[terminate]`, { 'backend-protocol': 'HTTPS' }],
    [
      'verified TLS',
      `${client} ==> app[terminate]`,
      {
        'backend-protocol': 'HTTPS',
        'proxy-ssl-secret': 'default/edge--edge-app--client',
        'proxy-ssl-verify': 'on',
        'proxy-ssl-name': 'app.internal',
        'proxy-ssl-server-name': 'on',
        'proxy-ssl-protocols': 'TLSv1.2 TLSv1.3',
      },
    ],
  ])('dials %s', (_what, lines, wanted) => {
    const found = Object.entries(annotations(lines)).filter(([key]) => /backend-protocol|proxy-ssl/.test(key));
    expect(Object.fromEntries(found.map(([key, value]) => [key.replace(prefix, ''), value]))).toEqual(wanted);
  });

  it('says that nothing is checked of gRPC, and writes no annotation that pretends it', () => {
    const drawn = `${client} =mutual=> app[mutual]`;
    const details: Details = { links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } } };
    expect(annotations(drawn, details)).toMatchObject({ [`${prefix}backend-protocol`]: 'GRPCS' });
    expect(Object.keys(annotations(drawn, details)).join()).not.toContain('proxy-ssl');
    expect(written('ingress-nginx', drawn, details).notices).toContain(
      'lost: With backend-protocol GRPCS no certificate',
    );
  });

  it.each([
    ['mutual', 'on'],
    ['optional', 'optional'],
  ])('asks for client certificates: %s', (mode, word) => {
    expect(annotations(`client =mutual=> edge(ingress-nginx)[${mode}] --> app[plaintext]`)).toMatchObject({
      [`${prefix}auth-tls-secret`]: 'default/edge--in--clients-ca',
      [`${prefix}auth-tls-verify-client`]: word,
    });
  });

  it('passes TLS on by name, with the flag that this needs', () => {
    const result = written('ingress-nginx', 'client ==> edge(ingress-nginx)[sni] --> app[terminate]', {
      links: { 'edge-app': { match: { sni: ['app.example.com'] } } },
    });
    expect(result.one('Ingress').metadata.annotations).toEqual({ [`${prefix}ssl-passthrough`]: 'true' });
    expect(result.one('Ingress').spec.rules[0].host).toBe('app.example.com');
    expect(result.notices).toContain('--enable-ssl-passthrough');
  });

  it('relays other bytes by the ConfigMap of TCP services, which alone sends PROXY headers', () => {
    const result = written('ingress-nginx', 'client --> edge(ingress-nginx)[plaintext] --> db[plaintext]', {
      links: {
        'client-edge': { protocol: 'redis' },
        'edge-db': { protocol: 'redis', dial: { sendsProxyProtocol: 'v1' } },
      },
      listeners: { db: { acceptsProxyProtocol: true } },
    });
    expect(result.one('ConfigMap', 'tcp-services').data).toEqual({ '8080': 'default/edge--edge-db--to:8080::PROXY' });
    expect(kindsOf(result)).not.toContain('Ingress');
  });

  it('leaves out a TCP service where TLS is drawn, for that would be plaintext', () => {
    const result = written('ingress-nginx', 'client --> edge(ingress-nginx)[plaintext] ==> db[terminate]', {
      links: { 'client-edge': { protocol: 'redis' }, 'edge-db': { protocol: 'redis' } },
    });
    expect(result.objects.some(({ metadata }) => metadata.name.includes('tcp-services'))).toBe(false);
    expect(result.notices).toContain('would get plaintext where TLS is drawn');
  });

  it('redirects, sends HSTS and reads PROXY headers as drawn, which hold for the controller', () => {
    const settings = (details: Details) =>
      written('ingress-nginx', `${client} --> app[plaintext]`, details).one('ConfigMap', 'controller').data;
    expect(settings({})).toMatchObject({
      hsts: 'false',
      'use-proxy-protocol': 'false',
      'ssl-protocols': 'TLSv1.2 TLSv1.3',
    });
    expect(
      settings({ listeners: { edge: { tls: { strictTransport: 'preloaded', minVersion: '1.3' } } } }),
    ).toMatchObject({
      hsts: 'true',
      'hsts-preload': 'true',
      'ssl-protocols': 'TLSv1.3',
    });
    expect(settings({ listeners: { edge: { tls: { keyExchange: 'hybrid' } } } })?.['ssl-ecdh-curve']).toMatch(
      /^X25519MLKEM768:/,
    );
    expect(settings({ listeners: { edge: { acceptsProxyProtocol: true } } })).toMatchObject({
      'use-proxy-protocol': 'true',
    });
  });

  it('refuses a path that the controller refuses', () => {
    const result = written('ingress-nginx', [`${client} --> app[plaintext]`, 'client ==> edge --> api[plaintext]'], {
      links: { 'edge-api': { match: { path: '/a;b' } } },
    });
    expect(JSON.stringify(result.objects)).not.toContain('/a;b');
    expect(result.notices).toContain('refuses the path /a;b');
  });
});

describe('Gateway API', () => {
  const client = 'client ==> edge(gateway-api)[terminate]';

  it('ends TLS at an HTTPS listener and sends plaintext on without a policy', () => {
    const result = written('gateway-api', `${client} --> app[plaintext]`);
    expect(result.one('Gateway').spec.listeners).toEqual([
      {
        name: 'in',
        port: 8443,
        protocol: 'HTTPS',
        tls: { mode: 'Terminate', certificateRefs: [{ name: 'edge--in--tls' }] },
        allowedRoutes: { namespaces: { from: 'Same' } },
      },
    ]);
    expect(kindsOf(result)).toEqual(['Gateway', 'Service', 'HTTPRoute']);
  });

  it.each([
    ['public-ca', { wellKnownCACertificates: 'System' }],
    ['private-ca', { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'edge--edge-app--ca' }] }],
  ] as const)('verifies a backend with a certificate of a %s', (issuer, trust) => {
    const result = written('gateway-api', `${client} ==> app[terminate]`, {
      listeners: { app: { tls: { certificate: { issuer } } } },
      links: { 'edge-app': { dial: { trusts: [issuer] } } },
    });
    expect(result.one('BackendTLSPolicy').spec).toEqual({
      targetRefs: [{ group: '', kind: 'Service', name: 'edge--edge-app--to' }],
      validation: { hostname: 'app.internal', ...trust },
    });
  });

  it('shows a client certificate to backends, and asks clients for theirs per port', () => {
    const result = written('gateway-api', 'client =mutual=> edge(gateway-api)[mutual] =mutual=> app[mutual]');
    expect(result.one('Gateway').spec.tls).toEqual({
      frontend: {
        default: {},
        perPort: [
          {
            port: 8443,
            tls: {
              validation: {
                caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'edge--in--clients-ca' }],
                mode: 'AllowValidOnly',
              },
            },
          },
        ],
      },
      backend: { clientCertificateRef: { name: 'edge--edge-app--client' } },
    });
  });

  it('says what AllowInsecureFallback lets in', () => {
    const result = written('gateway-api', 'client =mutual=> edge(gateway-api)[optional] --> app[plaintext]');
    expect(JSON.stringify(result.one('Gateway').spec)).toContain('AllowInsecureFallback');
    expect(result.notices).toContain('weakened: AllowInsecureFallback lets clients in');
  });

  it('passes TLS on by name', () => {
    const result = written('gateway-api', 'client ==> edge(gateway-api)[sni] --> app[terminate]', {
      links: { 'edge-app': { match: { sni: ['app.example.com'] } } },
    });
    expect(result.one('Gateway').spec.listeners[0]).toMatchObject({ protocol: 'TLS', tls: { mode: 'Passthrough' } });
    expect(result.one('TLSRoute').spec.hostnames).toEqual(['app.example.com']);
    expect(kindsOf(result)).not.toContain('BackendTLSPolicy');
  });

  it('ends TLS around something else than HTTP, and starts it anew', () => {
    const result = written('gateway-api', `${client} ==> db[terminate]`, {
      links: { 'client-edge': { protocol: 'redis' }, 'edge-db': { protocol: 'redis' } },
    });
    expect(result.one('Gateway').spec.listeners[0]).toMatchObject({ protocol: 'TLS', tls: { mode: 'Terminate' } });
    expect(kindsOf(result)).toEqual(['Gateway', 'Service', 'BackendTLSPolicy', 'TLSRoute']);
  });

  it('relays bytes, by the version of TCPRoute that is there', () => {
    const route = (version: string | undefined) =>
      written('gateway-api', 'client --> edge(gateway-api)[plaintext] --> db[plaintext]', {
        nodes: { edge: version === undefined ? {} : { version } },
        links: { 'client-edge': { protocol: 'redis' }, 'edge-db': { protocol: 'redis' } },
      }).one('TCPRoute');
    expect(route(undefined).apiVersion).toBe('gateway.networking.k8s.io/v1');
    expect(route('1.5.1').apiVersion).toBe('gateway.networking.k8s.io/v1alpha2');
    expect(route('1.6').spec.rules).toEqual([{ backendRefs: [{ name: 'edge--edge-db--to', port: 8080 }] }]);
  });

  it('leaves a backend out that cannot be given the TLS that is drawn', () => {
    const relayed = written('gateway-api', 'client --> edge(gateway-api)[plaintext] ==> db[terminate]', {
      links: { 'client-edge': { protocol: 'redis' }, 'edge-db': { protocol: 'redis' } },
    });
    expect(kindsOf(relayed)).not.toContain('TCPRoute');
    expect(relayed.notices).toContain('would get plaintext where TLS is drawn');
    const unnamed = written('gateway-api', `${client} ==> app[terminate]`, { nodes: { app: { host: '10.0.0.7' } } });
    expect(kindsOf(unnamed)).toEqual(['Gateway']);
    expect(unnamed.notices).toContain('give it a name');
  });

  it('keeps what is passed on apart from what is dialled anew over the same link', () => {
    const listeners = [
      { id: 'ends', port: 443, tls: { mode: 'terminate' } },
      { id: 'passes', port: 8443, tls: { mode: 'passthrough', by: 'sni' } },
    ] as const;
    const result = written('gateway-api', 'client ==> edge(gateway-api) ==> app[terminate]', {
      nodes: { edge: { listeners: [...listeners] } },
    });
    expect(result.one('HTTPRoute').spec.rules[0].backendRefs[0].name).toBe('edge--edge-app--to');
    expect(result.one('TLSRoute').spec.rules[0].backendRefs[0].name).toBe('edge--edge-app--passed-on');
    expect(result.one('BackendTLSPolicy').spec.targetRefs[0].name).toBe('edge--edge-app--to');
  });

  it('asks leave to name a Service of another namespace, and puts the policy beside it', () => {
    const result = written('gateway-api', 'client ==> edge(gateway-api)[terminate]@shop ==> app[terminate]@inner', {
      zones: [cluster('shop'), { id: 'inner', kind: 'mesh', title: 'inner', parent: 'shop' }],
    });
    expect(result.one('Service').metadata.namespace).toBe('inner');
    expect(result.one('BackendTLSPolicy').metadata.namespace).toBe('inner');
    expect(result.one('ReferenceGrant').metadata.namespace).toBe('inner');
    expect(result.one('ReferenceGrant').spec).toEqual({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [{ group: '', kind: 'Service' }],
    });
  });

  it('routes gRPC by a route of its own, over HTTP/2 without a handshake', () => {
    const result = written('gateway-api', `${client} --> app[plaintext]`, {
      links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } },
    });
    expect(kindsOf(result)).toEqual(['Gateway', 'Service', 'GRPCRoute']);
    expect(result.one('Service').spec.ports[0].appProtocol).toBe('kubernetes.io/h2c');
  });

  it('redirects and sends HSTS by filters', () => {
    const result = written('gateway-api', 'client ==> edge(gateway-api) --> app[plaintext]', {
      nodes: {
        edge: {
          listeners: [
            { id: 'tls', port: 8443, tls: { mode: 'terminate', strictTransport: 'sent' } },
            { id: 'plain', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
          ],
        },
      },
    });
    expect(result.one('HTTPRoute', 'plain').spec.rules).toEqual([
      { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', port: 8443, statusCode: 301 } }] },
    ]);
    expect(JSON.stringify(result.one('HTTPRoute', 'tls').spec)).toMatch(/Strict-Transport-Security.*max-age=\d+/);
  });
});

describe('Traefik in Kubernetes', () => {
  const client = 'client ==> edge(traefik-ingress)[terminate]';

  it.each([
    ['plaintext', `${client} --> app[plaintext]`, null],
    ['unverified TLS', `${client} =none=> app[terminate]`, { serverName: 'app.internal', insecureSkipVerify: true }],
    ['verified TLS', `${client} ==> app[terminate]`, { serverName: 'app.internal' }],
    [
      'mutual TLS',
      `${client} =mutual=> app[mutual]`,
      { serverName: 'app.internal', certificatesSecrets: ['edge--edge-app--client'] },
    ],
  ])('dials %s', (_what, lines, transport) => {
    const result = written('traefik-ingress', lines);
    const [service] = result.one('IngressRoute').spec.routes[0].services;
    expect(service.scheme).toBe(transport === null ? 'http' : 'https');
    if (transport === null) expect(kindsOf(result)).not.toContain('ServersTransport');
    else
      expect(result.one('ServersTransport').spec).toEqual({
        ...transport,
        minVersion: 'VersionTLS12',
        maxVersion: 'VersionTLS13',
      });
  });

  it('trusts a private CA by its ConfigMap', () => {
    const result = written('traefik-ingress', `${client} ==> app[terminate]`, {
      listeners: { app: { tls: { certificate: { issuer: 'private-ca' } } } },
      links: { 'edge-app': { dial: { trusts: ['private-ca'] } } },
    });
    expect(result.one('ServersTransport').spec.rootCAs).toEqual([{ configMap: 'edge--edge-app--ca' }]);
  });

  it('asks for client certificates by the options that hold without a host too', () => {
    const asked = (mode: string) =>
      written('traefik-ingress', `client =mutual=> edge(traefik-ingress)[${mode}] --> app[plaintext]`).one('TLSOption');
    expect(asked('mutual').metadata.name).toBe('default');
    expect(asked('mutual').spec.clientAuth).toEqual({
      secretNames: ['edge--in--clients-ca'],
      clientAuthType: 'RequireAndVerifyClientCert',
    });
    expect(asked('optional').spec.clientAuth.clientAuthType).toBe('VerifyClientCertIfGiven');
  });

  it('passes TLS on by name, and bytes without looking', () => {
    const named = written('traefik-ingress', 'client ==> edge(traefik-ingress)[sni] --> app[terminate]', {
      links: { 'edge-app': { match: { sni: ['app.example.com'] } } },
    }).one('IngressRouteTCP').spec;
    expect(named.routes[0].match).toBe('HostSNI(`app.example.com`)');
    expect(named.tls).toEqual({ passthrough: true });
    const blind = written('traefik-ingress', 'client ==> edge(traefik-ingress)[tcp] --> app[terminate]').one(
      'IngressRouteTCP',
    ).spec;
    expect(blind.routes[0].match).toBe('HostSNI(`*`)');
    expect(blind.tls).toBeUndefined();
  });

  it('takes both TLS and plaintext on one entry point', () => {
    const result = written('traefik-ingress', 'client ==> edge(traefik-ingress)[permissive] --> app[plaintext]');
    const routes = result.objects.filter(({ kind }) => kind === 'IngressRoute');
    expect(routes.map(({ spec }) => spec.entryPoints[0])).toEqual(['in', 'in']);
    expect(routes.map(({ spec }) => spec.tls !== undefined)).toEqual([true, false]);
  });

  it('starts TLS anew towards a TCP service, behind a PROXY header', () => {
    const result = written('traefik-ingress', `${client} ==> db[terminate]`, {
      links: {
        'client-edge': { protocol: 'redis' },
        'edge-db': { protocol: 'redis', dial: { sendsProxyProtocol: 'v2' } },
      },
      listeners: { db: { acceptsProxyProtocol: true } },
    });
    expect(result.one('IngressRouteTCP').spec.routes[0].services).toEqual([
      { name: 'edge--edge-db--to', port: 8443, tls: true, serversTransport: 'edge--edge-db' },
    ]);
    expect(result.one('ServersTransportTCP').spec).toEqual({
      tls: { serverName: 'db.internal' },
      proxyProtocol: { version: 2 },
    });
  });

  it('quotes what is drawn and decides by host, then by path', () => {
    const result = written('traefik-ingress', [`${client} --> app[plaintext]`, 'client ==> edge --> api[plaintext]'], {
      links: { 'edge-api': { match: { host: ['api.example.com'], path: '/a`b"c\\d' } } },
    });
    const rules = result.one('IngressRoute').spec.routes;
    expect(rules.map(({ match }: { match: string }) => match)).toEqual([
      'Host(`api.example.com`) && PathPrefix("/a`b\\"c\\\\d")',
      'Host(`api.example.com`)',
      'PathPrefix(`/`)',
    ]);
    expect(rules.map(({ priority }: { priority: number }) => priority)).toEqual([3, 2, 1]);
  });
});

describe('cert-manager', () => {
  const issued = { issuedBy: 'ca' } as const;
  const drawn = [
    'client ==> edge(gateway-api)[terminate]@shop =mutual=> app[mutual]@shop',
    'ca(cert-manager)@shop --> app',
  ];
  const details = (issuer: 'public-ca' | 'private-ca', more: object = {}): Details => ({
    zones: [cluster('shop')],
    links: { 'edge-app': { dial: { clientCertificate: { issuer: 'private-ca', ...issued } } } },
    listeners: { edge: { tls: { certificate: { issuer, ...issued, names: ['shop.example.com'], ...more } } } },
  });
  const alone = (issuer: 'public-ca' | 'private-ca', more: object = {}): Written => {
    const { zones, links, listeners } = details(issuer, more);
    return written('cert-manager', [drawn[0] ?? '', 'ca(cert-manager)@shop'], {
      zones: zones ?? [],
      links: links ?? {},
      listeners: listeners ?? {},
    });
  };

  it('issues for servers and for clients into the Secrets that the gateway names', () => {
    const result = alone('private-ca', { lifetimeDays: 30 });
    const server = result.one('Certificate', 'server');
    expect(server.metadata.namespace).toBe('shop');
    expect(server.spec).toMatchObject({
      secretName: 'edge--in--tls',
      dnsNames: ['shop.example.com'],
      duration: '720h',
      usages: ['digital signature', 'key encipherment', 'server auth'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { name: 'ca--ca', kind: 'Issuer', group: 'cert-manager.io' },
    });
    expect(result.one('Certificate', 'client').spec).toMatchObject({
      secretName: 'edge--edge-app--client',
      usages: ['digital signature', 'key encipherment', 'client auth'],
    });
    const gateway = written('gateway-api', drawn, details('private-ca')).one('Gateway');
    expect(JSON.stringify(gateway.spec)).toContain('"edge--in--tls"');
    expect(JSON.stringify(gateway.spec)).toContain('"edge--edge-app--client"');
  });

  it('makes a root in the cluster for a private CA', () => {
    const result = alone('private-ca');
    expect(result.one('Certificate', 'root').spec).toMatchObject({
      isCA: true,
      issuerRef: { name: 'ca--root--self-signed' },
    });
    expect(result.objects.find(({ metadata: { name } }) => name === 'ca--ca')?.spec).toEqual({
      ca: { secretName: 'ca--root' },
    });
  });

  it('asks an ACME server for public names', () => {
    const result = alone('public-ca', { lifetimeDays: 30 });
    expect(result.one('Issuer', 'acme').spec.acme.server).toContain('letsencrypt.org');
    const { spec } = result.one('Certificate', 'server');
    expect(spec.issuerRef.name).toBe('ca--acme');
    expect(spec.duration).toBeUndefined();
    expect(spec.commonName).toBeUndefined();
    expect(result.notices).toContain('an ACME server chooses');
  });

  it('says loudly what no public CA issues', () => {
    expect(alone('public-ca', { names: ['shop.internal'] }).notices).toMatch(
      /fails: No public CA vouches for shop.internal/,
    );
  });

  it('asks a Vault that is drawn, which it verifies', () => {
    const result = written('cert-manager', [drawn[0] ?? '', 'ca(cert-manager)@shop ==> vault[terminate]@shop'], {
      ...details('private-ca'),
    });
    expect(result.one('Issuer').spec.vault).toEqual({
      server: 'https://vault.internal:8443',
      path: 'pki/sign/ca--vault',
      auth: {
        kubernetes: { role: 'ca--vault', mountPath: '/v1/auth/kubernetes', serviceAccountRef: { name: 'ca--vault' } },
      },
    });
    expect(kindsOf(result)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Issuer', 'Certificate', 'Certificate']);
  });

  it('serves several namespaces by an issuer of the cluster', () => {
    const result = written(
      'cert-manager',
      ['client ==> edge(gateway-api)[terminate]@shop ==> app[terminate]@inner', 'ca(cert-manager)@shop'],
      {
        zones: [cluster('shop'), { id: 'inner', kind: 'mesh', title: 'inner', parent: 'shop' }],
        listeners: {
          edge: { tls: { certificate: { issuer: 'private-ca', ...issued } } },
          app: { tls: { certificate: { issuer: 'private-ca', ...issued } } },
        },
      },
    );
    expect(result.objects.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
    const leaves = result.objects.filter(({ kind, spec }) => kind === 'Certificate' && !spec.isCA);
    expect(leaves.map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'inner']);
    expect(leaves.map(({ spec }) => spec.issuerRef.kind)).toEqual(['ClusterIssuer', 'ClusterIssuer']);
  });

  it('says how a certificate gets out of the cluster', () => {
    const result = written(
      'cert-manager',
      ['client ==> edge(haproxy)[terminate] --> app[plaintext]', 'ca(cert-manager)@shop'],
      {
        zones: [cluster('shop')],
        listeners: { edge: { tls: { certificate: { issuer: 'private-ca', ...issued } } } },
      },
    );
    expect(result.notices).toMatch(
      /edge lies outside the cluster: copy tls.crt and tls.key from the Secret edge--in--tls/,
    );
  });
});
