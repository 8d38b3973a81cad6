import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { akamaiProvider } from '../../src/core/config/akamai-provider.ts';
import { awsProvider } from '../../src/core/config/aws-provider.ts';
import { azureProvider } from '../../src/core/config/azure-provider.ts';
import { cloudflareProvider } from '../../src/core/config/cloudflare-provider.ts';
import { fastlyProvider } from '../../src/core/config/fastly-provider.ts';
import { googleProvider } from '../../src/core/config/google-provider.ts';
import { resourceName } from '../../src/core/config/terraform.ts';
import { pathOf, tagValue } from '../../src/core/config/terraform-aws.ts';
import { readTopology } from '../../src/core/model/read.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportDesign } from '../../src/core/plan/bundle.ts';
import type { ExportedFile } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { awsTopologies } from '../support/aws-topologies.ts';
import { draw } from '../support/draw.ts';
import { checkTerraform, parseTerraform, schemas, shapeOf, unescaped } from '../support/terraform.ts';

/** No Terraform can be installed offline; its parser and the provider's schema can. */
const terraformOf = (topology: Topology): readonly ExportedFile[] =>
  exportDesign(planDesign(topology, simulate(topology, products), products), exporters).files.filter(({ path }) =>
    path.endsWith('.tf'),
  );

const providers = {
  akamai: akamaiProvider,
  aws: awsProvider,
  azure: azureProvider,
  cloudflare: cloudflareProvider,
  fastly: fastlyProvider,
  google: googleProvider,
};

const templates = new URL('../../src/core/templates/', import.meta.url);

describe('the exported Terraform', () => {
  it('is checked against the provider that its files name', () => {
    for (const [folder, { source, version }] of Object.entries(providers)) {
      expect(schemas[folder]?.provider.endsWith(source), folder).toBe(true);
      expect(schemas[folder]?.version, folder).toBe(version);
    }
  });

  it.each(readdirSync(templates).filter((file) => file.endsWith('.json')))('of %s is valid', async (file) => {
    const read = readTopology(readFileSync(new URL(file, templates), 'utf8'));
    if (!read.ok) throw new Error(file);
    const files = terraformOf(read.value);
    const aws = [...read.value.nodes.values()].filter(({ product }) => product.startsWith('aws-'));
    for (const { id } of aws) expect(files.map(({ path }) => path)).toContain(pathOf(id));
    expect(await checkTerraform(files)).toEqual([]);
  });

  it('of any design in AWS is valid', async () => {
    await fc.assert(
      fc.asyncProperty(awsTopologies, async (topology) => {
        const files = terraformOf(topology);
        expect(await checkTerraform(files)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('of any design at all is valid', async () => {
    await fc.assert(
      fc.asyncProperty(topologies, async (topology) => {
        expect(await checkTerraform(terraformOf(topology))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('says every notice in the header of its file, and marks what will not connect', () => {
    fc.assert(
      fc.property(awsTopologies, (topology) => {
        const bundle = exportDesign(planDesign(topology, simulate(topology, products), products), exporters);
        for (const { node, files, notices } of bundle.nodes) {
          const own = files.find(({ path }) => path === pathOf(node));
          if (!own) continue;
          const header = own.text.slice(0, own.text.indexOf('\n\n') + 1 || own.text.length).replaceAll(/\n# ?/g, ' ');
          const announced = header.match(/!!! WILL NOT CONNECT: |NOT SAID HERE: |WEAKER THAN DRAWN: |BY HAND: /g) ?? [];
          expect(announced.length).toBeGreaterThanOrEqual(notices.length);
          expect(header.includes('!!! WILL NOT CONNECT: ')).toBe(notices.some(({ kind }) => kind === 'fails'));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the check itself', () => {
  const sound = terraformOf(
    draw(['browser(browser) ==> edge(aws-alb)[mutual] =none=> app[terminate]'], {
      nodes: { app: { host: '10.0.0.7' } },
    }),
  );
  const planted = (path: string, from: string, to: string) =>
    sound.map((file) => {
      if (file.path !== path) return file;
      if (!file.text.includes(from)) throw new Error(`nothing to replace: ${from}`);
      return { ...file, text: file.text.replace(from, () => to) };
    });

  it('finds nothing in what is sound', async () => expect(await checkTerraform(sound)).toEqual([]));

  it.each([
    ['unknown argument', 'ssl_policy ', 'sslpolicy ', 'unknown argument sslpolicy'],
    ['unknown resource', 'resource "aws_lb" "edge"', 'resource "aws_elbv3" "edge"', 'unknown resource aws_elbv3'],
    ['missing argument', 'load_balancer_arn = aws_lb.edge.arn', '', 'load_balancer_arn is missing'],
    ['missing block', 'default_action {', 'lifecycle_action {', 'the block default_action is missing'],
    ['wrong type', 'port              = 8443', 'port = "https"', 'port must be number'],
    [
      'block as argument',
      'mutual_authentication {',
      'mutual_authentication = {',
      'mutual_authentication is a block, not an argument',
    ],
    [
      'repeated single block',
      'health_check {',
      'health_check {}\n  health_check {',
      'there is one block health_check at most',
    ],
    ['reference to nothing', 'aws_lb.edge.arn', 'aws_lb.edgy.arn', 'nothing declares aws_lb.edgy'],
    ['variable that nobody declares', 'var.vpc_id', 'var.vpc', 'nothing declares var.vpc'],
    ['attribute that no resource has', 'aws_lb.edge.arn', 'aws_lb.edge.nar', 'leads nowhere'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation is the fault
    ['interpolation within a text', 'Name      = "edge"', 'Name = "a ${var.region}"', 'nothing declares'],
    [
      'resource declared twice',
      'resource "aws_security_group" "edge" {',
      'resource "aws_security_group" "edge" {}\nresource "aws_security_group" "edge" {',
      'declared twice',
    ],
  ])('finds a planted fault: %s', async (_name, from, to, problem) => {
    expect((await checkTerraform(planted('terraform/aws/edge.tf', from, to))).join('\n')).toContain(problem);
  });

  it('finds a syntax error', async () => {
    await expect(
      checkTerraform(planted('terraform/aws/edge.tf', 'resource "aws_lb" "edge" {', 'resource "aws_lb" "edge" {{')),
    ).rejects.toThrow('parse');
  });
});

describe('hostile text', () => {
  const openings = [
    '"',
    '\\',
    '${',
    '%{',
    '$${',
    '%%{',
    '}',
    '\u202e',
    '\u2028',
    '#',
    '//',
    '/*',
    '*/',
    '<<EOT',
    '{',
    '\u200b',
    '~}',
    "'",
    '`',
    '😀',
    'aws:',
  ];
  const endings = [
    '',
    'var.region}',
    'file("/etc/passwd")}',
    ' if true }x%{ endif }',
    '"\\nresource "aws_lb" "x" {}',
    '\\',
    '$',
    '%',
    '"',
    '}',
    'e\u0301',
  ];
  const attacks = openings.flatMap((opening) => endings.map((ending) => `${opening}${ending}`));

  const design = (title: string): Topology => {
    const topology = draw(
      [
        'browser(browser) ==> cdn(aws-cloudfront) ==> edge(aws-alb)[mutual] =none=> app[terminate]',
        'cdn ==> edge --> api[plaintext]',
        'browser ==> relay(aws-nlb) ==> app',
      ],
      {
        nodes: { cdn: { host: 'shop.example.com' }, edge: { host: 'edge.example.com' } },
        links: { 'edge-api': { match: { path: '/api' } } },
      },
    );
    return {
      ...topology,
      title,
      nodes: new Map([...topology.nodes].map(([id, node]) => [id, { ...node, title }])),
    };
  };
  const parsed = async (title: string) =>
    Promise.all(
      terraformOf(design(title)).map(async ({ path, text }) => ({ path, json: await parseTerraform(path, text) })),
    );

  it(`changes no structure and reads back as it was (${attacks.length} titles)`, async () => {
    expect(attacks.length).toBeGreaterThan(200);
    const plain = shapeOf(await parsed('Shop'));
    for (const title of attacks) {
      const files = await parsed(title);
      expect(shapeOf(files), title).toEqual(plain);
      const json = Object.assign({}, ...files.map(({ path, json: each }) => ({ [path]: each })));
      const distribution = json['terraform/aws/cdn.tf'].resource.aws_cloudfront_distribution.cdn[0];
      expect(unescaped(distribution.comment)).toBe([...title.normalize('NFC')].slice(0, 128).join(''));
      expect(distribution.tags.Name).toBe(tagValue(title));
      const asked = json['terraform/aws/edge.tf'].variable['edge__edge-app__targets'][0].description;
      expect(unescaped(asked)).toBe(`IP addresses of "${title.normalize('NFC')}" (app.internal), port 8443.`);
    }
  });
});

describe('names', () => {
  const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,8}$/);

  it('are identifiers, and no two lists of ids share one', () => {
    const lists = fc.array(ids, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        expect(resourceName(...one)).toMatch(/^[A-Za-z][A-Za-z0-9_-]*$/);
        if (one.join('\n') !== other.join('\n')) expect(resourceName(...one)).not.toBe(resourceName(...other));
      }),
      { numRuns: 5000 },
    );
    expect(resourceName('a_b', 'c')).not.toBe(resourceName('a', 'b_c'));
    expect(resourceName('a_', 'b')).not.toBe(resourceName('a', '_b'));
    expect(resourceName('a.b')).not.toBe(resourceName('n_a-db'));
  });

  it('of files are never those that Terraform merges over the others, nor the shared ones', () => {
    for (const id of ['main', 'network', 'override', 'x_override', 'main-node', 'Override'])
      expect(pathOf(id)).toBe(`terraform/aws/${id}-node.tf`);
    expect(pathOf('edge')).toBe('terraform/aws/edge.tf');
  });
});
