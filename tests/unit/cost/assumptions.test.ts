import { describe, expect, test } from 'vitest';
import { assumedNumbers } from '../../../src/core/cost/assumed-numbers.ts';
import { assumptionsOf } from '../../../src/core/cost/assumptions.ts';
import { tableOf } from '../../../src/core/model/table.ts';

const given = (...records: { id: string; value: number; reason?: string }[]) =>
  assumptionsOf({ assumptions: tableOf(records) });

describe('every number of the model', () => {
  test.each(assumedNumbers.map((each) => [each.id, each] as const))(
    '%s',
    (_, { title, value, bounds, choices, basis }) => {
      expect(title).not.toBe('');
      expect(value).toBeGreaterThanOrEqual(bounds[0]);
      expect(value).toBeLessThanOrEqual(bounds[1]);
      if (choices) expect(choices).toContain(value);
      // Says where it comes from: a source with a name, or that nobody measured it and why it is taken.
      expect(basis.kind === 'source' ? basis.text : basis.why).not.toBe('');
      if (basis.kind === 'source' && basis.url !== undefined) expect(basis.url).toMatch(/^https:\/\//);
    },
  );

  test('has an id of its own', () => {
    const ids = assumedNumbers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // As the document's schema writes ids.
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
  });

  test('server signing costs RSA-4096 many times ECDSA', () => {
    const { take } = given();
    // 4768 ÷ 268: one whole handshake of a server.
    expect(take('cpu-rsa-4096-tls13-full-server') / take('cpu-ecdsa-p256-tls13-full-server')).toBeCloseTo(17.8, 1);
  });
});

describe('what a design knows better', () => {
  test('replaces the default, with its reason', () => {
    const { take, taken, ignored } = given({ id: 'rtt-internet', value: 120, reason: 'visitors overseas' });
    expect(take('rtt-internet')).toBe(120);
    expect(taken.find(({ id }) => id === 'rtt-internet')?.overriddenBecause).toBe('visitors overseas');
    expect(taken.filter(({ overriddenBecause }) => overriddenBecause !== undefined)).toHaveLength(1);
    expect(ignored).toEqual([]);
  });

  test('is reported where the model has no such number', () => {
    const { ignored } = given({ id: 'rtt-mars', value: 1 }, { id: 'a-typo', value: 1 });
    expect(ignored.map(({ id }) => id)).toEqual(['a-typo', 'rtt-mars']);
    expect(ignored[1]?.message).toContain('"rtt-mars"');
  });

  test('is reported where it is out of bounds, and the default stands', () => {
    const { take, ignored } = given(
      { id: 'resumption-share', value: 50 },
      { id: 'requests-per-inner-connection', value: 0 },
    );
    expect(take('resumption-share')).toBe(0.5);
    expect(take('requests-per-inner-connection')).toBe(500);
    expect(ignored.map(({ message }) => message)).toEqual([
      '"Requests on one connection between components" lies between 1 and 1000000000 requests, not at 0: 500 is taken.',
      '"Share of new connections that resume an earlier session" lies between 0 and 1 share, not at 50: 0.5 is taken.',
    ]);
  });

  test.each([
    [256, 'ecdsa-p256'],
    [2048, 'rsa-2048'],
    [4096, 'rsa-4096'],
  ])('keys of %i bits are %s', (value, keyType) => {
    expect(given({ id: 'key-bits', value }).keyType).toBe(keyType);
  });

  test('keys of any other length are reported', () => {
    const { keyType, ignored } = given({ id: 'key-bits', value: 3072 });
    expect(keyType).toBe('ecdsa-p256');
    expect(ignored).toHaveLength(1);
  });
});
