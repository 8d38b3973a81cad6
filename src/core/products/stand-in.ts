import type { Product } from '../model/product.ts';
import { product as service } from './generic-service/product.ts';

/** A product in place of one that the registry does not know: nothing is ruled out, and nothing is claimed of it. */
export const standIn = (
  about: Pick<Product, 'id' | 'title' | 'kind' | 'summary' | 'keyLocation' | 'facts'>,
): Product => ({
  ...service,
  ...about,
  defaults: {
    listeners: [{ id: 'https', port: 443, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  notProposed: 'It stands for a product that is not known.',
  checkedAgainst: 'nothing: it stands for a product that is not known',
});
