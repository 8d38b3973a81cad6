import { describe, expect, it } from 'vitest';
import { features } from '../../../src/core/model/features.ts';
import { can } from '../../../src/core/model/product.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

describe.each(['api-gateway', 'waf'])('the stand-in %s', (id) => {
  const product = products.get(id);
  if (!product) throw new Error(id);

  it('rules nothing out', () => {
    for (const feature of features) expect(can(product, feature), feature).toBe(true);
  });

  it('says on a page what takes its place must do', () => {
    const topology = draw(
      [`client =mutual=> it(${id})[mutual] =mutual=> app[terminate]`, 'client =mutual=> it ==> db[terminate]'],
      {
        links: {
          'it-app': { match: { host: ['app.example'], path: '/api' } },
          'it-db': { protocol: 'postgres', dial: { sendsProxyProtocol: 'v2', negotiation: 'in-band' } },
        },
      },
    );
    const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'it');
    if (!plan) throw new Error('no plan');
    const [page] = exporters.get(id)?.(plan).files ?? [];
    const text = page?.text.replaceAll(/\s+/g, ' ') ?? '';
    for (const words of [
      'stands for a product that Plainsight does not know',
      'require a client certificate',
      'for the host app.example; for paths that start with /api; must speak TLS',
      'accept only a certificate for app.internal',
      'with a PROXY protocol header (v2) in front; must ask for TLS in band, speak TLS',
    ])
      expect(text).toContain(words);
    expect(page?.path).toBe('it/README.txt');
  });
});
