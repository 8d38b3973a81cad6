import { describe, expect, test } from 'vitest';
import { applyChanges, changesOf, editsBetween } from '../../../src/core/improve/change.ts';
import { movesFrom } from '../../../src/core/improve/move.ts';
import { diff, reverse } from '../../../src/core/model/diff.ts';
import { applyEdits, type Edit, tryEdits } from '../../../src/core/model/edits.ts';
import { atLeast } from '../../../src/core/model/product.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import { mapTable, put, tableOf, without } from '../../../src/core/model/table.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

const topology = draw('a ==> b[terminate] --> c');

describe('edits', () => {
  test('change what they name and keep the identity of the rest', () => {
    const after = applyEdits(topology, [{ table: 'nodes', id: 'b', set: { title: 'Bridge' } }]);
    if (!after.ok) throw new Error('refused');
    expect(after.value.nodes.get('b')).toMatchObject({ title: 'Bridge', listeners: [{ id: 'in' }] });
    expect(after.value.nodes.get('a')).toBe(topology.nodes.get('a'));
    expect(after.value.links).toBe(topology.links);
    expect(topology.nodes.get('b')?.title).toBe('b');
  });
  test('take a field away when they set it to nothing', () => {
    const after = applyEdits(topology, [{ table: 'nodes', id: 'b', set: { listeners: undefined } }]);
    expect(after.ok && Object.keys(after.value.nodes.get('b') ?? {})).not.toContain('listeners');
  });
  test('apply in order', () => {
    const after = applyEdits(topology, [
      { table: 'links', id: 'a-b', set: { dial: { tls: 'mutual' } } },
      { table: 'links', id: 'a-b', set: { dial: { tls: 'plaintext' } } },
    ]);
    expect(after.ok && after.value.links.get('a-b')?.dial).toEqual({ tls: 'plaintext' });
  });
  test('refuse, and change nothing, when one names what is gone', () => {
    const after = applyEdits(topology, [
      { table: 'nodes', id: 'a', set: { title: 'x' } },
      { table: 'links', id: 'gone', set: {} },
    ]);
    expect(after).toMatchObject({ ok: false, problems: [{ code: 'gone', at: '/links/gone' }] });
    expect(topology.nodes.get('a')?.title).toBe('a');
  });
});

describe('a link that is removed', () => {
  const two = draw(['a ==> b[terminate] --> c', 'a ==> b']);
  const cut: Edit = { table: 'links', id: 'b-c', remove: true };

  test('takes the flows with it that run over it, and no others', () => {
    const after = applyEdits(two, [cut]);
    if (!after.ok) throw new Error('refused');
    expect([...after.value.links.keys()]).toEqual(['a-b']);
    expect([...after.value.flows.keys()]).toEqual(['flow2']);
    expect(after.value.nodes).toBe(two.nodes);
    expect(two.links.has('b-c')).toBe(true);
    expect(readDocument(toDocument(after.value)).ok).toBe(true);
  });
  test('spares a flow that was led another way before', () => {
    const after = applyEdits(two, [{ table: 'flows', id: 'flow1', set: { path: ['a-b'] } }, cut]);
    expect(after.ok && [...after.value.flows.keys()]).toEqual(['flow1', 'flow2']);
  });
  test('is gone for what comes after', () => {
    const late: Edit = { table: 'links', id: 'b-c', set: { protocol: 'grpc' } };
    expect(applyEdits(two, [cut, late])).toMatchObject({ ok: false, problems: [{ at: '/links/b-c' }] });
    expect(applyEdits(two, [cut, cut])).toMatchObject({ ok: false });
    expect(applyEdits(two, [late, cut]).ok).toBe(true);
  });
  test('is found between two drawings, and is the same change step by step', () => {
    const after = applyEdits(two, [cut]);
    if (!after.ok) throw new Error('refused');
    expect(editsBetween(two, after.value)).toEqual([cut]);
    const changes = changesOf(two, [cut]);
    expect(applyChanges(two, changes ?? [])).toEqual(after.value);
    expect(applyChanges(after.value, changes ?? [])).toBeNull();
  });
  test('is nothing that a search for improvements proposes', () => {
    const scene = { topology: two, products, simulation: simulate(two, products) };
    expect(movesFrom(scene, [{ title: 'Remove the link b → c', edits: [cut] }])).toEqual([]);
  });
});

describe('diffs', () => {
  const before = tableOf([
    { id: 'kept', n: 1 },
    { id: 'changed', n: 1 },
    { id: 'removed', n: 1 },
  ]);
  const after = new Map(
    without(put(put(before, 'changed', { id: 'changed', n: 2 }), 'added', { id: 'added', n: 1 }), ['removed']),
  );
  const changes = diff(before, after);

  test('name what was added, changed and removed, and nothing else', () => {
    expect([...changes]).toEqual([
      ['changed', { from: { id: 'changed', n: 1 }, to: { id: 'changed', n: 2 } }],
      ['removed', { from: { id: 'removed', n: 1 }, to: undefined }],
      ['added', { from: undefined, to: { id: 'added', n: 1 } }],
    ]);
  });
  test('reversed lead back', () => {
    expect(reverse(changes)).toEqual(diff(after, before));
    expect(reverse(reverse(changes))).toEqual(changes);
  });
  test('of a table with itself are empty', () => {
    expect(diff(before, before).size).toBe(0);
    expect(diff(before, new Map(before)).size).toBe(0);
  });
});

describe('tables', () => {
  const table = tableOf([{ id: 'a' }, { id: 'b' }]);
  test('stay themselves when nothing changes', () => {
    expect(without(table, ['c'])).toBe(table);
    expect(mapTable(table, (record) => record)).toBe(table);
  });
  test('keep the identity of records that are left alone', () => {
    const after = mapTable(table, (record) => (record.id === 'a' ? { ...record } : record));
    expect(after).not.toBe(table);
    expect(after.get('b')).toBe(table.get('b'));
  });
});

describe('versions compare number by number', () => {
  test.each([
    ['1.29.5', '1.29.5', true],
    ['1.29', '1.29.5', false],
    ['1.30', '1.29.5', true],
    ['1.9', '1.10', false],
    ['17', '17', true],
    ['17', '17.0', true],
    ['16.9', '17', false],
  ])('%s is at least %s: %s', (version, least, expected) => {
    expect(atLeast(version, least)).toBe(expected);
  });
});

describe('edits that are only tried', () => {
  const design = draw('a --> b[plaintext] --> c', { zones: [{ id: 'z', kind: 'dmz', title: 'Z' }] });
  const edits: readonly Edit[] = [
    { table: 'nodes', id: 'b', set: { title: 'Bee' } },
    { table: 'nodes', id: 'b', set: { version: '2' } },
    { table: 'links', id: 'a-b', set: { title: undefined, protocol: 'grpc' } },
    { table: 'zones', id: 'z', set: { title: 'Zed' } },
  ];

  const removing: readonly Edit[] = [...edits, { table: 'links', id: 'b-c', remove: true }];

  test.each([
    ['that set fields', edits],
    ['that remove a link', removing],
  ])('look like edits that are applied, in every way of looking: those %s', (_, tested) => {
    const [applied, tried] = [applyEdits(design, tested), tryEdits(design, tested)];
    if (!applied.ok || !tried.ok) throw new Error('refused');
    for (const name of ['nodes', 'links', 'zones', 'data', 'flows'] as const) {
      const [left, right]: readonly ReadonlyMap<string, unknown>[] = [applied.value[name], tried.value[name]];
      expect([...(right ?? [])]).toEqual([...(left ?? [])]);
      expect([...(right?.keys() ?? [])]).toEqual([...(left?.keys() ?? [])]);
      expect([...(right?.values() ?? [])]).toEqual([...(left?.values() ?? [])]);
      expect(right?.size).toBe(left?.size);
      const seen: unknown[] = [];
      right?.forEach((value, id) => {
        seen.push([id, value]);
        expect(right.get(id)).toEqual(left?.get(id));
        expect(right.has(id)).toBe(true);
      });
      expect(seen).toHaveLength(left?.size ?? 0);
    }
    expect(tried.value.nodes.get('nobody')).toBeUndefined();
    expect(tried.value.links.get('b-c')).toEqual(applied.value.links.get('b-c'));
    expect(tried.value.links.has('b-c')).toBe(applied.value.links.has('b-c'));
  });

  test('leave the design as it was, and are refused where a record is gone', () => {
    expect(design.nodes.get('b')?.title).toBe('b');
    expect(tryEdits(design, [{ table: 'nodes', id: 'gone', set: {} }])).toMatchObject({ ok: false });
  });
});
