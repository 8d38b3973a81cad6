import type { Product } from '../core/model/product.ts';
import type { Topology } from '../core/model/topology.ts';

const folders = import.meta.glob<Product>('../core/products/*/product.ts', { import: 'product' });
const loaders = new Map(Object.entries(folders).map(([path, load]) => [path.split('/').at(-2) ?? '', load]));

const known = new Map<string, Product>();

/**
 * The products that have been loaded so far; it only ever grows. A design is shown as soon as those in it are here, and
 * the others follow: what is known of all of them would be the larger part of the first load.
 */
export const products: ReadonlyMap<string, Product> = known;

/** Takes the place of a product that nobody knows. */
const standIn = 'generic-service';

/** Loads the products of a design that are not known yet; false when none of them can be. */
export async function learnProductsOf(topology: Topology): Promise<boolean> {
  const loads = unknownIn(topology).flatMap((id) => loaders.get(id) ?? []);
  for (const product of await Promise.all(loads.map((load) => load()))) known.set(product.id, product);
  return loads.length > 0;
}

export const knowsProductsOf = (topology: Topology): boolean => !unknownIn(topology).some((id) => loaders.has(id));

function unknownIn({ nodes }: Topology): readonly string[] {
  const wanted = new Set([standIn, ...[...nodes.values()].map(({ product }) => product)]);
  return [...wanted].filter((id) => !known.has(id));
}

/** Loads every product there is. */
export async function learnAllProducts(): Promise<void> {
  const { products: all } = await import('../core/products/index.ts');
  for (const [id, product] of all) known.set(id, product);
}
