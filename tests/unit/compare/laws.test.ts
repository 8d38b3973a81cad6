import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween, withChanges } from '../../../src/core/compare/change.ts';
import { compare, type Difference } from '../../../src/core/compare/index.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import { put } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { topologies } from '../../support/arbitrary.ts';

const turned = { better: 'worse', worse: 'better', neutral: 'neutral' } as const;

/** A difference without its words about the place, which are those of the second drawing. */
const plain = (differences: readonly Difference[]) =>
  differences
    .map(({ section, before, after, judgement }) => JSON.stringify([section, before, after, judgement]))
    .sort();

/** A drawing, and the same after some of its dials, listeners and zones were taken from another one. */
const pairs: fc.Arbitrary<readonly [Topology, Topology]> = fc
  .tuple(topologies, topologies, fc.infiniteStream(fc.nat(9)))
  .map(([a, other, stream]) => {
    let b = a;
    const chosen = () => (stream.next().value ?? 0) === 0;
    const dials = [...other.links.values()].map(({ dial }) => dial);
    const [dial] = dials;
    if (dial)
      for (const [i, link] of [...a.links.values()].entries())
        if (chosen()) b = { ...b, links: put(b.links, link.id, { ...link, dial: dials[i % dials.length] ?? dial }) };
    for (const zone of a.zones.values())
      if (chosen()) b = { ...b, zones: put(b.zones, zone.id, { ...zone, networkEncryption: 'wireguard' }) };
    for (const asset of a.data.values())
      if (chosen()) b = { ...b, data: put(b.data, asset.id, { ...asset, classification: 'health' }) };
    return [a, b] as const;
  });

test('the other way round, better is worse and the rest the same; every difference has a cause', () => {
  let found = 0;
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const there = compare(a, b);
      const back = compare(b, a);
      expect(plain(there.differences)).toEqual(
        plain(
          back.differences.map((each) => ({
            ...each,
            before: each.after,
            after: each.before,
            judgement: turned[each.judgement],
          })),
        ),
      );
      found += there.differences.length;
      for (const { causes } of there.differences) {
        expect(causes.length).toBeGreaterThan(0);
        for (const { change } of causes) expect(there.changes).toContain(change);
      }
      if (there.changes.length === 0) expect(there.differences).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(200);
});

test('two drawings that have nothing to do with each other can be compared', () => {
  fc.assert(
    fc.property(topologies, topologies, (a, b) => {
      const there = compare(a, b).differences;
      const back = compare(b, a).differences;
      expect(there.map(({ judgement }) => judgement).sort()).toEqual(
        back.map(({ judgement }) => turned[judgement]).sort(),
      );
    }),
    { numRuns: 20 },
  );
});

test('all changes together make the one drawing of the other', () => {
  fc.assert(
    fc.property(topologies, topologies, (a, b) => {
      const made = withChanges(a, changesBetween(a, b));
      expect(changesBetween(made, b)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('order and place on the canvas are no difference', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const document = toDocument(topology);
      const read = readDocument({
        ...document,
        zones: [...document.zones].reverse(),
        nodes: document.nodes.map((node) => ({ ...node, position: { x: 7, y: 7 } })).reverse(),
        links: [...document.links].reverse(),
        data: [...document.data].reverse(),
        flows: [...document.flows].reverse(),
      });
      if (!read.ok) throw new Error('not a document');
      expect(compare(topology, read.value)).toEqual({ changes: [], differences: [] });
    }),
    { numRuns: 300 },
  );
});
