import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { titles } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { readManifest } from '../../support/kubernetes.ts';
import { kubernetesExporters } from '../../support/kubernetes-exports.ts';
import { hostileTitles, paths } from '../../support/proxies.ts';

function exported(product: string, topology: Topology): string {
  const plan = planDesign(topology, simulate(topology, products), products).find((each) => each.product.id === product);
  const file = plan && kubernetesExporters.get(product)?.(plan).files[0];
  if (!file) throw new Error('nothing was exported');
  return file.text;
}

/** One of everything that shows a title: a failing hop, an unverified one, a routed one, an issued certificate. */
function named(product: string, title: string): Topology {
  const issuing = product === 'cert-manager';
  const edge = issuing ? 'gateway-api' : product;
  const topology = draw(
    [
      `client ==> edge(${edge})[terminate] ==> app[terminate]`,
      'client ==> edge ==> broken[plaintext]',
      'client ==> edge --> api[plaintext]',
      ...(issuing ? ['ca(cert-manager) ==> app'] : []),
    ],
    {
      links: { 'edge-api': { match: { path: '/api' } }, 'edge-broken': { match: { path: '/broken' } } },
      listeners: issuing ? { edge: { tls: { certificate: { issuer: 'private-ca', issuedBy: 'ca' } } } } : {},
    },
  );
  return { ...topology, title, nodes: new Map([...topology.nodes].map(([id, node]) => [id, { ...node, title }])) };
}

describe.each([...kubernetesExporters.keys()])('hostile text in what is exported for %s', (product) => {
  it('changes nothing but comments when it is a title', () => {
    const benign = readManifest(exported(product, named(product, 'Plain')));
    expect(benign.length).toBeGreaterThan(0);
    const check = (title: string) => {
      const text = exported(product, named(product, title));
      expect(readManifest(text)).toEqual(benign);
      for (const line of text.split('\n')) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(line.length).toBeLessThan(500);
      }
    };
    for (const title of hostileTitles) check(title);
    fc.assert(fc.property(titles, check), { numRuns: 100 });
  });
});

describe.each(['ingress-nginx', 'gateway-api', 'traefik-ingress'])(
  'a hostile path in what is exported for %s',
  (product) => {
    const routed = (path: string) =>
      readManifest(
        exported(
          product,
          draw([`client --> edge(${product})[plaintext] --> app[plaintext]`, 'client --> edge --> api[plaintext]'], {
            links: { 'edge-api': { match: { path } } },
          }),
        ),
      );
    const leaves = (value: unknown): readonly string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]))
          : typeof value;

    it('reads back as it was drawn, or is left out', () => {
      const plain = shape(routed('/plain'));
      let kept = 0;
      fc.assert(
        fc.property(paths, (path) => {
          fc.pre(path !== '/');
          const objects = routed(path);
          const written =
            product === 'traefik-ingress'
              ? leaves(objects).flatMap((leaf) => {
                  const [, literal = ''] = /^PathPrefix\((.*)\)$/s.exec(leaf) ?? [];
                  if (literal === '') return [];
                  return [literal.startsWith('"') ? JSON.parse(literal) : literal.slice(1, -1)];
                })
              : leaves(objects);
          if (product === 'traefik-ingress' || written.includes(path)) {
            expect(shape(objects)).toEqual(plain);
            expect(written).toContain(path);
            kept++;
          } else expect(leaves(objects).join(' ')).not.toContain(path);
        }),
        { numRuns: 200 },
      );
      expect(kept).toBeGreaterThan(5);
    });
  },
);
