import { expect, test } from 'vitest';
import { products as all } from '../../../src/core/products/index.ts';
import { judge } from '../../../src/store/derive.ts';
import { knowsProductsOf, learnAllProducts, learnProductsOf, products } from '../../../src/store/registry.ts';
import { draw } from '../../support/draw.ts';

test('a design needs its own products and the stand-in; all others follow, and the verdict with them', async () => {
  const topology = draw('a(browser) ==> edge(nginx)[terminate]');
  expect(knowsProductsOf(topology)).toBe(false);
  expect(await learnProductsOf(topology)).toBe(true);
  expect([...products.keys()].sort()).toEqual(['browser', 'generic-service', 'nginx']);
  expect(await learnProductsOf(topology)).toBe(false);

  const other = draw('a(browser) ==> edge(haproxy)[permissive]');
  const before = judge(other).verdict.simulation.designErrors.map(({ code }) => code);
  expect(before).toContain('unknown-product');
  await learnAllProducts();
  expect(new Map(products)).toEqual(new Map(all));
  const after = judge(other).verdict.simulation.designErrors.map(({ code }) => code);
  expect(after).not.toContain('unknown-product');
  expect(after).toContain('listen:permissive');
});

test('a product that nobody knows is waited for by nobody', async () => {
  const topology = draw('a(no-such-thing) ==> b[terminate]');
  expect(knowsProductsOf(topology)).toBe(true);
  expect(await learnProductsOf(topology)).toBe(false);
});
