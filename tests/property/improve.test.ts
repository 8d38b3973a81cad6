import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChanges, canonical, editsBetween, written } from '../../src/core/improve/change.ts';
import { flowsKeepWorking, type Goal, nothingNewImpossible } from '../../src/core/improve/goal.ts';
import { improveFor } from '../../src/core/improve/improve.ts';
import type { Move } from '../../src/core/improve/move.ts';
import { movesOf } from '../../src/core/improve/moves.ts';
import { blinded, type Price, undominated } from '../../src/core/improve/price.ts';
import { search } from '../../src/core/improve/search.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { writeTopology } from '../../src/core/model/write.ts';
import { products } from '../../src/core/products/index.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import {
  after,
  canInspect,
  counted,
  everySessionVerified,
  keysAtMost,
  noHints,
  noPlaintext,
  readsNothing,
  sceneOf,
} from '../support/improving.ts';

/** Goals that name what is there, by number. */
function goalsOf(topology: Topology, wishes: readonly number[]): readonly Goal[] {
  const nodes = [...topology.nodes.keys()];
  const at = (n: number) => nodes[n % nodes.length] ?? '';
  return wishes.map((wish) => {
    const of = Math.floor(wish / 5);
    return (
      [noPlaintext, everySessionVerified, readsNothing(at(of)), canInspect(at(of)), keysAtMost(1 + (of % 2))][
        wish % 5
      ] ?? noPlaintext
    );
  });
}

const wishes = fc.array(fc.nat(99), { minLength: 1, maxLength: 2 });

const always = (topology: Topology): readonly Goal[] => [
  flowsKeepWorking(sceneOf(topology)),
  nothingNewImpossible(sceneOf(topology)),
];

test('every alternative, applied, meets all goals and keeps what works', () => {
  let alternatives = 0;
  fc.assert(
    fc.property(topologies, wishes, (topology, wanted) => {
      const goals = goalsOf(topology, wanted);
      const bytes = writeTopology(topology);
      const found = improveFor(
        topology,
        products,
        { goals, keep: [], hints: noHints, price: counted },
        { maxEdits: 3, maxTried: 40 },
      );
      expect(writeTopology(topology)).toBe(bytes);
      if (found.kind !== 'found') return;
      for (const { edits, price, steps } of found.alternatives) {
        alternatives++;
        const scene = after(topology, edits);
        expect(steps).toHaveLength(price.edits);
        expect(price.factors).toEqual(counted(scene));
        for (const goal of [...goals, ...always(topology)])
          expect(goal.judge(scene).met, `${goal.text}\n${steps.map(({ title }) => title).join('\n')}`).toBe(true);
      }
      expect(undominated(found.alternatives)).toEqual(found.alternatives);
    }),
    { numRuns: 100 },
  );
  // A law about alternatives says nothing where there are none.
  expect(alternatives).toBeGreaterThan(15);
});

test('no smaller set of the steps meets them', () => {
  let larger = 0;
  fc.assert(
    fc.property(topologies, wishes, (topology, wanted) => {
      const goals = [...goalsOf(topology, wanted), ...always(topology)];
      const start = written(topology, products);
      const { found } = search(start, products, goals, noHints, { maxEdits: 3, maxTried: 40 });
      for (const { moves } of found)
        for (let bits = 0; bits < 2 ** moves.length - 1; bits++) {
          const some = moves.filter((_, position) => (bits >> position) & 1);
          const reached = applied(start, some);
          if (reached === null) continue;
          if (some.length > 0) larger++;
          expect(goals.every((goal) => goal.judge(sceneOf(reached)).met === true)).toBe(false);
        }
    }),
    { numRuns: 100 },
  );
  expect(larger).toBeGreaterThan(3);
});

const applied = (start: Topology, moves: readonly Move[]): Topology | null =>
  moves.reduce<Topology | null>((at, { changes }) => at && applyChanges(at, changes), start);

/** Two or three components in a row, each hop and each end as it comes. */
const tiny: fc.Arbitrary<Topology> = fc
  .record({
    client: fc.constantFrom('c(browser)', 'c', 'c@vpc'),
    middle: fc.option(
      fc.constantFrom('m(nginx)[plaintext]', 'm(nginx)[terminate]', 'm(aws-alb)[terminate]', 'm[permissive]'),
    ),
    arrows: fc.tuple(fc.constantFrom('==>', '=none=>', '-->', '~~>'), fc.constantFrom('-->', '=none=>', '=ca=>')),
    end: fc.constantFrom('s[plaintext]', 's[terminate]', 's[permissive]@vpc', 's(nginx)[terminate]'),
  })
  .map(({ client, middle, arrows: [first, second], end }) =>
    draw(middle === null ? `${client} ${first} ${end}` : `${client} ${first} ${middle} ${second} ${end}`),
  );

test('when it says exact, it is what trying everything finds', () => {
  let some = 0;
  const maxEdits = 2;
  fc.assert(
    fc.property(tiny, wishes, (topology, wanted) => {
      const goals = goalsOf(topology, wanted);
      const found = improveFor(
        topology,
        products,
        { goals, keep: [], hints: noHints, price: counted },
        { maxEdits, maxTried: 5_000 },
      );
      const every = bruteForce(topology, [...goals, ...always(topology)], maxEdits);
      if (found.kind === 'met') {
        expect(every).toEqual([]);
        return;
      }
      expect(found.exact).toBe(true);
      const prices = (list: readonly { readonly price: Price }[]) =>
        [...new Set(list.map(({ price }) => canonical(price)))].sort();
      const shown = found.kind === 'found' ? found.alternatives : [];
      const best = prices(undominated(every));
      if (shown.length < 5) expect(prices(shown)).toEqual(best);
      else for (const price of prices(shown)) expect(best).toContain(price);
      if (every.length > 0) some++;
    }),
    { numRuns: 60 },
  );
  expect(some).toBeGreaterThan(8);
});

/** Every order of every choice of moves, without a thought for what could matter; the minimal sets that meet all. */
function bruteForce(
  topology: Topology,
  goals: readonly Goal[],
  maxEdits: number,
): readonly { readonly price: Price }[] {
  const start = written(topology, products);
  const before = sceneOf(topology);
  const known = new Map<string, boolean>();
  const meets = (at: Topology) => {
    const key = canonical(editsBetween(start, at));
    const answer = known.get(key) ?? goals.every((goal) => goal.judge(sceneOf(at)).met === true);
    known.set(key, answer);
    return answer;
  };
  if (meets(start)) return [];
  const sets: { readonly moves: readonly Move[]; readonly at: Topology }[] = [];
  const follow = (moves: readonly Move[], at: Topology): void => {
    if (moves.length > 0 && meets(at)) sets.push({ moves, at });
    if (moves.length === maxEdits) return;
    for (const move of movesOf(sceneOf(at), noHints)) {
      const next = applyChanges(at, move.changes);
      if (next) follow([...moves, move], next);
    }
  };
  follow([], start);
  return sets
    .filter(({ moves }) => {
      for (let bits = 0; bits < 2 ** moves.length - 1; bits++) {
        const reached = applied(
          start,
          moves.filter((_, position) => (bits >> position) & 1),
        );
        if (reached && meets(reached)) return false;
      }
      return true;
    })
    .map(({ moves, at }) => ({
      price: { edits: moves.length, blinded: blinded(before, sceneOf(at)).length, factors: counted(sceneOf(at)) },
    }));
}
