import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDocument } from '../../../src/core/model/read.ts';
import { describe } from '../../../src/core/model/result.ts';
import type { Document } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { judgePack, packs } from '../../../src/core/regimes/index.ts';
import type { ClauseVerdict } from '../../../src/core/regimes/verdict.ts';
import { hostOf, listenersOf } from '../../../src/core/simulation/bounds.ts';
import { topologies } from '../../support/arbitrary.ts';
import { lineOf, sceneOf } from './support.ts';

const runs = { numRuns: 100 };

/** Every pack at each of its levels. */
const all = [...packs.values()].flatMap(({ id, levels, clauses }) =>
  (levels.length > 0 ? levels.map((level) => level.id) : [undefined]).map((level) => ({
    id,
    level,
    inForce: clauses.filter((each) => !each.levels || (level !== undefined && each.levels.includes(level))),
  })),
);

const judged = (topology: Topology): readonly ClauseVerdict[] => {
  const scene = sceneOf(topology);
  return all.flatMap(({ id, level }) => judgePack(scene, id, level));
};

function read(document: Document): Topology {
  const result = readDocument(document);
  if (!result.ok) throw new Error(result.problems.map(describe).join('\n'));
  return result.value;
}

/** Names that depend on the id only hide in hosts; drawn out, they stay. */
const withHosts = (topology: Topology): Topology => ({
  ...topology,
  nodes: new Map([...topology.nodes].map(([id, node]) => [id, { ...node, host: hostOf(node) }])),
});

const said = (results: readonly ClauseVerdict[], name: (id: string) => string = (id) => id): readonly string[] =>
  results
    .map((each) => {
      const place = each.place.link ?? each.place.node;
      return `${each.pack}/${lineOf(each).replace(/ .*(?= )/, place === undefined ? ' -' : ` ${name(place)}`)} ${each.message}`;
    })
    .sort();

test('every clause in force has its say on every drawing, in words', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const scene = sceneOf(topology);
      for (const { id, level, inForce } of all) {
        const results = judgePack(scene, id, level);
        expect(new Set(results.map(({ clause }) => clause))).toEqual(new Set(inForce.map((each) => each.id)));
        for (const { message, place } of results) {
          expect(message).toMatch(/[.?)]$/);
          if (place.link !== undefined) expect(topology.links.has(place.link)).toBe(true);
          if (place.node !== undefined) expect(topology.nodes.has(place.node)).toBe(true);
        }
      }
    }),
    runs,
  );
});

test('the order in which a drawing is written down changes nothing', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const document = toDocument(topology);
      const turned = read({
        ...document,
        zones: document.zones.toReversed(),
        nodes: document.nodes.toReversed(),
        links: document.links.toReversed(),
        data: document.data.toReversed(),
        flows: document.flows.map((flow) => ({ ...flow, carries: flow.carries.toReversed() })).toReversed(),
      });
      expect(said(judged(turned))).toEqual(said(judged(topology)));
    }),
    runs,
  );
});

test('what ids are called changes nothing', () => {
  // Against the order of the old names, and of another length.
  const anew = (id: string): string =>
    `z${[...id]
      .map((letter) => String.fromCharCode(122 - (letter.charCodeAt(0) % 26)))
      .join('')
      .slice(0, 20)}${[...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7)}`;
  fc.assert(
    fc.property(topologies.map(withHosts), (topology) => {
      const document = toDocument(topology);
      const listener = (node: string, id: string): string =>
        topology.nodes.get(node)?.listeners?.some((each) => each.id === id) ? anew(id) : id;
      const renamed = read({
        ...document,
        zones: document.zones.map((each) => ({
          ...each,
          id: anew(each.id),
          ...(each.parent ? { parent: anew(each.parent) } : {}),
        })),
        nodes: document.nodes.map((each) => ({
          ...each,
          id: anew(each.id),
          ...(each.zone ? { zone: anew(each.zone) } : {}),
          ...(each.stores ? { stores: each.stores.map(anew) } : {}),
          ...(each.allows ? { allows: each.allows.map(anew) } : {}),
          ...(each.listeners
            ? {
                listeners: listenersOf(each, { defaults: { listeners: [] } } as never).map((one) => ({
                  ...one,
                  id: anew(one.id),
                })),
              }
            : {}),
        })),
        links: document.links.map((each) => ({
          ...each,
          id: anew(each.id),
          from: anew(each.from),
          to: anew(each.to),
          ...(each.listener ? { listener: listener(each.to, each.listener) } : {}),
          ...(each.fromListener ? { fromListener: listener(each.from, each.fromListener) } : {}),
        })),
        data: document.data.map((each) => ({
          ...each,
          id: anew(each.id),
          ...(each.protection
            ? { protection: { by: anew(each.protection.by), readableBy: each.protection.readableBy.map(anew) } }
            : {}),
        })),
        flows: document.flows.map((each) => ({
          ...each,
          id: anew(each.id),
          path: each.path.map(anew),
          carries: each.carries.map(anew),
          ...(each.returns ? { returns: each.returns.map(anew) } : {}),
        })),
      });
      expect(said(judged(renamed))).toEqual(said(judged(topology), anew));
    }),
    runs,
  );
});

test('a hop that nothing crosses is never passed', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const scene = sceneOf(topology);
      const overHops = new Set(
        [...packs.values()].flatMap(({ id, clauses }) =>
          clauses.filter(({ over }) => over === 'hop').map((each) => `${id}/${each.id}`),
        ),
      );
      for (const { pack, clause, place, verdict, undecided } of judged(topology)) {
        if (place.link === undefined || !overHops.has(`${pack}/${clause}`)) continue;
        const state = scene.simulation.links.get(place.link)?.state;
        if (state !== 'failed' && state !== 'unreached') continue;
        expect([verdict, undecided]).toEqual(['N/A', true]);
      }
    }),
    runs,
  );
});

test('what a tap reads is never passed by a regime that asks for encryption everywhere', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const scene = sceneOf(topology);
      const verdicts = new Map(
        judgePack(scene, 'asvs-5', 'l2')
          .filter(({ clause, place }) => clause === '12.3.1' && place.link !== undefined)
          .map(({ place, verdict }) => [place.link, verdict]),
      );
      for (const [id, { exposure, state }] of scene.simulation.links)
        if (state === 'plaintext' && Object.values(exposure).includes('plaintext') && verdicts.has(id))
          expect(verdicts.get(id)).toBe('FAIL');
    }),
    runs,
  );
});
