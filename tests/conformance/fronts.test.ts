import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { Certificates, type Order } from '../support/certificates.ts';
import { type Details, draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { type Standing, stand } from '../support/standing.ts';

// Apache, Caddy and stunnel as they are exported, with requests through them. NGINX and HAProxy: bridges.test.ts.
const missing = requireProgram('apache2', 'apache2') === null || requireProgram('caddy', 'caddy') === null;
const certificates = new Certificates();
afterAll(() => certificates.remove());

let standing: Standing | null = null;
afterEach(async () => {
  await standing?.stop();
  standing = null;
});
async function started(
  topology: Topology,
  present?: (node: string, listener: string) => Partial<Order> | undefined,
): Promise<Standing> {
  standing = await stand(topology, certificates, present);
  return standing;
}

/** Apache checks the name that it dials, which has to resolve here. */
const dialled = { 'edge-gateway': { dial: { sni: 'localhost' } } };

/** A bridge: terminates, and dials TLS again. Both proxies are of the same product. */
const bridge = (product: string, dial = '==>', listener = 'terminate', details: Details = {}) =>
  draw(`client ==> edge(${product})[terminate] ${dial} gateway(${product})[${listener}] --> app[plaintext]`, {
    ...details,
    links: {
      'edge-gateway': {
        ...dialled['edge-gateway'],
        ...details.links?.['edge-gateway'],
        dial: { ...dialled['edge-gateway'].dial, ...details.links?.['edge-gateway']?.dial },
      },
    },
  });

const refusal = { apache: '500', caddy: '502' };
const fronts = ['apache', 'caddy'] as const;
const logging: readonly string[] = [...fronts, 'stunnel'];

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

describe.skipIf(missing)('what the simulation predicts for a failure stands in the log', () => {
  const shown = (certificate: object): Details => ({
    listeners: { gateway: { tls: { certificate: { issuer: 'public-ca', ...certificate } } } },
  });
  const failing = (product: string): readonly [string, string, Topology][] => [
    ['name-mismatch', product, bridge(product, '==>', 'terminate', shown({ names: ['other.internal'] }))],
    ['certificate-expired', product, bridge(product, '==>', 'terminate', shown({ expired: true }))],
    [
      'unknown-ca',
      product,
      bridge(product, '==>', 'terminate', {
        ...shown({ issuer: 'private-ca' }),
        links: { 'edge-gateway': { dial: { trusts: ['public-ca'] } } },
      }),
    ],
    [
      'tls-to-plaintext',
      product,
      draw(`client ==> edge(${product})[terminate] ==> gateway[plaintext]`, { links: dialled }),
    ],
    ['plaintext-to-tls', product, bridge(product, '-->')],
    ['client-certificate-required', product, bridge(product, '==>', 'mutual')],
    [
      'no-common-version',
      product,
      bridge(product, '==>', 'terminate', {
        listeners: { gateway: { tls: { minVersion: '1.3' } } },
        links: { 'edge-gateway': { dial: { maxVersion: '1.2' } } },
      }),
    ],
  ];
  // Caddy leaves the version of a dial to Go, so that none can be drawn which fails.
  const drawn = logging
    .flatMap(failing)
    .filter(([code, product]) => code !== 'no-common-version' || product !== 'caddy');
  it.each(drawn)('%s on %s', async (code, product, topology) => {
    const expired = code === 'certificate-expired' ? { expired: true } : undefined;
    const design = await started(topology, (node) => (node === 'gateway' ? expired : undefined));
    const { cause } = design.simulation.links.get('edge-gateway') ?? {};
    expect(cause?.code).toBe(code);
    const { status } = await design.curl('edge', 8443, '/');
    expect(status).toMatch(product === 'stunnel' ? /^none$/ : /^[45]/);
    expect(design.got('app')).toEqual([]);
    if (product === 'caddy' && code === 'plaintext-to-tls') {
      expect(status).toBe('400');
      return;
    }
    if (product === 'stunnel' && code === 'client-certificate-required') {
      // Whether the alert is read before the connection is gone is a race; the other end knows.
      await vi.waitFor(() => expect(design.log('gateway')).toContain('peer did not return a certificate'));
      return;
    }
    await vi.waitFor(() => {
      let rest = design.log(cause?.log.node ?? '');
      for (const part of cause?.log.line.split('…') ?? []) {
        expect(rest).toContain(part);
        rest = rest.slice(rest.indexOf(part) + part.length);
      }
    });
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
    expect(body).toMatch(/^HTTP\/1.1 30[18]/);
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

describe.skipIf(requireProgram('stunnel', 'stunnel4') === null)('stunnel runs as it is exported', () => {
  const tunnel = (dial = '==>', listener = 'terminate', details: Details = {}) =>
    bridge('stunnel', dial, listener, details);
  const shows = (certificate: Partial<Order>) => (node: string) => (node === 'gateway' ? certificate : undefined);

  it('as a bridge of two services and a socket', async () => {
    const design = await started(tunnel());
    expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
    expect(await design.curl('edge', 8443, '/')).toEqual({ status: '200', body: 'this is app' });
  });

  it.each([
    ['another name', { names: ['other.internal'] }],
    ['an unknown CA', { issuer: 'private-ca' }],
    ['no CA at all', { issuer: 'self-signed' }],
    ['a date gone by', { expired: true }],
  ] satisfies [string, Partial<Order>][])('refuses a gateway with a certificate of %s', async (_what, shown) => {
    const design = await started(tunnel(), shows(shown));
    expect((await design.curl('edge', 8443, '/')).status).toBe('none');
    expect(design.got('app')).toEqual([]);
  });

  it.each([
    ['=none=>', 'none', { issuer: 'self-signed', names: ['rogue.example'], expired: true }],
    ['=ca=>', 'ca', { names: ['other.internal'] }],
  ] as const)('checks no more than the drawing does: %s', async (dial, authentication, shown) => {
    const design = await started(tunnel(dial), shows(shown));
    expect(design.simulation.links.get('edge-gateway')?.authentication).toBe(authentication);
    expect((await design.curl('edge', 8443, '/')).status).toBe('200');
  });

  it('compares addresses as well', async () => {
    const design = await started(
      tunnel('==>', 'terminate', { links: { 'edge-gateway': { dial: { sni: '127.0.0.1' } } } }),
    );
    expect((await design.curl('edge', 8443, '/')).status).toBe('200');
    await design.stop();
    const other = await started(
      tunnel('==>', 'terminate', { links: { 'edge-gateway': { dial: { sni: '127.0.0.1' } } } }),
      shows({ names: ['127.0.0.2'] }),
    );
    expect((await other.curl('edge', 8443, '/')).status).toBe('none');
  });

  it('with client certificates: required, asked for, missing', async () => {
    const mutual = await started(tunnel('=mutual=>', 'mutual'));
    expect((await mutual.curl('edge', 8443, '/')).status).toBe('200');
    await mutual.stop();
    const optional = await started(tunnel('==>', 'optional'));
    expect((await optional.curl('edge', 8443, '/')).status).toBe('200');
    await optional.stop();
    const missing = await started(tunnel('==>', 'mutual'));
    expect((await missing.curl('edge', 8443, '/')).status).toBe('none');
    expect(missing.got('app')).toEqual([]);
  });

  it('asks for TLS in band, and answers who asks', async () => {
    const design = await started(
      draw('client --> edge(stunnel)[plaintext] ==> gateway(stunnel)[terminate] --> app[plaintext]', {
        links: {
          'client-edge': { protocol: 'postgres' },
          'edge-gateway': { protocol: 'postgres', dial: { sni: 'localhost' } },
          'gateway-app': { protocol: 'postgres' },
        },
      }),
    );
    expect(design.simulation.links.get('edge-gateway')?.state).toBe('encrypted');
    expect((await design.curl('edge', 8080, '/', { plaintext: true })).body).toBe('this is app');
    expect((await design.curl('gateway', 8443, '/')).status).toBe('none');
    await vi.waitFor(() => expect(design.log('gateway')).toMatch(/did not request TLS, rejecting/));
  });

  it('tells a server behind it who calls', async () => {
    const design = await started(
      draw('client ==> edge(stunnel)[terminate] --> gateway(haproxy)[plaintext] --> app[plaintext]', {
        links: { 'edge-gateway': { dial: { sendsProxyProtocol: true } } },
        listeners: { gateway: { acceptsProxyProtocol: true } },
      }),
    );
    expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
    expect((await design.curl('edge', 8443, '/', { options: ['--interface', '127.0.0.3'] })).status).toBe('200');
    expect(design.got('app')[0]?.headers['x-forwarded-for']).toBe('127.0.0.3');
  });

  it('by the name of the handshake', async () => {
    const design = await started(
      draw(
        ['a', 'b', 'rest'].map((service) => `client ==> edge(stunnel)[terminate] --> ${service}[plaintext]`),
        {
          listeners: {
            edge: { tls: { certificate: { issuer: 'public-ca', names: ['a.example', '*.b.example', 'c.example'] } } },
          },
          links: { 'edge-a': { match: { sni: ['a.example'] } }, 'edge-b': { match: { sni: ['*.b.example'] } } },
          flows: [],
        },
      ),
    );
    const to = async (name: string) => (await design.curl('edge', 8443, '/', { name })).body;
    expect(await to('a.example')).toBe('this is a');
    expect(await to('x.b.example')).toBe('this is b');
    expect(await to('c.example')).toBe('this is rest');
  });
});

describe.skipIf(requireProgram('hitch', 'hitch') === null || requireProgram('varnishd', 'varnish') === null)(
  'Hitch and Varnish run as they are exported',
  () => {
    const pair = (listener = 'terminate', details: Details = {}) =>
      draw(
        [
          `client ==> edge(hitch)[${listener}] --> cache(varnish)[plaintext] --> app[plaintext]`,
          'client ==> edge --> cache --> api[plaintext]',
        ],
        {
          ...details,
          links: {
            'edge-cache': { dial: { sendsProxyProtocol: 'v2' } },
            'cache-api': { match: { path: '/api"' } },
            ...details.links,
          },
          listeners: { cache: { acceptsProxyProtocol: true }, ...details.listeners },
        },
      );

    it('one behind the other, and tell the service who calls and that there was TLS', async () => {
      const design = await started(pair());
      expect(design.simulation.flows.get('flow1')?.outcome).toBe('works');
      const options = ['--interface', '127.0.0.3', '-H', 'X-Client-Verify: SUCCESS', '-H', 'X-Forwarded-Proto: gopher'];
      expect((await design.curl('edge', 8443, '/one', { options })).body).toBe('this is app');
      expect(design.got('app')[0]?.headers).toMatchObject({
        'x-real-ip': '127.0.0.3',
        'x-forwarded-for': '127.0.0.3',
        'x-forwarded-proto': 'https',
      });
      expect(design.got('app')[0]?.headers).not.toHaveProperty('x-client-verify');
      expect((await design.curl('edge', 8443, '/api"/two', { options })).body).toBe('this is api');
      expect((await design.curl('cache', 8080, '/', { plaintext: true })).status).toBe('none');
    });

    it('and Hitch lets in whom the drawing does', async () => {
      const required = await started(pair('mutual'));
      expect((await required.curl('edge', 8443, '/')).status).toBe('none');
      await required.stop();
      const optional = await started(pair('optional'));
      expect((await optional.curl('edge', 8443, '/')).status).toBe('200');
      expect((await optional.curl('edge', 8443, '/', { name: 'stranger.example' })).status).toBe('none');
    });

    it('and Hitch speaks the versions that are drawn', async () => {
      const design = await started(
        pair('terminate', {
          listeners: { edge: { tls: { minVersion: '1.3' } }, cache: { acceptsProxyProtocol: true } },
        }),
      );
      expect((await design.curl('edge', 8443, '/')).status).toBe('200');
      expect((await design.curl('edge', 8443, '/', { options: ['--tls-max', '1.2'] })).status).toBe('none');
    });

    it('and Varnish redirects', async () => {
      const design = await started(
        draw('client --> cache(varnish)[plaintext] --> app[plaintext]', {
          nodes: { cache: { listeners: [{ id: 'in', port: 8080, tls: { mode: 'plaintext', redirectsToTls: true } }] } },
        }),
      );
      const { body } = await design.curl('cache', 8080, '/a%20b?c=d', { plaintext: true, options: ['--head'] });
      expect(body).toMatch(/^HTTP\/1.1 301[\s\S]*location: https:\/\/cache.internal\/a%20b\?c=d/i);
    });
  },
);

describe.skipIf(requireProgram('varnishd', 'varnish') === null)('routes on Varnish lead where they are drawn', () => {
  it('by host and path', async () => {
    const design = await started(
      draw(
        ['main', 'api', 'odd', 'admin', 'wild'].map(
          (service) => `client --> edge(varnish)[plaintext] --> ${service}[plaintext]`,
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
      (await design.curl('edge', 8080, path, { plaintext: true, options: ['-H', `Host: ${host}`] })).body.replace(
        'this is ',
        '',
      );
    expect(await who('edge.internal', '/')).toBe('main');
    expect(await who('edge.internal', '/apiv1')).toBe('api');
    expect(await who('edge.internal', String.raw`/q"'\$host;{}/x`)).toBe('odd');
    expect(await who('Admin.Example:8080', '/api')).toBe('admin');
    expect(await who('a.wild.example', '/api')).toBe('wild');
    expect(await who('a.b.wild.example', '/')).toBe('main');
  });

  it('to several in turn, and to nowhere else', async () => {
    const design = await started(
      draw(
        ['a', 'b'].map((service) => `client --> edge(varnish)[plaintext] --> ${service}[plaintext]`),
        {
          links: { 'edge-a': { match: { path: '/in' } }, 'edge-b': { match: { path: '/in' } } },
        },
      ),
    );
    const answers = new Set<string>();
    for (let i = 0; i < 20 && answers.size < 2; i++)
      answers.add((await design.curl('edge', 8080, `/in/${i}`, { plaintext: true })).body);
    expect([...answers].sort()).toEqual(['this is a', 'this is b']);
    expect((await design.curl('edge', 8080, '/out', { plaintext: true })).status).toBe('404');
  });
});
