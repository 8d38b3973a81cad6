import { describe, expect, test } from 'vitest';
import { costOf } from '../../../src/core/cost/cost.ts';
import type { Certificate, Listener } from '../../../src/core/model/schema.ts';
import { type Details, draw } from '../../support/draw.ts';
import { assuming, sceneOf } from './scene.ts';

const two = 'a ==> b[terminate] ==> c[terminate]';
const costs = (line: string | readonly string[], details: Details = {}) =>
  costOf(sceneOf(draw(line, details))).certificates;
/** The certificates of b and c, as drawn. */
const pair = (b: Partial<Certificate>, c: Partial<Certificate>) =>
  costs(two, {
    listeners: {
      b: { tls: { certificate: { issuer: 'public-ca', ...b } } },
      c: { tls: { certificate: { issuer: 'public-ca', ...c } } },
    },
  });

describe('what counts as one certificate', () => {
  test('one for each component, without more being said', () => {
    expect(costs(two)).toMatchObject({ privateKeys: 2, keyPlaces: 2 });
    expect(costs(two).certificates.map(({ title }) => title)).toEqual([
      'b: certificate of b.internal',
      'c: certificate of c.internal',
    ]);
  });

  test('equal names and issuer in two components are two certificates: nobody said that the key was copied', () => {
    const names = ['shop.example.com'];
    expect(pair({ names }, { names })).toMatchObject({ privateKeys: 2, keyPlaces: 2 });
    expect(pair({ names }, { names }).certificates).toHaveLength(2);
  });

  test('the same key for the same names and issuer is one certificate in two places', () => {
    const same = { key: 'shared', names: ['b.example.com', 'a.example.com'] };
    const cost = pair(same, { ...same, names: ['A.example.com', 'b.example.com'] });
    expect(cost.certificates.map(({ title }) => title)).toEqual(['b, c: certificate of a.example.com, b.example.com']);
    expect(cost).toMatchObject({ privateKeys: 1, keyPlaces: 2 });
  });

  test('the same key under two names is two certificates with one key', () => {
    const cost = pair({ key: 'shared', names: ['b.example.com'] }, { key: 'shared', names: ['c.example.com'] });
    expect(cost.certificates).toHaveLength(2);
    expect(cost).toMatchObject({ privateKeys: 1, keyPlaces: 2 });
  });

  test('two listeners of one component with equal names and issuer share one', () => {
    const listener = (id: string, port: number): Listener => ({
      id,
      port,
      tls: { mode: 'terminate', certificate: { issuer: 'public-ca', names: ['b.example.com'] } },
    });
    const cost = costs('a ==> b', { nodes: { b: { listeners: [listener('x', 443), listener('y', 8443)] } } });
    expect(cost.certificates).toHaveLength(1);
    expect(cost).toMatchObject({ privateKeys: 1, keyPlaces: 1 });
  });

  test('a listener that nobody reaches has a certificate to run as well; a passthrough has none', () => {
    expect(costs('a --> b[plaintext]').certificates).toEqual([]);
    expect(costs(['a --> b[plaintext]', 'idle[terminate]']).certificates).toHaveLength(1);
    expect(costs('a ==> b(nginx)[sni] --> c[terminate]').certificates.map(({ places }) => places[0]?.node)).toEqual([
      'c',
    ]);
  });

  test('a client certificate serves all dials of a component, unless they name another', () => {
    const lines = ['a =mutual=> b[mutual]', 'a =mutual=> c[mutual]'];
    const uses = (details?: Details) => costs(lines, details).certificates.filter(({ use }) => use === 'client');
    expect(uses().map(({ title, issuer }) => [title, issuer])).toEqual([['a: client certificate', 'private-ca']]);
    expect(
      uses({ links: { 'a-c': { dial: { clientCertificate: { issuer: 'private-ca', names: ['a.c'] } } } } }),
    ).toHaveLength(2);
  });

  test('what a component serves with and what it presents are two certificates, unless more is said', () => {
    const cost = costs('a ==> b[terminate] =mutual=> c[mutual]', {
      listeners: { b: { tls: { certificate: { issuer: 'private-ca' } } } },
    });
    expect(cost.certificates.map(({ title }) => title)).toEqual([
      'b: certificate of b.internal',
      'b: client certificate',
      'c: certificate of c.internal',
    ]);
    expect(cost).toMatchObject({ privateKeys: 3, keyPlaces: 3 });
  });

  test('a component may use one certificate in both roles, when the drawing names its key', () => {
    const workload = { issuer: 'private-ca', key: 'b-workload' } as const;
    const cost = costs('a ==> b[terminate] =mutual=> c[mutual]', {
      listeners: { b: { tls: { certificate: workload } } },
      links: { 'b-c': { dial: { clientCertificate: workload } } },
    });
    expect(cost.certificates.map(({ use, places }) => [use, places[0]?.node])).toEqual([
      ['both', 'b'],
      ['server', 'c'],
    ]);
  });
});

describe('renewals a year', () => {
  const rates = (b: Partial<Certificate>) =>
    costs('a ==> b[terminate]', { listeners: { b: { tls: { certificate: { issuer: 'public-ca', ...b } } } } }).renewals;

  test('of a public certificate under each rule: 365 ÷ (2/3 of its life)', () => {
    expect(rates({}).map(({ from, until, publicDays, total }) => [from, until, publicDays, total])).toEqual([
      ['2026-03-15', '2027-03-14', 200, 2.738],
      ['2027-03-15', '2029-03-14', 100, 5.475],
      ['2029-03-15', null, 47, 11.649],
    ]);
    expect(rates({})[2]?.lines[0]?.how).toBe('365 days ÷ (2/3 × 47 days)');
  });

  test('of one that its CA gives less: never more than the rule', () => {
    expect(rates({ lifetimeDays: 90 }).map(({ total }) => total)).toEqual([6.083, 6.083, 11.649]);
    expect(rates({ lifetimeDays: 398 }).map(({ total }) => total)).toEqual([2.738, 5.475, 11.649]);
  });

  test.each(['private-ca', 'self-signed'] as const)(
    'of a %s certificate: as its issuer says, under every rule',
    (issuer) => {
      expect(rates({ issuer }).map(({ total }) => total)).toEqual([1.5, 1.5, 1.5]);
      expect(rates({ issuer, lifetimeDays: 730 }).map(({ total }) => total)).toEqual([0.75, 0.75, 0.75]);
    },
  );

  test('by hand, by themselves, or nobody knows', () => {
    expect(rates({ renewal: 'manual' })[2]).toMatchObject({ manual: 11.649, automated: 0, unstated: 0 });
    expect(rates({ renewal: 'automated' })[2]).toMatchObject({ manual: 0, automated: 11.649, unstated: 0 });
    expect(rates({})[2]).toMatchObject({ manual: 0, automated: 0, unstated: 11.649 });
  });

  test('of one certificate with contradicting details: the more laborious', () => {
    const same = { key: 'shared', names: ['x.example.com'] };
    const cost = pair(
      { ...same, renewal: 'automated', lifetimeDays: 90 },
      { ...same, renewal: 'manual', lifetimeDays: 30 },
    );
    // 365 ÷ (2/3 × 30)
    expect(cost.renewals[0]).toMatchObject({ total: 18.25, manual: 18.25 });
  });

  test('ten public names by hand: 116 in 2029', () => {
    const names = Array.from({ length: 10 }, (_, i) => `s${i}`);
    const cost = costs(
      names.map((name) => `a ==> ${name}[terminate]`),
      {
        listeners: Object.fromEntries(
          names.map((name) => [name, { tls: { certificate: { issuer: 'public-ca', renewal: 'manual' } } }]),
        ),
      },
    );
    expect(Math.round(cost.renewals[2]?.manual ?? 0)).toBe(116);
  });

  test('as early as the design renews', () => {
    const topology = assuming(draw('a ==> b[terminate]'), { 'renew-at': 0.5 });
    expect(costOf(sceneOf(topology)).certificates.renewals[2]?.lines[0]).toMatchObject({
      how: '365 days ÷ (0.5 × 47 days)',
      value: 15.532,
    });
  });
});
