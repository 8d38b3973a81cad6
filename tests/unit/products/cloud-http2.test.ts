import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

/** gRPC needs HTTP/2 on both sides of whatever reads requests; each pair is from the pages cited in the products. */
describe('gRPC through the clouds', () => {
  it.each([
    ['aws-alb', true, true],
    ['aws-cloudfront', true, true],
    ['cloudflare', true, true],
    ['gcp-application-lb', true, true],
    ['akamai', true, false],
    ['fastly', true, false],
    ['azure-application-gateway', true, false],
    ['azure-api-management', true, false],
    ['azure-front-door', true, false],
  ])('%s takes it: %s, passes it on: %s', (product, takes, passes) => {
    const { links } = simulate(
      draw(`client ==> it(${product})[terminate] ==> app[terminate]`, {
        nodes: { it: { host: 'shop.example.com' }, app: { host: 'app.example.com' } },
        links: { 'client-it': { protocol: 'grpc' }, 'it-app': { protocol: 'grpc' } },
      }),
      products,
    );
    const spoken = (link: string) => links.get(link)?.cause?.code !== 'http-version';
    expect([spoken('client-it'), spoken('it-app')]).toEqual([takes, passes]);
  });
});
