import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Plan, planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { topologies } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';

const pathsOf = ({ listeners, upstreams }: Plan): readonly string[] => [
  ...listeners.flatMap(({ files }) => Object.values(files)),
  ...upstreams.flatMap(({ issuer, files: { trust, ...own } }) => [
    // The system's store of public CAs is everybody's.
    ...(issuer === 'public-ca' ? [] : [trust]),
    ...Object.values(own),
  ]),
];

const plansOf = (topology: Parameters<typeof simulate>[0]) =>
  planDesign(topology, simulate(topology, products), products);

describe('the files of a node', () => {
  test('are told apart where the id of a listener reads like that of a link with more behind it', () => {
    const ids = ['x', 'x-client', 'x-ca', 'x-clients-ca'];
    const topology = draw('a ==> b[terminate] =mutual=> c[mutual]', {
      nodes: {
        b: {
          listeners: ids.map((id, i) => ({
            id,
            port: 8443 + i,
            tls: { mode: 'terminate', certificate: { issuer: 'private-ca' }, clientCertificate: 'required' },
          })),
        },
      },
    });
    const links = new Map(
      [...topology.links].map(([id, link]) => [id === 'b-c' ? 'x' : id, id === 'b-c' ? { ...link, id: 'x' } : link]),
    );
    const plan = plansOf({ ...topology, links, flows: new Map() }).find(({ node }) => node.id === 'b');
    const paths = plan ? pathsOf(plan) : [];
    expect(paths.length).toBeGreaterThan(16);
    // A listener `x` and a link `x` share nothing either.
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('share no path in 200 random designs', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        for (const plan of plansOf(topology)) {
          const paths = pathsOf(plan);
          expect(new Set(paths).size).toBe(paths.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});
