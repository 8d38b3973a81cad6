import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportDesign } from '../../src/core/plan/bundle.ts';
import type { ExportedFile } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { gatewayProblems } from '../support/application-gateway.ts';
import { draw } from '../support/draw.ts';
import { hostileTitles, proxies } from '../support/proxies.ts';
import { checkTerraform, parseTerraform, readTerraform, schemas, shapeOf, unescaped } from '../support/terraform.ts';

/** Products that are exported as Terraform, by the folder of their provider. */
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
  [
    'aws',
    [
      'aws-api-gateway',
      'aws-aurora',
      'aws-dynamodb',
      'aws-elasticache',
      'aws-lambda',
      'aws-rds',
      'aws-s3',
      'aws-shield',
    ],
  ],
];
/** Those that have designs of their own to be tried in. */
const elsewhere = ['aws-acm', 'aws-alb', 'aws-cloudfront', 'aws-nlb', 'aws-private-ca'];
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

describe('a title', () => {
  it.each([
    ['gcp-application-lb', 'google', 'google_compute_url_map', 'it__in'],
    ['azure-api-management', 'azure', 'azurerm_api_management_api', 'it__it-app'],
  ])('stands in the description of %s and reads back as it was', async (id, folder, type, name) => {
    for (const title of hostileTitles) {
      const topology = draw(`browser(browser) ==> it(${id})[terminate] --> app[plaintext]`);
      const nodes = [...topology.nodes].map(([each, node]) => [each, { ...node, title }] as const);
      const file = terraformOf({ ...topology, nodes: new Map(nodes) }).find(
        ({ path }) => path === `terraform/${folder}/it.tf`,
      );
      const { resource } = await readTerraform('it.tf', file?.text ?? '');
      expect(unescaped(resource[type][name][0].description), title).toBe(title.normalize('NFC'));
    }
  });
});

describe('an Application Gateway', () => {
  it('names nothing that is not there, whatever is drawn around it', async () => {
    let all = 0;
    await fc.assert(
      fc.asyncProperty(proxies('azure-application-gateway'), async (topology) => {
        for (const { path, text } of terraformOf(topology)) {
          const { azurerm_application_gateway: gateways = {} } = (await readTerraform(path, text)).resource ?? {};
          for (const [gateway] of Object.values<readonly Readonly<Record<string, unknown>>[]>(gateways)) {
            const { problems, references } = gatewayProblems(gateway ?? {});
            expect(problems).toEqual([]);
            all += references;
          }
        }
      }),
      { numRuns: 100 },
    );
    expect(all).toBeGreaterThan(200);
  });
});

describe('the check itself', () => {
  const sound = terraformOf(
    draw(
      [
        'browser(browser) ==> google(gcp-application-lb)[mutual] ==> app[terminate]',
        'browser ==> zone(cloudflare)[terminate] =mutual=> app',
        'browser ==> azure(azure-application-gateway)[terminate] ==> app',
        'browser ==> akamai(akamai)[terminate] ==> app',
      ],
      { nodes: Object.fromEntries(['zone', 'akamai', 'app'].map((id) => [id, { host: `${id}.example.com` }])) },
    ),
  );
  const planted = (path: string, from: string, to: string) =>
    sound.map((file) => {
      if (file.path !== path) return file;
      if (!file.text.includes(from)) throw new Error(`nothing to replace: ${from}`);
      return { ...file, text: file.text.replace(from, () => to) };
    });

  it('finds nothing in what is sound', async () => expect(await checkTerraform(sound)).toEqual([]));

  it.each([
    ['another provider', 'terraform/google/main.tf', '"hashicorp/google"', '"hashicorp/aws"', 'does not require'],
    ['unknown argument', 'terraform/google/google.tf', 'well_known_roots', 'wellknown_roots', 'unknown argument'],
    [
      'a full name of nothing',
      'terraform/google/google.tf',
      'config.google__google-app.id}"',
      'config.x.id}"',
      'nothing declares',
    ],
    [
      'unknown argument of an object',
      'terraform/cloudflare/zone.tf',
      'expression ',
      'expresion ',
      'unknown argument expresion',
    ],
    [
      'an object for a list of objects',
      'terraform/cloudflare/zone.tf',
      'rules = [',
      'rules = [1,',
      'a list of objects',
    ],
    [
      'missing argument',
      'terraform/cloudflare/zone.tf',
      'private_key = var.zone__origin_pull_key',
      '',
      'private_key is missing',
    ],
    [
      'unknown data source',
      'terraform/azure/main.tf',
      'azurerm_resource_group',
      'azurerm_resource_groups',
      'unknown data source',
    ],
    [
      'data of nothing',
      'terraform/azure/azure.tf',
      'design.location',
      'desing.location',
      'nothing declares data.azurerm_resource_group.desing',
    ],
    ['unknown block', 'terraform/akamai/akamai.tf', 'origin {', 'orign {', 'unknown argument orign'],
    [
      'wrong type',
      'terraform/akamai/akamai.tf',
      'https_port                       = 8443',
      'https_port = "https"',
      'https_port must be number',
    ],
  ])('finds a planted fault: %s', async (_name, path, from, to, problem) => {
    expect((await checkTerraform(planted(path, from, to))).join('\n')).toContain(problem);
  });

  it('finds a name in a gateway that leads nowhere', async () => {
    const [file] = planted('terraform/azure/azure.tf', 'frontend_port_name', 'frontend_port_nam').filter(
      ({ path }) => path === 'terraform/azure/azure.tf',
    );
    const json = await readTerraform(
      'azure.tf',
      file?.text.replace('frontend_port_nam ', 'backend_name = "x" #') ?? '',
    );
    expect(gatewayProblems(json.resource.azurerm_application_gateway.azure[0]).problems).toEqual([
      'backend_name x leads nowhere',
    ]);
  });
});

describe('the list of clouds', () => {
  it('has every product whose files are for one of these providers', () => {
    const named = [...products.values()].filter(({ checkedAgainst }) =>
      Object.values(schemas).some(({ provider }) => checkedAgainst.includes(provider.replace(/^[^/]*\//, ''))),
    );
    expect(named.map((product) => product.id).sort()).toEqual([...all.map(([id]) => id), ...elsewhere].sort());
  });
});
