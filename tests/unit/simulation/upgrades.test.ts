import { expect, test } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

/** PostgreSQL asked for TLS in band, at a proxy that ends it. */
const outcomes = (proxy: string, onward: object) => {
  const topology = draw(`app ==> edge(${proxy})[terminate] ==> db(postgresql)[terminate]`, {
    links: {
      'app-edge': { protocol: 'postgres', dial: { negotiation: 'in-band' } },
      'edge-db': { protocol: 'postgres', dial: onward },
    },
  });
  const { links } = simulate(topology, products);
  return [...links].map(([id, { cause, state }]) => `${id}: ${cause?.code ?? state}`);
};

// https://github.com/traefik/traefik/blob/v3.7.9/pkg/server/router/tcp/postgres.go
test('Traefik answers the request for TLS and never makes one', () => {
  expect(outcomes('traefik', { negotiation: 'direct' })).toEqual(['app-edge: encrypted', 'edge-db: encrypted']);
  expect(outcomes('traefik', { negotiation: 'in-band' })[0]).toBe('app-edge: encrypted');
});

test('a proxy that does not speak PostgreSQL cannot be asked', () => {
  expect(outcomes('haproxy', { negotiation: 'direct' })[0]).toBe('app-edge: upgrade-not-spoken');
});
