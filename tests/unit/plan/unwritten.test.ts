import { expect, test } from 'vitest';
import { exportDesign } from '../../../src/core/plan/bundle.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

test('what is drawn and no export writes yet is said, in the file as well', () => {
  const topology = draw('a =mutual=> edge(generic-service)[mutual] ==> b[terminate]', {
    nodes: { edge: { allows: ['a'] } },
    listeners: { edge: { alpn: ['h2'], mesh: 'strict', tls: { keyExchange: 'hybrid', strictTransport: 'sent' } } },
    links: { 'edge-b': { mesh: 'disable', dial: { keyExchange: 'rsa', alpn: ['http/1.1'], earlyData: true } } },
  });
  const plans = planDesign(topology, simulate(topology, products), products);
  const { nodes } = exportDesign(plans, exporters);
  const edge = nodes.find(({ node }) => node === 'edge');
  const said =
    edge?.notices.filter(({ kind }) => kind === 'by-hand').map(({ about, message }) => `${about}: ${message}`) ?? [];
  for (const [about, what] of [
    ['edge', /Who may call edge/],
    ['in', /key exchange \(hybrid\)/],
    ['in', /Strict-Transport-Security/],
    ['in', /application protocols \(h2\)/],
    ['in', /mesh asks of this port \(strict\)/],
    ['edge-b', /key exchange \(rsa\)/],
    ['edge-b', /application protocols \(http\/1\.1\)/],
    ['edge-b', /Early data/],
    ['edge-b', /treats this link \(disable\)/],
  ] as const)
    expect(
      said.filter((each) => each.startsWith(`${about}: `) && what.test(each)),
      String(what),
    ).toHaveLength(1);
  const file = edge?.files[0]?.text ?? '';
  for (const notice of edge?.notices ?? []) expect(file).toContain(notice.message.slice(0, 40));
});

test('a plain design has nothing of the kind', () => {
  const topology = draw('a ==> edge(nginx)[terminate] --> b');
  const plans = planDesign(topology, simulate(topology, products), products);
  expect(plans.flatMap(({ notices }) => notices.filter(({ kind }) => kind === 'by-hand'))).toEqual([]);
});
