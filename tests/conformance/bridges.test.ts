import { describe, expect, it, vi } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { stands } from '../../src/lab/log.ts';
import type { Order } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { standingDesigns } from '../support/standing.ts';

const missing =
  requireProgram('nginx', 'nginx libnginx-mod-stream') === null || requireProgram('haproxy', 'haproxy') === null;
const started = standingDesigns();

/** A bridge: terminates, and dials TLS again. Both proxies are of the same product. */
const bridge = (product: string, dial = '==>', listener = 'terminate') =>
  `client ==> edge(${product})[terminate] ${dial} gateway(${product})[${listener}] --> app[plaintext]`;

const refusal = { nginx: '502', haproxy: '503' };
type Proxy = keyof typeof refusal;

describe.skipIf(missing)('a bridge runs as it is exported', () => {
  describe.each(['nginx', 'haproxy'] as const)('on %s', (product) => {
    it('carries a request over two sessions, and tells the service about the client', async () => {
      const design = await started(draw(bridge(product)));
      expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
      const { status, body } = await design.curl('edge', 8443, '/hello', {
        options: ['-H', 'X-Client-Verify: SUCCESS', '-H', 'X-Client-Subject: CN=boss'],
      });
      expect({ status, body }).toEqual({ status: '200', body: 'this is app' });
      const [request] = design.got('app');
      expect(request?.url).toBe('/hello');
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
      const design = await started(draw(bridge(product)), (node) => (node === 'gateway' ? shown : undefined));
      expect((await design.curl('edge', 8443, '/')).status).toBe(refusal[product]);
      expect(design.got('app')).toEqual([]);
    });

    it('accepts any certificate where the drawing checks none', async () => {
      const design = await started(draw(bridge(product, '=none=>')), (node) =>
        node === 'gateway' ? { issuer: 'self-signed', names: ['rogue.example'], expired: true } : undefined,
      );
      expect(design.simulation.links.get('edge-gateway')?.authentication).toBe('none');
      expect((await design.curl('edge', 8443, '/')).status).toBe('200');
    });

    it('proves itself to a gateway that asks for a certificate, whatever the host of the request', async () => {
      const design = await started(draw(bridge(product, '=mutual=>', 'mutual')));
      expect(design.simulation.links.get('edge-gateway')?.authentication).toBe('mutual');
      expect((await design.curl('edge', 8443, '/')).status).toBe('200');
      expect(design.got('app')[0]?.headers).toMatchObject({
        'x-client-verify': 'SUCCESS',
        'x-client-subject': expect.stringContaining('throw-away leaf'),
      });
    });

    it('rejects a handshake for a name that nobody drew', async () => {
      const design = await started(
        draw(bridge(product), {
          listeners: { edge: { tls: { certificate: { issuer: 'public-ca', names: ['edge.internal'] } } } },
        }),
      );
      expect((await design.curl('edge', 8443, '/')).status).toBe('200');
      const { status, body } = await design.curl('edge', 8443, '/', { name: 'stranger.example' });
      expect(`${status} ${body}`).toMatch(/unrecognized name/);
    });
  });

  it('haproxy accepts another name of the CA where only the CA is checked, nginx does not offer that', async () => {
    const sibling = (node: string) => (node === 'gateway' ? { names: ['other.internal'] } : undefined);
    const haproxy = await started(draw(bridge('haproxy', '=ca=>')), sibling);
    expect(haproxy.simulation.links.get('edge-gateway')?.authentication).toBe('ca');
    expect((await haproxy.curl('edge', 8443, '/')).status).toBe('200');
    await haproxy.stop();
    const rogue = await started(draw(bridge('haproxy', '=ca=>')), (node) =>
      node === 'gateway' ? { issuer: 'private-ca' } : undefined,
    );
    expect((await rogue.curl('edge', 8443, '/')).status).toBe('503');
  });
});

describe.skipIf(missing)('what the simulation predicts for a failure stands in the log', () => {
  const failing: readonly [string, Proxy, Topology][] = (['nginx', 'haproxy'] as const).flatMap((product) => [
    [
      'name-mismatch',
      product,
      draw(bridge(product), {
        listeners: { gateway: { tls: { certificate: { issuer: 'public-ca', names: ['other.internal'] } } } },
        links: { 'edge-gateway': { dial: { sni: 'gateway.internal' } } },
      }),
    ],
    [
      'certificate-expired',
      product,
      draw(bridge(product), {
        listeners: { gateway: { tls: { certificate: { issuer: 'public-ca', expired: true } } } },
      }),
    ],
    [
      'unknown-ca',
      product,
      draw(bridge(product), {
        listeners: { gateway: { tls: { certificate: { issuer: 'private-ca' } } } },
        links: { 'edge-gateway': { dial: { trusts: ['public-ca'] } } },
      }),
    ],
    ['tls-to-plaintext', product, draw(bridge(product, '==>', 'plaintext'))],
    ['plaintext-to-tls', product, draw(bridge(product, '-->', 'terminate'))],
    ['client-certificate-required', product, draw(bridge(product, '==>', 'mutual'))],
    [
      'no-common-version',
      product,
      draw(bridge(product), {
        listeners: { gateway: { tls: { minVersion: '1.3' } } },
        links: { 'edge-gateway': { dial: { maxVersion: '1.2' } } },
      }),
    ],
    [
      'proxy-protocol-missing',
      product,
      draw(bridge(product), { listeners: { gateway: { acceptsProxyProtocol: true } } }),
    ],
  ]);
  it.each(failing)('%s on %s', async (code, product, topology) => {
    const expired = code === 'certificate-expired' ? { expired: true } : undefined;
    const design = await started(topology, (node) => (node === 'gateway' ? expired : undefined));
    const { cause } = design.simulation.links.get('edge-gateway') ?? {};
    expect(cause?.code).toBe(code);
    // Over HTTP/2 HAProxy answers an early end with a refused stream, and logs nothing.
    const { status } = await design.curl('edge', 8443, '/', { options: ['--http1.1'] });
    expect(status).toMatch(/^[45]/);
    expect(design.got('app')).toEqual([]);
    if (product === 'nginx' && code === 'client-certificate-required') {
      // NGINX lets the handshake pass and answers the request: the line stands at the other end.
      await vi.waitFor(() => expect(design.log('gateway')).toContain('client sent no required SSL certificate'));
      return;
    }
    await vi.waitFor(() => {
      const { node = '', line = 'no failure is predicted' } = cause?.log ?? {};
      const log = design.log(node);
      expect(stands(line, log), `${line}\n${log}`).toBe(true);
    });
  });
});

describe.skipIf(missing)('routes lead where they are drawn', () => {
  it.each(['nginx', 'haproxy'] as const)('by host and path on %s', async (product) => {
    const design = await started(
      draw(
        [
          `client ==> edge(${product})[terminate] --> main[plaintext]`,
          'client ==> edge --> api[plaintext]',
          'client ==> edge --> odd[plaintext]',
          'client ==> edge --> admin[plaintext]',
          'client ==> edge --> wild[plaintext]',
        ],
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
    expect(await who('edge.internal', String.raw`/q"'\$host;{}/x`)).toBe('odd');
    expect(await who('edge.internal', '/qedge.internal')).toBe('main');
    expect(await who('Admin.Example', '/api')).toBe('admin');
    expect(await who('admin.example', '/')).toBe('main');
    expect(await who('a.wild.example', '/api')).toBe('wild');
    expect(await who('a.b.wild.example', '/')).toBe('main');
  });

  it.each(['nginx', 'haproxy'] as const)('by server name on %s, which never sees a key', async (product) => {
    const design = await started(
      draw(
        [
          `client ==> router(${product})[sni] ==> a(nginx)[terminate] --> appa[plaintext]`,
          'client ==> router ==> b(haproxy)[terminate] --> appb[plaintext]',
        ],
        {
          listeners: {
            a: { tls: { certificate: { issuer: 'public-ca', names: ['a.example'] } } },
            b: { tls: { certificate: { issuer: 'public-ca', names: ['*.b.example'] } } },
          },
          links: { 'router-a': { match: { sni: ['a.example'] } }, 'router-b': { match: { sni: ['*.b.example'] } } },
          flows: [],
        },
      ),
    );
    const to = async (name: string) => (await design.curl('router', 8443, '/', { name })).body;
    expect(await to('a.example')).toContain('this is appa');
    expect(await to('x.b.example')).toContain('this is appb');
    expect(await to('x.y.b.example')).not.toContain('this is');
  });

  it.each([
    ['haproxy', 'nginx', 'v2'],
    ['haproxy', 'haproxy', 'v1'],
    ['nginx', 'haproxy', 'v1'],
    ['nginx', 'nginx', 'v1'],
  ] as const)('and %s tells %s who calls, in PROXY protocol %s', async (relay, gateway, version) => {
    const design = await started(
      draw(`client ==> relay(${relay})[tcp] ==> gateway(${gateway})[terminate] --> app[plaintext]`, {
        links: { 'relay-gateway': { dial: { sendsProxyProtocol: version } } },
        listeners: { gateway: { acceptsProxyProtocol: true } },
      }),
    );
    expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
    const { status } = await design.curl('relay', 8443, '/', {
      name: 'gateway.internal',
      options: ['--interface', '127.0.0.3'],
    });
    expect(status).toBe('200');
    expect(design.got('app')[0]?.headers['x-forwarded-for']).toBe('127.0.0.3');
  });
});

describe.skipIf(missing)('what the notices claim is so', () => {
  it('nginx answers 421 where it asks for certificates and the host is another name than that of the handshake', async () => {
    const design = await started(
      draw(
        [
          'client ==> edge(nginx)[terminate] =mutual=> gateway(nginx)[mutual] --> app[plaintext]',
          'client ==> edge =mutual=> gateway --> other[plaintext]',
        ],
        {
          links: {
            'edge-gateway': { dial: { sni: 'gateway.internal' } },
            'gateway-app': { match: { host: ['gateway.internal'] } },
            'gateway-other': { match: { host: ['edge.internal'] } },
          },
        },
      ),
    );
    expect((await design.curl('edge', 8443, '/')).status).toBe('421');
    expect((await design.curl('edge', 8443, '/', { options: ['-H', 'Host: gateway.internal'] })).status).toBe('200');
  });

  it.each(['nginx', 'haproxy'] as const)(
    '%s refuses a certificate of the very address that it dials',
    async (product) => {
      const design = await started(
        draw(bridge(product), { links: { 'edge-gateway': { dial: { sni: '127.0.0.1' } } } }),
      );
      expect((await design.curl('edge', 8443, '/')).status).toBe(refusal[product]);
      expect(design.got('app')).toEqual([]);
    },
  );
});
