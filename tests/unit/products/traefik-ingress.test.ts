import { describe, expect, it } from 'vitest';
import { kindsOf, written } from '../../support/kubernetes-exports.ts';

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

  it('offers the drawn key exchange, and finds the options of a second listener by the names in its rules', () => {
    const result = written('traefik-ingress', 'client ==> edge(traefik-ingress) --> app[plaintext]', {
      nodes: {
        edge: {
          listeners: [
            { id: 'first', port: 443, tls: { mode: 'terminate', keyExchange: 'ecdhe' } },
            {
              id: 'second',
              port: 8443,
              tls: {
                mode: 'terminate',
                clientCertificate: 'required',
                certificate: { issuer: 'private-ca', names: ['admin.example.com'] },
              },
            },
          ],
        },
      },
    });
    expect(result.one('TLSOption', 'default').spec.curvePreferences).toEqual(['X25519', 'CurveP256', 'CurveP384']);
    const second = result.one('IngressRoute', 'second').spec;
    expect(second.tls.options).toEqual({ name: 'edge--second' });
    expect(second.routes[0].match).toBe('(Host(`admin.example.com`) || PathPrefix(`/`)) && PathPrefix(`/`)');
    expect(result.one('IngressRoute', 'first').spec.routes[0].match).toBe('PathPrefix(`/`)');
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
