import type { Product, Products } from '../model/product.ts';

/** Found, not listed: a product is its folder. */
const found = import.meta.glob<Product>('./*/product.ts', { eager: true, import: 'product' });

export const products: Products = new Map(
  Object.values(found)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((product) => [product.id, product]),
);
