import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { meshExporters } from '../../../src/core/meshes/exporters.ts';
import { productKinds } from '../../../src/core/model/product.ts';
import { products } from '../../../src/core/products/index.ts';

const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test('README.md counts the products as they are', () => {
  const kinds = [...products.values()].map(({ kind }) => kind);
  const counted = [...text.matchAll(/^\| ([a-z-]+) \| (\d+) \|/gm)].map(([, kind, count]) => [kind, Number(count)]);
  expect(counted).toEqual(productKinds.map((kind) => [kind, kinds.filter((each) => each === kind).length]));
  expect(text).toContain(`${products.size} products, and three meshes`);
  expect(meshExporters.size).toBe(3);
});
