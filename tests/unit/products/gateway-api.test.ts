import { describe, expect, it } from 'vitest';
import { cluster, kindsOf, written } from '../../support/kubernetes-exports.ts';

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
