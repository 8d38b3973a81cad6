import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Composed, composeOf } from '../../../src/core/compose/compose.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { exportDesign } from '../../../src/core/plan/bundle.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { containers } from '../../../src/core/products/containers.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { topologies } from '../../support/arbitrary.ts';
import { bundleOf, textOf } from '../../support/bundling.ts';
import { draw } from '../../support/draw.ts';
import { hostileTitles, proxies } from '../../support/proxies.ts';
import { readTemplate, templateFiles } from '../../support/validating.ts';

const require = createRequire(import.meta.url);
/** The schema of the Compose specification, as dclint brings it along; its `$schema` is written in a way Ajv does not know. */
const { $schema: _, ...schema } = JSON.parse(
  readFileSync(join(dirname(require.resolve('dclint')), '../schemas/compose.schema.json'), 'utf8'),
);
const validate: ValidateFunction = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

const compose = (topology: Topology): Composed => {
  const plans = planDesign(topology, simulate(topology, products), products);
  return composeOf(plans, exportDesign(plans, exporters).nodes, containers);
};
const fileOf = ({ files }: Composed) => files.find(({ path }) => path === 'compose.yaml');

/** Checks a design's file against the schema, and that every name in it leads somewhere. Returns its services. */
function check(topology: Topology): number {
  const composed = compose(topology);
  const file = fileOf(composed);
  if (!file) return 0;
  const document = parse(file.text, { maxAliasCount: 0 });
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  for (const service of Object.values<Record<string, unknown>>(document.services)) {
    for (const name of Object.keys(service.networks as object)) expect(document.networks).toHaveProperty([name]);
    for (const volume of service.volumes as { type: string; source: string }[])
      if (volume.type === 'volume') expect(document.volumes).toHaveProperty([volume.source]);
  }
  const ports = Object.values<{ ports?: string[] }>(document.services).flatMap(({ ports }) => ports ?? []);
  const ofHost = ports.filter((port) => port.includes(':'));
  expect(new Set(ofHost).size).toBe(ofHost.length);
  return Object.keys(document.services).length;
}

describe('compose.yaml', () => {
  it.each(templateFiles)('fits the schema of Compose for the template %s', (file) => {
    check(readTemplate(file));
  });

  it('fits it for 150 random designs', () => {
    let services = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        services += check(topology);
      }),
      { numRuns: 100, endOnFailure: true },
    );
    fc.assert(
      fc.property(proxies('nginx'), (topology) => {
        services += check(topology);
      }),
      { numRuns: 50, endOnFailure: true },
    );
    expect(services).toBeGreaterThan(60);
  });

  it.each([...containers])('mounts files that %s really exports', (product, { files }) => {
    const plans = planDesign(
      ...((topology) => [topology, simulate(topology, products), products] as const)(draw(`a ==> it(${product})`)),
    );
    const exported = exportDesign(plans, exporters).nodes.find(({ node }) => node === 'it')?.files ?? [];
    const names = exported.map(({ path }) => path.split('/').at(-1));
    for (const name of Object.keys(files)) expect(names).toContain(name);
  });

  it.each([
    ['apache', null, 'httpd:2.4', '/etc/apache2/sites-available/plainsight.conf'],
    ['apache', '2.4.66', 'httpd:2.4.66', '/etc/apache2/sites-available/plainsight.conf'],
    ['envoy', null, 'envoyproxy/envoy:v1.30.2', '/etc/envoy/envoy.yaml'],
    ['envoy', '1.31', 'envoyproxy/envoy:v1.31.0', '/etc/envoy/envoy.yaml'],
    ['hitch', null, 'hitch:1.7', '/etc/hitch/hitch.conf'],
    ['kafka', null, 'apache/kafka:4.0.1', '/mnt/shared/config/server.properties'],
    ['kafka', '4', 'apache/kafka:4.0.0', '/mnt/shared/config/server.properties'],
    ['kong', null, 'kong:3.9', '/etc/kong/kong.yml'],
    ['memcached', null, 'memcached:1.6', '/etc/memcached.conf'],
    ['mysql', null, 'mysql:8.4', '/etc/mysql/conf.d/mysqld.cnf'],
    ['varnish', null, 'varnish:7.1', '/etc/varnish/varnishd.sh'],
    ['vault-pki', '1.17.3', 'hashicorp/vault:1.17.3', '/vault/config/vault.hcl'],
  ])('runs %s, version %s, as %s', (product, version, image, target) => {
    const topology = draw(`a ==> it(${product})`, version === null ? {} : { nodes: { it: { version } } });
    const { it: service } = parse(fileOf(compose(topology))?.text ?? '').services;
    expect(service.image).toBe(image);
    expect(service.volumes).toContainEqual(expect.objectContaining({ target, read_only: true }));
  });

  it.each([
    [null, '/var/lib/postgresql/data'],
    ['17.6', '/var/lib/postgresql/data'],
    ['18', '/var/lib/postgresql'],
  ])('keeps the data of PostgreSQL %s where its image does', (version, target) => {
    const topology = draw('a ==> it(postgresql)', version === null ? {} : { nodes: { it: { version } } });
    const { it: service } = parse(fileOf(compose(topology))?.text ?? '').services;
    expect(service.volumes).toContainEqual({ type: 'volume', source: 'it', target });
  });

  it('gives the command that makes an image read what is exported', () => {
    const commandOf = (product: string) =>
      parse(fileOf(compose(draw(`a ==> it(${product})`)))?.text ?? '').services.it.command;
    expect(commandOf('varnish')).toEqual(['sh', '/etc/varnish/varnishd.sh']);
    // Compose replaces `$`, and `$$` is one.
    expect(commandOf('memcached')).toEqual(['sh', '-c', 'exec memcached $$(grep -v "^#" /etc/memcached.conf)']);
    const apache: string[] = commandOf('apache');
    expect(apache.slice(0, 3)).toEqual(['httpd-foreground', '-f', '/etc/apache2/sites-available/plainsight.conf']);
    expect(apache).toContain('LoadModule ssl_module modules/mod_ssl.so');
  });

  it('names whatever you run yourself and it does not, dialled or not', () => {
    const { notices } = compose(
      draw([
        'browser(browser) ==> front(stunnel)[terminate] --> edge(nginx)[plaintext] --> app',
        'app ==> search(elasticsearch)[terminate]',
        'app ==> cloud(aws-rds)[terminate]',
      ]),
    );
    const named = notices.filter(({ message }) => message.includes('start it yourself')).map(({ about }) => about);
    expect(named).toEqual(['front', 'app', 'search']);
  });

  it('the schema refuses what is none', () => {
    expect(validate({ services: { a: { image: 'nginx', volumez: [] } } })).toBe(false);
    expect(validate({ services: { a: { image: 'nginx', networks: { net: { aliases: 'not a list' } } } } })).toBe(false);
  });

  it('mounts the files of each service, gives it the name that is dialled, and publishes what the outside dials', () => {
    const composed = compose(
      draw('browser(browser)@net ==> edge(nginx)[terminate]@dmz =ca=> db(postgresql)[terminate]@data', {
        nodes: { db: { host: 'db.example' } },
      }),
    );
    const document = parse(fileOf(composed)?.text ?? '');
    expect(document).toMatchObject({
      services: {
        edge: {
          image: 'nginx:1.22',
          networks: { 'zone.dmz': { aliases: ['edge.internal'] }, 'zone.data': {} },
        },
        db: {
          image: 'postgres:15',
          env_file: ['./_secrets/db.env'],
          networks: { 'zone.data': { aliases: ['db.example'] } },
        },
      },
      networks: { 'zone.dmz': {}, 'zone.data': {} },
      volumes: { db: {} },
    });
    expect(document.services.edge.ports).toHaveLength(1);
    expect(document.services.db.ports).toBeUndefined();
    expect(document.services.edge.volumes).toEqual([
      { type: 'bind', source: './edge/nginx.conf', target: '/etc/nginx/nginx.conf', read_only: true },
      {
        type: 'bind',
        source: './pki/issued/nodes/edge/etc/nginx/tls',
        target: '/etc/nginx/tls',
        read_only: true,
      },
    ]);
    expect(composed.files.find(({ path }) => path === '_secrets/db.env')?.text).toMatch(/^POSTGRES_PASSWORD=$/m);
  });

  it('runs stand-ins for services in a bundle, from files of the bundle', () => {
    const check = (topology: Topology): number => {
      const bundle = bundleOf(topology);
      const document = parse(textOf(bundle, 'compose.yaml') || 'services: {}', { maxAliasCount: 0 });
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
      const paths = new Set(bundle.all.map(({ path }) => `./${path}`));
      const services = Object.values<{ image: string; volumes: { type: string; source: string }[] }>(document.services);
      for (const { source, type } of services.flatMap(({ volumes }) => volumes))
        if (type === 'bind' && !source.startsWith('./pki/issued/')) expect(paths).toContain(source);
      return services.filter(({ image }) => image.startsWith('node:')).length;
    };
    let standIns = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        standIns += check(topology);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    for (const file of templateFiles) standIns += check(readTemplate(file));
    expect(standIns).toBeGreaterThan(30);
  });

  it('gives a stand-in what it reads, its certificates, its name, and the lab as its public CA', () => {
    const bundle = bundleOf(draw('edge(nginx)[plaintext] ==> app(node-service)[terminate] ==> b[terminate]'));
    const { app } = parse(textOf(bundle, 'compose.yaml')).services;
    expect(app).toMatchObject({
      image: 'node:22-alpine',
      command: ['node', 'lab/_service.mjs', 'lab/services/app/_settings.json'],
      working_dir: '/lab',
      networks: { 'no-zone': { aliases: ['app.internal'] } },
    });
    const mounts = app.volumes.map(({ source, target }: { source: string; target: string }) => [source, target]);
    expect(mounts).toEqual([
      ['./lab/_service.mjs', '/lab/lab/_service.mjs'],
      ['./lab/services/app/_settings.json', '/lab/lab/services/app/_settings.json'],
      ['./app/servers/in.mjs', '/lab/app/servers/in.mjs'],
      ['./app/app-b.mjs', '/lab/app/app-b.mjs'],
      ['./pki/issued/nodes/app/etc/plainsight/tls', '/etc/plainsight/tls'],
      ['./pki/issued/authorities/_public-ca/ca.crt', '/etc/ssl/certs/ca-certificates.crt'],
    ]);
    expect(textOf(bundle, 'compose.yaml')).toContain('# Issue the certificates first: sh lab/issue.sh pki/issued.');
  });

  it('mounts no folder of keys that nobody issues', () => {
    const { edge } = parse(
      textOf(bundleOf(draw('a --> edge(nginx)[plaintext] =none=> b[terminate]')), 'compose.yaml'),
    ).services;
    expect(edge.volumes).toHaveLength(1);
  });

  it('means the same whatever a title says', () => {
    const of = (title: string) => {
      const topology = draw('a ==> edge(nginx)[terminate] --> b', {
        nodes: { edge: { title }, b: { title } },
      });
      return parse(fileOf(compose({ ...topology, title }))?.text ?? '');
    };
    const benign = of('Plain');
    for (const title of hostileTitles) expect(of(title), title).toEqual(benign);
  });
});
