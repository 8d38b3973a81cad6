import { describe, expect, it } from 'vitest';
import { bridge } from '../support/bridging.ts';
import type { Order } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { standingDesigns } from '../support/standing.ts';

// Apache and Caddy as they are exported, with requests through them. NGINX and HAProxy: bridges.test.ts.
const missing = requireProgram('apache2', 'apache2') === null || requireProgram('caddy', 'caddy') === null;
const started = standingDesigns();

const refusal = { apache: '500', caddy: '502' };
const fronts = ['apache', 'caddy'] as const;

describe.skipIf(missing).each(fronts)('a bridge on %s runs as it is exported', (product) => {
  it('carries a request over two sessions, and tells the service about the client', async () => {
    const design = await started(bridge(product));
    expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
    const { status, body } = await design.curl('edge', 8443, '/hello?a=%20b', {
      options: ['-H', 'X-Client-Verify: SUCCESS', '-H', 'X-Client-Subject: CN=boss'],
    });
    expect({ status, body }).toEqual({ status: '200', body: 'this is app' });
    const [request] = design.got('app');
    expect(request?.url).toBe('/hello?a=%20b');
    expect(request?.headers).toMatchObject({ 'x-forwarded-proto': 'https' });
    expect(request?.headers).not.toHaveProperty('x-client-verify');
    expect(request?.headers).not.toHaveProperty('x-client-subject');
  });

  it.each([
    ['another name', { names: ['other.internal'] }],
    ['an unknown CA', { issuer: 'private-ca' }],
    ['no CA at all', { issuer: 'self-signed' }],
    ['a date gone by', { expired: true }],
  ] satisfies [string, Partial<Order>][])('refuses a gateway with a certificate of %s', async (_what, shown) => {
    const design = await started(bridge(product), (node) => (node === 'gateway' ? shown : undefined));
    expect((await design.curl('edge', 8443, '/')).status).toBe(refusal[product]);
    expect(design.got('app')).toEqual([]);
  });

  it('accepts any certificate where the drawing checks none', async () => {
    const design = await started(bridge(product, '=none=>'), (node) =>
      node === 'gateway' ? { issuer: 'self-signed', names: ['rogue.example'], expired: true } : undefined,
    );
    expect(design.simulation.links.get('edge-gateway')?.authentication).toBe('none');
    expect((await design.curl('edge', 8443, '/')).status).toBe('200');
  });

  it('proves itself to a gateway that asks for a certificate', async () => {
    const design = await started(bridge(product, '=mutual=>', 'mutual'));
    expect(design.simulation.links.get('edge-gateway')?.authentication).toBe('mutual');
    expect((await design.curl('edge', 8443, '/')).status).toBe('200');
    expect(design.got('app')[0]?.headers).toMatchObject({
      'x-client-verify': 'SUCCESS',
      'x-client-subject': expect.stringContaining('throw-away leaf'),
      'x-client-cert': expect.stringMatching(/MII/),
    });
  });

  it('asks for a certificate, and serves who has none', async () => {
    const design = await started(bridge(product, '==>', 'optional'));
    expect((await design.curl('edge', 8443, '/', { options: ['-H', 'X-Client-Cert: mine'] })).status).toBe('200');
    const { headers } = design.got('app')[0] ?? {};
    expect(headers?.['x-client-cert'] ?? '').toBe('');
    expect(headers?.['x-client-verify'] ?? 'NONE').not.toBe('SUCCESS');
  });
});

describe.skipIf(missing)('checks of less than everything', () => {
  it('apache accepts another name of the CA where only the CA is checked, and no other CA', async () => {
    const sibling = await started(bridge('apache', '=ca=>'), (node) =>
      node === 'gateway' ? { names: ['other.internal'] } : undefined,
    );
    expect(sibling.simulation.links.get('edge-gateway')?.authentication).toBe('ca');
    expect((await sibling.curl('edge', 8443, '/')).status).toBe('200');
    await sibling.stop();
    const rogue = await started(bridge('apache', '=ca=>'), (node) =>
      node === 'gateway' ? { issuer: 'private-ca' } : undefined,
    );
    expect((await rogue.curl('edge', 8443, '/')).status).toBe('500');
  });

  it('apache refuses a certificate of the very address that it dials', async () => {
    const design = await started(
      bridge('apache', '==>', 'terminate', { links: { 'edge-gateway': { dial: { sni: '127.0.0.1' } } } }),
    );
    expect(design.simulation.links.get('edge-gateway')?.cause?.code).toBe('name-mismatch');
    expect((await design.curl('edge', 8443, '/')).status).toBe('500');
    expect(design.got('app')).toEqual([]);
  });
});

describe.skipIf(missing).each(fronts)('routes on %s lead where they are drawn', (product) => {
  it('by host and path', async () => {
    const design = await started(
      draw(
        ['main', 'api', 'odd', 'admin', 'wild'].map(
          (service) => `client ==> edge(${product})[terminate] --> ${service}[plaintext]`,
        ),
        {
          links: {
            'edge-api': { match: { path: '/api' } },
            'edge-odd': { match: { path: String.raw`/q"'\$host;{}` } },
            'edge-admin': { match: { host: ['admin.example'], path: '/api' } },
            'edge-wild': { match: { host: ['*.wild.example'] } },
          },
        },
      ),
    );
    const who = async (host: string, path: string) =>
      (await design.curl('edge', 8443, path, { options: ['-H', `Host: ${host}`] })).body.replace('this is ', '');
    expect(await who('edge.internal', '/')).toBe('main');
    expect(await who('edge.internal', '/api/v1')).toBe('api');
    expect(await who('edge.internal', '/apiv1')).toBe('api');
    expect(await who('edge.internal', '/API')).toBe('main');
    expect(await who('edge.internal', '/%61pi')).toBe('api');
    expect(await who('edge.internal', String.raw`/q"'\$host;{}/x`)).toBe('odd');
    expect(await who('edge.internal', '/qedge.internal')).toBe('main');
    expect(await who('Admin.Example:8443', '/api')).toBe('admin');
    expect(await who('admin.example', '/')).toBe('main');
    expect(await who('a.wild.example', '/api')).toBe('wild');
    expect(await who('a.b.wild.example', '/')).toBe('main');
  });

  it('and to nowhere else', async () => {
    const design = await started(
      draw(`client ==> edge(${product})[terminate] --> app[plaintext]`, {
        links: { 'edge-app': { match: { path: '/api' } } },
      }),
    );
    expect((await design.curl('edge', 8443, '/other')).status).toBe('404');
    expect(design.got('app')).toEqual([]);
  });

  it('to several in turn', async () => {
    const design = await started(
      draw([`client ==> edge(${product})[terminate] --> a[plaintext]`, 'client ==> edge --> b[plaintext]']),
    );
    const answers = new Set<string>();
    for (let i = 0; i < 20 && answers.size < 2; i++) answers.add((await design.curl('edge', 8443, '/')).body);
    expect([...answers].sort()).toEqual(['this is a', 'this is b']);
  });

  it('and plaintext is sent to TLS where it is drawn so', async () => {
    const design = await started(
      draw(`client --> edge(${product})[plaintext] --> app[plaintext]`, {
        nodes: {
          edge: {
            listeners: [
              { id: 'in', port: 8080, tls: { mode: 'plaintext', redirectsToTls: true } },
              {
                id: 'secure',
                port: 8443,
                tls: { mode: 'terminate', certificate: { issuer: 'public-ca' }, strictTransport: 'sent' },
              },
            ],
          },
        },
      }),
    );
    const { body } = await design.curl('edge', 8080, '/a%20b?c=d', { plaintext: true, options: ['--head'] });
    expect(body).toMatch(/^HTTP\/1.1 308/);
    expect(body).toMatch(new RegExp(`location: https://edge.internal:${design.port('edge', 8443)}/a%20b\\?c=d`, 'i'));
    expect(design.got('app')).toEqual([]);
    const secure = await design.curl('edge', 8443, '/', { options: ['--head'] });
    expect(secure.body).toMatch(/strict-transport-security: max-age=63072000\r?$/im);
  });
});

describe.skipIf(missing)('who calls', () => {
  it('reaches Apache in a PROXY header, and without one it answers nobody', async () => {
    const design = await started(
      draw('client ==> relay(haproxy)[tcp] ==> gateway(apache)[terminate] --> app[plaintext]', {
        links: { 'relay-gateway': { dial: { sendsProxyProtocol: 'v2' } } },
        listeners: { gateway: { acceptsProxyProtocol: true } },
      }),
    );
    expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
    const request = { name: 'gateway.internal', options: ['--interface', '127.0.0.3'] };
    expect((await design.curl('relay', 8443, '/', request)).status).toBe('200');
    expect(design.got('app')[0]?.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.3', 'x-real-ip': '127.0.0.3' });
    expect((await design.curl('gateway', 8443, '/')).status).toBe('none');
  });
});
