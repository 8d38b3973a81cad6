import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Product, productKinds, type Support } from '../../src/core/model/product.ts';
import { readTopology } from '../../src/core/model/read.ts';
import { Dial, Issuer, Listener, TlsVersion } from '../../src/core/model/schema.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { causes } from '../../src/core/simulation/causes.ts';

const folder = fileURLToPath(new URL('../../src/core/products', import.meta.url));
const folders = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const known = [...products.values()];

/** Every page that a product's record names. */
const sourcesOf = ({ supports, versions, keyLocation, facts }: Product): readonly (readonly [string, string])[] => [
  ...Object.entries(supports).flatMap(([feature, support]: [string, Support]) =>
    support.can === 'unverified' ? [] : [[feature, support.source] as const],
  ),
  ['versions', versions.source],
  ['keyLocation', keyLocation.source],
  ...facts.map((fact, index) => [`fact ${index + 1}`, fact.source] as const),
];

describe('the registry of products', () => {
  it('holds one product per folder, under the name of the folder', () => {
    expect([...products.keys()].sort()).toEqual(folders);
    for (const [id, product] of products) expect(product.id).toBe(id);
  });

  it('finds an exporter wherever a folder has one, and nowhere else', () => {
    const written = folders.filter((name) => existsSync(`${folder}/${name}/export.ts`));
    expect([...exporters.keys()].sort()).toEqual(written);
    for (const exporter of exporters.values()) expect(exporter).toBeTypeOf('function');
  });

  it('starts with the products that the four patterns need', () => {
    for (const id of [
      'browser',
      'mobile-app',
      'aws-cloudfront',
      'aws-alb',
      'aws-nlb',
      'nginx',
      'haproxy',
      'generic-service',
      'postgresql',
      'redis',
    ])
      expect(folders).toContain(id);
  });

  it('has titles that tell its products apart', () => {
    expect(new Set(known.map(({ title }) => title)).size).toBe(known.length);
  });
});

describe.each(known.map((product) => [product.id, product] as const))('%s', (id, product) => {
  it('has an icon to be used as a mask: one small svg that runs, loads and names nothing', () => {
    const icon = readFileSync(`${folder}/${id}/icon.svg`, 'utf8');
    expect(icon).toMatch(/^<svg [^>]*viewBox="0 0 24 24"/);
    expect(icon.trimEnd()).toMatch(/<\/svg>$/);
    expect(icon).not.toMatch(/<script|<foreignObject|\son[a-z]+=|(?:xlink:)?href|url\(|<!ENTITY/i);
    expect(icon.length).toBeLessThan(4_000);
  });

  it('has a page for its users, with sources', () => {
    const page = readFileSync(`${folder}/${id}/README.md`, 'utf8');
    expect(page).toMatch(/^# .+/);
    expect(page.length).toBeGreaterThan(300);
    expect(page).toMatch(/https:\/\//);
  });

  it('names an https page for everything that it claims', () => {
    for (const [claim, source] of sourcesOf(product)) {
      expect(URL.canParse(source), `${claim}: ${source}`).toBe(true);
      expect(new URL(source).protocol, claim).toBe('https:');
      expect(source, claim).not.toMatch(/\s|example\.|localhost|TODO/i);
      expect(source, `${claim}: the front page of a Terraform provider says nothing`).not.toMatch(
        /^https:\/\/registry\.terraform\.io\/providers\/[^/]+\/[^/]+(\/[^/]+(\/docs)?)?\/?$/,
      );
    }
  });

  it('says something wherever it answers', () => {
    for (const [feature, support] of Object.entries(product.supports)) {
      const said = support.can === 'yes' ? support.how : support.why;
      expect(said.trim().length, feature).toBeGreaterThan(3);
    }
    for (const { text } of [product.keyLocation, ...product.facts]) expect(text).toMatch(/[.!?]$/);
    expect(productKinds).toContain(product.kind);
    expect(product.summary.length).toBeLessThan(90);
    expect(product.checkedAgainst).not.toBe('');
  });

  it('has defaults that a document could hold', () => {
    const { listeners, dial, issuer, protocol } = product.defaults;
    for (const listener of listeners) v.parse(Listener, listener);
    v.parse(Dial, dial);
    v.parse(Issuer, issuer);
    expect(new Set(listeners.map((listener) => listener.id)).size).toBe(listeners.length);
    for (const range of [product.versions.listen, product.versions.dial]) {
      for (const version of range) v.parse(TlsVersion, version);
      expect(range[0] <= range[1]).toBe(true);
    }
    const read = readTopology(
      JSON.stringify({
        format: 'plainsight/topology',
        version: 1,
        title: product.title,
        nodes: [{ id: 'it', product: id, title: product.title, listeners }],
        links: [],
      }),
    );
    expect(read).toMatchObject({ ok: true });
    expect(protocol).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('can do what its defaults do', () => {
    const { listeners, dial } = product.defaults;
    for (const { tls } of listeners) {
      const mode = tls.mode === 'passthrough' ? (`passthrough-${tls.by ?? 'tcp'}` as const) : tls.mode;
      expect(product.supports[`listen:${mode}`].can, mode).toBe('yes');
    }
    const dials = Object.entries(product.supports).some(
      ([feature, { can }]) => feature.startsWith('dial:') && can === 'yes',
    );
    if (dials) expect(product.supports[`dial:${dial.tls}`].can, dial.tls).toBe('yes');
  });

  it('has log lines for causes that exist', () => {
    for (const code of Object.keys(product.logs ?? {})) expect(Object.keys(causes)).toContain(code);
  });
});
