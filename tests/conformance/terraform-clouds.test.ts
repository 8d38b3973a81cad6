import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportDesign } from '../../src/core/plan/bundle.ts';
import type { ExportedFile } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { draw } from '../support/draw.ts';
import { hostileTitles, proxies } from '../support/proxies.ts';
import { checkTerraform, parseTerraform, schemas, shapeOf } from '../support/terraform.ts';

/** Products that are exported as Terraform for another provider than AWS, by the folder of that provider. */
const folders: readonly (readonly [folder: string, ids: readonly string[]])[] = [
  [
    'google',
    [
      'gcp-application-lb',
      'gcp-internal-application-lb',
      'gcp-cloud-cdn',
      'gcp-ssl-proxy-lb',
      'gcp-passthrough-lb',
      'gcp-cloud-sql',
    ],
  ],
  [
    'azure',
    [
      'azure-front-door',
      'azure-application-gateway',
      'azure-load-balancer',
      'azure-api-management',
      'azure-postgresql',
    ],
  ],
  ['cloudflare', ['cloudflare', 'cloudflare-spectrum']],
  ['fastly', ['fastly']],
  ['akamai', ['akamai']],
];
const all = folders.flatMap(([folder, ids]) => ids.map((id) => [id, folder] as const));

const terraformOf = (topology: Topology): readonly ExportedFile[] =>
  exportDesign(planDesign(topology, simulate(topology, products), products), exporters).files.filter(({ path }) =>
    path.endsWith('.tf'),
  );

describe.each(all)('%s', (id, folder) => {
  it('is valid Terraform of its provider, whatever is drawn around it', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(proxies(id), async (topology) => {
        const files = terraformOf(topology);
        expect(await checkTerraform(files)).toEqual([]);
        const own = files.find(({ path }) => path === `terraform/${folder}/Proxy.1.tf`);
        written += own?.text.includes('\nresource ') ? 1 : 0;
      }),
      { numRuns: 100 },
    );
    // Nothing is valid too: a good part of the designs must come to something.
    expect(written).toBeGreaterThan(20);
  });

  it('keeps its structure under any title', async () => {
    const drawn = (title: string): Topology => {
      const topology = draw([`browser(browser) ==> it(${id}) --> app[plaintext]`, 'it ==> api[terminate]']);
      return {
        ...topology,
        title,
        nodes: new Map([...topology.nodes].map(([each, node]) => [each, { ...node, title }])),
      };
    };
    const shape = async (title: string) =>
      shapeOf(await Promise.all(terraformOf(drawn(title)).map(({ path, text }) => parseTerraform(path, text))));
    const plain = await shape('Shop');
    expect(JSON.stringify(plain)).toContain('resource');
    for (const title of hostileTitles) expect(await shape(title), title).toEqual(plain);
  });
});

describe('the list of clouds', () => {
  it('has every product whose files are for one of these providers', () => {
    const named = [...products.values()].filter(({ checkedAgainst }) =>
      Object.entries(schemas).some(
        ([folder, { provider }]) => folder !== 'aws' && checkedAgainst.includes(provider.replace(/^[^/]*\//, '')),
      ),
    );
    expect(named.map((product) => product.id).sort()).toEqual(all.map(([id]) => id).sort());
  });
});
