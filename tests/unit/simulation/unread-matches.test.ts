import { expect, test } from 'vitest';
import type { Match } from '../../../src/core/model/schema.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

const notes = (listener: string, match: Match) =>
  simulate(draw(`c ==> r[${listener}] ==> s[terminate]`, { links: { 'r-s': { match } } }), products).notes.map(
    ({ code, where }) => [code, where?.link],
  );

test.each<[string, Match, boolean]>([
  ['sni', { host: ['s.internal'] }, true],
  ['tcp', { host: ['s.internal'] }, true],
  ['tcp', { sni: ['s.internal'] }, true],
  ['sni', { sni: ['s.internal'] }, false],
  ['terminate', { path: '/api', host: ['s.internal'] }, false],
  ['plaintext', { path: '/api' }, false],
])('behind a listener of mode %s, a route by %j is one that it cannot see: %s', (listener, match, unseen) => {
  expect(notes(listener, match)).toEqual(unseen ? [['match-not-seen', 'r-s']] : []);
});
