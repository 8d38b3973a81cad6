import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/core/assertions/index.ts';
import type { Zone } from '../../../src/core/model/schema.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { zonesTouched } from '../../../src/core/simulation/zones.ts';
import { draw } from '../../support/draw.ts';

const zone = (id: string, kind: Zone['kind'], parent?: string): Zone => ({
  id,
  kind,
  title: id,
  ...(parent ? { parent } : {}),
});
const zones = [
  zone('internet', 'internet'),
  zone('pop', 'provider-edge'),
  zone('vpc', 'private-network'),
  zone('data', 'data-tier', 'vpc'),
  zone('office', 'on-premises'),
  zone('partner', 'third-party'),
  zone('their-vpc', 'provider-edge', 'vpc'),
];
const topology = draw('a@internet --> b@pop', { zones });

describe('the zones that a wire runs over', () => {
  const table: readonly [string, string, readonly string[]][] = [
    ['internet', 'pop', ['internet', 'pop']],
    // A CDN reaches its origin over the internet: its point of presence is not next door.
    ['pop', 'vpc', ['internet', 'pop', 'vpc']],
    ['data', 'partner', ['data', 'internet', 'partner', 'vpc']],
    // What lies in one network, or in two of one's own, does not.
    ['vpc', 'data', ['data', 'vpc']],
    ['data', 'their-vpc', ['data', 'their-vpc', 'vpc']],
    ['vpc', 'office', ['office', 'vpc']],
  ];
  test.each(table)('%s to %s', (from, to, wanted) => {
    expect(
      zonesTouched(topology, from, to)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(wanted);
    expect(
      zonesTouched(topology, to, from)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(wanted);
  });

  test('an internet that lies in a zone of its own brings that along: a wider tap sees no less', () => {
    const nested = [zone('world', 'third-party'), zone('internet', 'internet', 'world'), ...zones.slice(1)];
    const drawn = draw('a@pop --> b@vpc', { zones: nested });
    const touched = zonesTouched(drawn, 'pop', 'vpc').map(({ id }) => id);
    expect(touched.sort()).toEqual(['internet', 'pop', 'vpc', 'world']);
  });

  test('so plaintext from a CDN to its origin crosses the internet', () => {
    const drawn = draw('u(browser)@internet ==> cdn(aws-cloudfront)[terminate]@pop --> app@vpc', { zones });
    const scene = { topology: drawn, simulation: simulate(drawn, products), products };
    const { holds, witnesses } = evaluate(scene, 'no plaintext crosses internet');
    expect(holds).toBe(false);
    expect(witnesses.map(({ place }) => place)).toEqual([{ link: 'cdn-app' }]);
  });
});
