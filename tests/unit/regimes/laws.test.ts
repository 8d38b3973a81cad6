import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { judgePack, packs } from '../../../src/core/regimes/index.ts';
import type { ClauseVerdict } from '../../../src/core/regimes/verdict.ts';
import { topologies } from '../../support/arbitrary.ts';
import { backwards, renamed, reordered, withHosts } from '../../support/rewritten.ts';
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
      const turned = reordered(topology, backwards);
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
      const called = renamed(topology, {
        zones: anew,
        nodes: anew,
        links: anew,
        data: anew,
        flows: anew,
        listeners: anew,
      });
      expect(said(judged(called))).toEqual(said(judged(topology), anew));
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
