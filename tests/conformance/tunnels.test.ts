import { describe, expect, it, vi } from 'vitest';
import { bridge } from '../support/bridging.ts';
import type { Order } from '../support/certificates.ts';
import { type Details, draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { standingDesigns } from '../support/standing.ts';

// stunnel, Hitch and Varnish as they are exported, with connections through them.
const started = standingDesigns();

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
      expect(body).toMatch(/^HTTP\/1.1 308[\s\S]*location: https:\/\/cache.internal\/a%20b\?c=d/i);
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
