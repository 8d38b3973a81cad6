import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mesh } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { titles } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { exportedFiles } from '../../support/exported.ts';
import { readManifest } from '../../support/kubernetes.ts';
import { meshExports } from '../../support/meshes.ts';
import { hostileTitles } from '../../support/proxies.ts';

const products = ['istio', 'linkerd', 'consul'] as const;

/** One of everything that shows a title: a caller without identity, a failing hop, one that is not to be said. */
function named(product: Mesh['product'], title: string): Topology {
  const topology = draw(
    [
      'web@shop --> app[plaintext]@shop --> db[plaintext]@shop',
      'app --> closed@shop',
      'stranger --> app',
      'app --> out[tcp]',
    ],
    {
      zones: [{ id: 'shop', kind: 'mesh', title, mesh: { product, mode: 'permissive' } }],
      nodes: { app: { allows: ['web', 'stranger'] }, closed: { listeners: [] } },
      links: { 'app-db': { mesh: 'mutual' }, 'app-out': { mesh: 'simple', dial: { verify: 'ca', sni: null } } },
      listeners: { db: { mesh: 'disabled' } },
    },
  );
  return { ...topology, title, nodes: new Map([...topology.nodes].map(([id, node]) => [id, { ...node, title }])) };
}

const filesOf = (topology: Topology) => meshExports(topology).flatMap(({ files }) => files);

describe.each(products)('hostile text in what is exported for a zone of %s', (product) => {
  it('changes nothing but comments when it is a title', () => {
    const benign = filesOf(named(product, 'Plain')).map(({ path, text }) => [path, readManifest(text)]);
    expect(benign.length).toBeGreaterThan(2);
    const check = (title: string) => {
      const files = filesOf(named(product, title));
      expect(files.map(({ path, text }) => [path, readManifest(text)])).toEqual(benign);
      for (const { text } of files)
        for (const line of text.split('\n')) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(line.length).toBeLessThan(500);
        }
    };
    for (const title of hostileTitles) check(title);
    fc.assert(fc.property(titles, check), { numRuns: 60 });
  });
});

describe.each([
  ['istio-gateway', 'istio'],
  ['istio-egress-gateway', 'istio'],
  ['consul-api-gateway', 'consul'],
  ['consul-terminating-gateway', 'consul'],
  ['consul-mesh-gateway', 'consul'],
] as const)('hostile text in what is exported for %s', (product, mesh) => {
  const exporter = exporters.get(product);
  if (!exporter) throw new Error(`${product} has no exporter`);
  const files = (title: string) => {
    const drawn = draw(
      [`client =mutual=> edge(${product})[mutual]@shop ==> app[terminate]@shop`, 'client ==> edge ==> out[plaintext]'],
      {
        zones: [{ id: 'shop', kind: 'mesh', title, mesh: { product: mesh, mode: 'strict' } }],
        links: { 'edge-out': { match: { path: '/out' } } },
      },
    );
    const nodes = new Map([...drawn.nodes].map(([id, node]) => [id, { ...node, title }]));
    return exportedFiles(product, exporter, { ...drawn, title, nodes });
  };

  it('changes nothing but comments when it is a title', () => {
    const read = (title: string) => files(title).map(({ text }) => readManifest(text));
    const benign = read('Plain');
    expect(benign[0]?.length).toBeGreaterThan(0);
    for (const title of hostileTitles) expect(read(title)).toEqual(benign);
    fc.assert(
      fc.property(titles, (title) => {
        expect(read(title)).toEqual(benign);
      }),
      { numRuns: 60 },
    );
  });
});
