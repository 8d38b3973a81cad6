import { describe, expect, test } from 'vitest';
import type { Zone } from '../../../src/core/model/schema.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

const run = (drawn: string | readonly string[], details?: Details) => simulate(draw(drawn, details), products);
const asset = (id: string, more = {}) => ({ id, title: id, classification: 'cardholder', ...more });

describe('who sees what on the wire', () => {
  test.each([
    ['-->', '[plaintext]', 'plaintext'],
    ['==>', '[terminate]', 'metadata'],
    ['=mutual=>', '[mutual]', 'metadata'],
    ['=none=>', '[terminate]', 'active'],
    ['=ca=>', '[terminate]', 'active'],
    ['~~>', '[terminate]', 'active'],
    ['~~>', '[plaintext]', 'plaintext'],
  ])('%s to %s: %s', (arrow, listener, seen) => {
    expect(run(`a ${arrow} b${listener}`).links.get('a-b')?.exposure).toEqual({ card: seen });
  });

  test('over the whole span of a session', () => {
    const { links } = run('a =none=> r1[tcp] --> r2[tcp] --> b[terminate]');
    expect([...links.values()].map(({ exposure }) => exposure.card)).toEqual(['active', 'active', 'active']);
  });
});

describe('relays can turn on you', () => {
  test.each(['=none=>', '=ca=>', '~~>'])('through %s every relay could impersonate who terminates', (arrow) => {
    const { nodes } = run(`a ${arrow} r1[tcp] --> r2[tcp] --> b[terminate]`);
    for (const relay of ['r1', 'r2']) expect(nodes.get(relay)).toMatchObject({ plaintext: [], active: ['card'] });
    expect(nodes.get('b')).toMatchObject({ plaintext: ['card'], active: [] });
  });
  test('not where the dialler checks whom it reached', () => {
    expect(run('a ==> r[tcp] --> b[terminate]').nodes.get('r')).toMatchObject({ plaintext: [], active: [] });
  });
});

describe('several flows over one link', () => {
  test('the weakest working state counts, and the flows say the rest', () => {
    const { links, flows } = run(['a ==> r[tcp] --> b[terminate]', 'c --> r --> d[plaintext]'], {
      links: { 'c-r': { dial: { tls: 'plaintext' } } },
    });
    expect(links.get('r-b')?.state).toBe('encrypted');
    expect(links.get('r-d')?.state).toBe('plaintext');
    expect([...flows.values()].map(({ outcome }) => outcome)).toEqual(['works', 'works']);
  });

  test('two sessions over one wire: the one that authenticates less is the one shown, both are listed', () => {
    const { links } = run(['a ==> r[tcp] --> b[terminate] ', 'c =none=> r --> b']);
    expect(links.get('r-b')).toMatchObject({ authentication: 'none', session: 'c-r>r-b' });
    expect(links.get('r-b')?.sessions).toEqual(['a-r>r-b', 'c-r>r-b']);
  });

  test('a flow that fails does not hide one that works in plaintext', () => {
    const { links, flows } = run(['a ==> r[tcp] --> b[permissive]', 'c --> r --> b', 'd ==> r --> b'], {
      links: { 'd-r': { dial: { trusts: ['private-ca'] } } },
    });
    expect(flows.get('flow3')?.cause?.code).toBe('unknown-ca');
    expect(links.get('r-b')).toMatchObject({ state: 'plaintext', cause: { code: 'unknown-ca' } });
    expect(links.get('d-r')?.state).toBe('failed');
  });

  test('a downgradable session is shown before its sturdy twin', () => {
    const { links } = run(['a =none=> r[tcp] --> b[terminate]', 'c ~~> r --> b']);
    expect(links.get('r-b')).toMatchObject({ authentication: 'none', downgradable: true });
  });

  test('each asset is seen as its own flows carry it', () => {
    const { links, nodes } = run(['a ==> r[tcp] --> b[permissive]', 'c --> r --> b'], {
      data: [asset('card'), asset('log', { classification: 'internal' })],
      flows: [
        { id: 'pay', title: 'Pay', path: ['a-r', 'r-b'], carries: ['card'] },
        { id: 'log', title: 'Log', path: ['c-r', 'r-b'], carries: [], returns: ['log'] },
      ],
    });
    expect(links.get('r-b')?.exposure).toEqual({ card: 'metadata', log: 'plaintext' });
    expect(nodes.get('r')?.plaintext).toEqual(['log']);
    expect(nodes.get('a')?.plaintext).toEqual(['card']);
  });
});

describe('encryption below TLS', () => {
  const zone = (id: string, more: Partial<Zone> = {}): Zone => ({ id, kind: 'private-network', title: id, ...more });
  const inside = 'a@net --> b@net';

  test('hides from taps, changes no state, and hides nothing from the processes at the ends', () => {
    const { links, nodes } = run(inside, { zones: [zone('net', { networkEncryption: 'wireguard' })] });
    expect(links.get('a-b')).toMatchObject({
      state: 'plaintext',
      exposure: { card: 'hidden' },
      layers: [{ kind: 'network', technology: 'wireguard', zone: 'net' }],
    });
    expect(nodes.get('b')?.plaintext).toEqual(['card']);
  });
  test('stands outside the session in the stack of layers, the widest zone outermost', () => {
    const { links } = run('a@in ==> b[terminate]@in', {
      zones: [zone('out', { networkEncryption: 'macsec' }), zone('in', { parent: 'out', networkEncryption: 'ipsec' })],
    });
    expect(links.get('a-b')?.layers).toEqual([
      { kind: 'network', technology: 'macsec', zone: 'out' },
      { kind: 'network', technology: 'ipsec', zone: 'in' },
      { kind: 'session', session: 'a-b' },
    ]);
  });
  test('covers a wire only where both ends lie in the zone', () => {
    const zones = [zone('net', { networkEncryption: 'ipsec' }), zone('else')];
    expect(run('a@net --> b@else', { zones }).links.get('a-b')).toMatchObject({
      layers: [],
      exposure: { card: 'plaintext' },
    });
  });
  test('and in none where the zone says none', () => {
    expect(run(inside, { zones: [zone('net', { networkEncryption: 'none' })] }).links.get('a-b')?.layers).toEqual([]);
  });
  test('a relay that carries plaintext through it still reads', () => {
    const { nodes } = run('a@net --> r[tcp]@net --> b@net', { zones: [zone('net', { networkEncryption: 'ipsec' })] });
    expect(nodes.get('r')?.plaintext).toEqual(['card']);
  });
});

describe('an asset encrypted at the application layer', () => {
  const data = [asset('card', { protection: { by: 'a', readableBy: ['c'] } }), asset('log')];
  const { links, nodes } = run('a --> b --> c', { data });

  test('is hidden on every wire, beside what is not', () => {
    for (const link of ['a-b', 'b-c']) expect(links.get(link)?.exposure).toEqual({ card: 'hidden', log: 'plaintext' });
  });
  test('is readable at its encrypter and its key holders only, terminators in between included', () => {
    expect([...nodes].map(([id, { plaintext }]) => `${id}: ${plaintext}`)).toEqual([
      'a: card,log',
      'b: log',
      'c: card,log',
    ]);
  });
  test('gains a relay that impersonates nothing', () => {
    expect(run('a =none=> r[tcp] --> c[terminate]', { data }).nodes.get('r')?.active).toEqual(['log']);
  });
});

test('network encryption covers wires between hosts, and nothing that stays on one', () => {
  const zones: Zone[] = [
    { id: 'net', kind: 'private-network', title: 'Net', networkEncryption: 'wireguard' },
    { id: 'h1', kind: 'host', title: 'Host 1', parent: 'net' },
    { id: 'h2', kind: 'host', title: 'Host 2', parent: 'net' },
  ];
  const { links } = run('a@h1 --> b@h2 --> c@h2', { zones });
  expect(links.get('a-b')?.layers).toMatchObject([{ kind: 'network', zone: 'net' }]);
  expect(links.get('b-c')?.layers).toEqual([]);
});
