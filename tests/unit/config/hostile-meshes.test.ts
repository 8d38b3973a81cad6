import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mesh } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { titles } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
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
