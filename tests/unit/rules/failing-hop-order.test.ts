import { expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { draw } from '../../support/draw.ts';

/** Two ways through a relay that is asked for paths which it cannot see: both stop at the hop before it. */
const drawn: Topology = {
  ...draw(['a ==> relay(cloudflare-spectrum)[tcp] ==> b(envoy)[tcp] ==> c[terminate]', 'relay ==> c'], {
    links: { 'relay-b': { match: { path: '/b' } }, 'relay-c': { match: { path: '/c' } } },
  }),
  // Derived: in the order of the links.
  flows: new Map(),
};

test('several ways that stop at one hop are told alike, whatever the order of the links', () => {
  const backwards: Topology = { ...drawn, links: new Map([...drawn.links].reverse()) };
  const said = (topology: Topology) =>
    check(topology).findings.map(({ message, fixes }) => [
      message,
      ...fixes.map(({ title, note }) => `${title} ${note ?? ''}`),
    ]);
  expect(said(drawn).flat().join()).toContain('2 flows stop here');
  expect(said(drawn).flat().join()).toContain(', and Route to');
  expect(said(backwards)).toEqual(said(drawn));
});
