import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

describe('what clouds say when an origin is refused', () => {
  it.each([
    ['cloudflare', 'private-ca', false, '526'],
    ['cloudflare', 'public-ca', true, '526'],
    ['aws-api-gateway', 'private-ca', false, 'PKIX path building failed'],
    ['aws-api-gateway', 'public-ca', true, 'PKIX path validation failed'],
  ] as const)('%s: a certificate of %s, expired: %s', (product, issuer, expired, said) => {
    const { links } = simulate(
      draw(`client ==> it(${product})[terminate] ==> app[terminate]`, {
        nodes: { it: { host: 'shop.example.com' }, app: { host: 'app.example.com' } },
        links: { 'it-app': { dial: { trusts: ['public-ca'] } } },
        listeners: { app: { tls: { certificate: { issuer, expired, names: ['app.example.com'] } } } },
      }),
      products,
    );
    expect(links.get('it-app')?.cause?.log).toMatchObject({ node: 'it', line: expect.stringContaining(said) });
  });

  it('Cloudflare calls a handshake that comes to nothing 525', () => {
    const { links } = simulate(
      draw('client ==> it(cloudflare)[terminate] ==> app[plaintext]', { nodes: { app: { host: 'app.example.com' } } }),
      products,
    );
    expect(links.get('it-app')?.cause?.log).toMatchObject({ node: 'it', line: expect.stringContaining('525') });
  });
});
