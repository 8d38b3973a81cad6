import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterOf, namespaceOf, objectName, sharesCluster } from '../../../src/core/config/kubernetes.ts';
import type { Zone } from '../../../src/core/model/schema.ts';

describe('names of objects', () => {
  it('stay as they are drawn where they can', () => {
    expect(objectName('edge')).toBe('edge');
    expect(objectName('edge', 'https', 'tls')).toBe('edge--https--tls');
    expect(objectName('web-app', '1')).toBe('web-app--1');
  });

  it('are DNS labels, and no two lists of ids share one', () => {
    const id = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/),
      fc.stringMatching(/^[aA1][aA1_.-]{0,4}$/),
    );
    const ids = fc.array(id, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        expect(objectName(...one)).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
        if (one.join('\n') !== other.join('\n')) expect(objectName(...one)).not.toBe(objectName(...other));
      }),
      { numRuns: 5_000 },
    );
    const close = ['a-b', 'A-b', 'a.b', 'a_b', 'a--b', 'a-', '1a', 'n-1a', 'a'.repeat(64), `${'a'.repeat(63)}b`];
    expect(new Set([...close.map((each) => objectName(each)), objectName('a', 'b'), objectName('a-', 'b')]).size).toBe(
      close.length + 2,
    );
  });
});

describe('where an object lies', () => {
  const zone = (id: string, kind: Zone['kind']): Zone => ({ id, kind, title: id });

  it('is the innermost mesh or cluster', () => {
    expect(namespaceOf([zone('tier', 'data-tier'), zone('shop', 'mesh'), zone('eu', 'cluster')])).toBe('shop');
    expect(namespaceOf([zone('net', 'private-network')])).toBe('default');
    expect(clusterOf([zone('shop', 'mesh'), zone('eu', 'cluster')])).toBe('eu');
    expect(clusterOf([zone('shop', 'mesh')])).toBe('shop');
    expect(clusterOf([zone('net', 'private-network')])).toBeNull();
  });

  it('is the same cluster where none is drawn around oneself', () => {
    const [eu, us, net] = [zone('eu', 'cluster'), zone('us', 'cluster'), zone('net', 'private-network')];
    expect(sharesCluster([eu], [zone('shop', 'mesh'), eu])).toBe(true);
    expect(sharesCluster([net], [eu])).toBe(true);
    expect(sharesCluster([eu], [us])).toBe(false);
    expect(sharesCluster([eu], [net])).toBe(false);
  });
});
