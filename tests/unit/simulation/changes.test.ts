import { describe, expect, test } from 'vitest';
import { changesIn } from '../../../src/core/simulation/changes.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id })) as [{ id: string }, { id: string }, { id: string }];
const other = { id: 'b' };
const table = (...records: { id: string }[]) => new Map(records.map((record) => [record.id, record]));

describe('what differs between two states of a table', () => {
  test.each([
    ['nothing', table(a, b), table(a, b), [], false],
    ['a record in place', table(a, b, c), table(a, other, c), [[b, other]], false],
    ['a record more', table(a), table(a, b), [[undefined, b]], true],
    ['a record less', table(a, b), table(b), [[a, undefined]], true],
    [
      'one for another',
      table(a, b),
      table(a, c),
      [
        [b, undefined],
        [undefined, c],
      ],
      true,
    ],
    ['the order alone', table(a, b), table(b, a), [], true],
    ['the order, and a record', table(a, b), table(other, a), [[b, other]], true],
  ])('%s', (_, from, to, pairs, grown) => {
    const changes = changesIn(from, to);
    expect(changes.pairs.map((pair) => [pair.from, pair.to])).toEqual(pairs);
    for (const [i, [was, is]] of pairs.entries()) {
      expect(changes.pairs[i]?.from).toBe(was);
      expect(changes.pairs[i]?.to).toBe(is);
    }
    expect(changes.grown).toBe(grown);
  });
});
