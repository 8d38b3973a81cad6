import { describe, expect, it } from 'vitest';
import { premiseOf } from '../../../src/core/improve/premises.ts';
import { dominates, newlyBlind, newlyExposed, type Price, undominated } from '../../../src/core/improve/price.ts';
import { draw } from '../../support/draw.ts';
import { sceneOf } from '../../support/improving.ts';

const price = (edits: number, blinded: number, posture: number, ease: number): Price => ({
  edits,
  blinded,
  factors: { posture, ease },
});

describe('a price dominates another', () => {
  it.each([
    ['fewer edits, all else alike', price(1, 0, 50, 50), price(2, 0, 50, 50), true],
    ['fewer edits at a lower score', price(1, 0, 49, 50), price(2, 0, 50, 50), false],
    ['a better score, all else alike', price(2, 0, 51, 50), price(2, 0, 50, 50), true],
    ['one score better and one worse', price(2, 0, 60, 40), price(2, 0, 40, 60), false],
    ['blinding nobody', price(1, 0, 50, 50), price(1, 2, 50, 50), true],
    ['blinding somebody for a better score', price(1, 2, 90, 90), price(1, 0, 50, 50), false],
    ['the same', price(1, 0, 50, 50), price(1, 0, 50, 50), false],
  ])('%s', (_name, a, b, expected) => expect(dominates(a, b)).toBe(expected));

  it('and what nothing dominates is left, equals beside each other', () => {
    const [best, worse, other] = [price(1, 0, 50, 50), price(2, 0, 50, 50), price(2, 0, 60, 40)];
    const list = [worse, best, other, best].map((each) => ({ price: each }));
    expect(undominated(list).map((each) => each.price)).toEqual([best, other, best]);
  });
});

describe('what a change exposes and takes away', () => {
  const before = sceneOf(draw('a ==> edge(nginx)[tcp] ==> b[terminate]'));
  const after = sceneOf(draw('a ==> edge(nginx)[terminate] --> b[plaintext]'));

  it('in memory, on wires, and in keys', () => {
    expect(newlyExposed(before, after)).toEqual([
      'edge comes to read Card number.',
      'Card number can be read on the wire edge → b.',
      'edge comes to hold a private key.',
    ]);
    expect(newlyExposed(after, after)).toEqual([]);
  });

  it('from whom', () => {
    expect(newlyBlind(before, after)).toEqual([]);
    expect(newlyBlind(after, before)).toEqual(['edge can no longer read Card number.']);
  });
});

describe('a premise', () => {
  const drawing = draw('web --> old[plaintext]', { nodes: { old: { title: 'Old app', cannot: ['dial:mutual'] } } });

  it.each([
    ['old cannot terminate TLS', ['dial:mutual', 'listen:terminate', 'listen:permissive']],
    ['"Old app" can\'t pass TLS through.', ['dial:mutual', 'listen:passthrough-sni', 'listen:passthrough-tcp']],
    ['old app cannot verify:full', ['dial:mutual', 'verify:full']],
    ['OLD cannot present a client certificate', ['dial:mutual']],
  ])('%s', (text, cannot) => {
    expect(premiseOf(drawing, text)).toEqual({ ok: true, edit: { table: 'nodes', id: 'old', set: { cannot } } });
  });

  it('is not every sentence with "cannot"', () => {
    expect(premiseOf(drawing, 'tap:vpc cannot read card')).toBeNull();
    expect(premiseOf(drawing, 'nobody cannot dial TLS')).toMatchObject({ ok: false });
  });
});
