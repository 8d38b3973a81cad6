import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Exporter } from '../../../src/core/plan/exporter.ts';
import { exportPlan as exportEnvoy } from '../../../src/core/products/envoy/export.ts';
import { exportPlan as exportKong } from '../../../src/core/products/kong/export.ts';
import { exportPlan as exportTraefik } from '../../../src/core/products/traefik/export.ts';
import { titles } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { exportedFiles } from '../../support/exported.ts';
import { hostileTitles, paths } from '../../support/proxies.ts';
import { readKongConf } from '../../support/schemas/kong.ts';

/** What a reader gets out of the files: comments are gone, every leaf is as it was meant. */
const read = (product: string, exportPlan: Exporter, topology: Topology): readonly unknown[] =>
  exportedFiles(product, exportPlan, topology).map(({ path, text }) => {
    if (path.endsWith('.conf')) {
      const { values, problems } = readKongConf(text);
      expect(problems).toEqual([]);
      return [...values];
    }
    // Traefik runs its second file as a template first.
    if (path.endsWith('dynamic.yaml')) expect(text).not.toContain('{{');
    const documents = parseAllDocuments(text);
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    return documents.map((document) => document.toJS());
  });

/** A proxy with one of everything that shows a title: a failing hop, an unverified one, a routed one. */
const named = (product: string, title: string): Topology => ({
  ...draw(
    [
      `client ==> edge(${product})[terminate] =none=> app[terminate]`,
      'client ==> edge ==> broken[plaintext]',
      'client ==> edge --> api[plaintext]',
    ],
    {
      nodes: Object.fromEntries(['client', 'edge', 'app', 'broken', 'api'].map((id) => [id, { title }])),
      links: { 'edge-api': { match: { path: '/api' } }, 'edge-broken': { match: { path: '/broken' } } },
    },
  ),
  title,
});

/** Where an export holds a path, and how it stands there; null where the product takes no such path. */
const proxies: readonly [product: string, exportPlan: Exporter, written: (path: string) => string | null][] = [
  ['envoy', exportEnvoy, (path) => path],
  ['traefik', exportTraefik, (path) => `PathPrefix(${path.includes('`') ? JSON.stringify(path) : `\`${path}\``})`],
  [
    'kong',
    exportKong,
    (path) =>
      /^\/[A-Za-z0-9.\-_~/:@!$&'()*+,;=]*$/.test(path) && !path.includes('//') && !/\/\.{1,2}(?:\/|$)/.test(path)
        ? path
        : null,
  ],
];

describe.each(proxies)('hostile text in %s', (product, exportPlan, written) => {
  it('changes nothing that is read when it is a title', () => {
    const plain = read(product, exportPlan, named(product, 'Plain'));
    const check = (title: string) => {
      expect(read(product, exportPlan, named(product, title))).toEqual(plain);
    };
    for (const title of [
      ...hostileTitles,
      '{{ env "HOME" }}',
      '{{{',
      '{{/*',
      '# {{\n---\nlisteners: []'.replaceAll('\n', ' '),
    ])
      check(title);
    fc.assert(fc.property(titles, check), { numRuns: 150 });
  });

  it('stays one leaf when it is a path', () => {
    const routed = (path: string) =>
      read(
        product,
        exportPlan,
        draw([`client --> edge(${product})[plaintext] --> app[plaintext]`, 'client --> edge --> api[plaintext]'], {
          links: { 'edge-api': { match: { path } } },
        }),
      );
    const plain = JSON.stringify(routed('/plain'));
    const check = (path: string) => {
      const leaf = written(path);
      // Two routes for all paths are one route with two upstreams.
      fc.pre(path !== '/' && leaf !== null);
      const from = JSON.stringify(written('/plain')).slice(1, -1);
      expect(JSON.stringify(routed(path))).toBe(plain.replace(from, () => JSON.stringify(leaf).slice(1, -1)));
    };
    fc.assert(fc.property(paths, check), { numRuns: 200 });
    if (product === 'traefik') for (const path of ['/{{', '/{{{x}}', '/`{{"', "/'{{'"]) check(path);
  });
});
