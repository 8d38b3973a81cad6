import { describe, expect, test } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

// One test per cell of the table in the semantics, §2. `a` dials; in the last two columns `relay` passes the bytes on
// to `b`, which takes what was dialled: plaintext, or TLS that the dialler trusts.

const arrows = {
  plaintext: '-->',
  'tls, verify none': '=none=>',
  'tls, verify ca': '=ca=>',
  'tls, verify full': '==>',
  mutual: '=mutual=>',
  opportunistic: '~~>',
} as const;
type Row = keyof typeof arrows;

const direct = ['plaintext', 'terminate', 'permissive', 'mutual'] as const;
type Direct = (typeof direct)[number];
const columnTitle: Readonly<Record<Direct, string>> = {
  plaintext: 'plaintext',
  terminate: 'terminate',
  permissive: 'permissive',
  mutual: 'terminate + client certificate required',
};

const table: Readonly<Record<Row, Readonly<Record<Direct, string>>>> = {
  plaintext: {
    plaintext: 'plaintext',
    terminate: 'fails: plaintext-to-tls',
    permissive: 'plaintext',
    mutual: 'fails: plaintext-to-tls',
  },
  'tls, verify none': {
    plaintext: 'fails: tls-to-plaintext',
    terminate: 'encrypted, none',
    permissive: 'encrypted, none',
    mutual: 'fails: client-certificate-required',
  },
  'tls, verify ca': {
    plaintext: 'fails: tls-to-plaintext',
    terminate: 'encrypted, ca',
    permissive: 'encrypted, ca',
    mutual: 'fails: client-certificate-required',
  },
  'tls, verify full': {
    plaintext: 'fails: tls-to-plaintext',
    terminate: 'encrypted, server',
    permissive: 'encrypted, server',
    mutual: 'fails: client-certificate-required',
  },
  mutual: {
    plaintext: 'fails: tls-to-plaintext',
    terminate: 'encrypted, server',
    permissive: 'encrypted, server',
    mutual: 'encrypted, mutual',
  },
  opportunistic: {
    plaintext: 'plaintext, downgraded',
    terminate: 'encrypted, none, downgradable',
    permissive: 'encrypted, none, downgradable',
    mutual: 'fails: client-certificate-required',
  },
};

/** A link's verdict in the words of the table. */
function judged(text: string, link: string, details?: Details): string {
  const verdict = simulate(draw(text, details), products).links.get(link);
  if (!verdict) throw new Error(`no link ${link}`);
  const { state, authentication, downgradable, downgraded, cause } = verdict;
  if (state === 'failed') return `fails: ${cause?.code}`;
  if (state === 'encrypted') return `encrypted, ${authentication}${downgradable ? ', downgradable' : ''}`;
  return `${state}${downgraded ? ', downgraded' : ''}`;
}

const rows = Object.keys(arrows) as Row[];

describe.each(rows)('%s', (row) => {
  test.each(direct.map((column) => [columnTitle[column], column] as const))('× %s', (_, column) => {
    expect(judged(`a ${arrows[row]} b[${column}]`, 'a-b')).toBe(table[row][column]);
  });

  const end = row === 'plaintext' ? 'plaintext' : row === 'mutual' ? 'mutual' : 'terminate';
  const goesOn = table[row][end];

  test('× passthrough by tcp: goes on to whoever answers', () => {
    const text = `a ${arrows[row]} relay[tcp] --> b[${end}]`;
    expect(judged(text, 'a-relay')).toBe(goesOn);
    expect(judged(text, 'relay-b')).toBe(goesOn);
  });

  const routed = { links: { 'relay-b': { match: { sni: ['b.internal'] } } } };
  test('× passthrough by sni, routed by name', () => {
    const text = `a ${arrows[row]} relay[sni] --> b[${end}]`;
    expect(judged(text, 'a-relay', routed)).toBe(row === 'plaintext' ? 'fails: no-client-hello' : goesOn);
    expect(judged(text, 'relay-b', routed)).toBe(row === 'plaintext' ? 'unreached' : goesOn);
  });

  test('× passthrough by sni, with a default route: goes on', () => {
    const text = `a ${arrows[row]} relay[sni] --> b[${end}]`;
    expect(judged(text, 'a-relay')).toBe(goesOn);
    expect(judged(text, 'relay-b')).toBe(goesOn);
  });
});

describe('opportunistic × passthrough by sni depends on the protocol', () => {
  const routed = (protocol: string): Details => ({
    links: { 'a-relay': { protocol }, 'relay-b': { protocol, match: { sni: ['b.internal'] } } },
  });
  const text = 'a ~~> relay[sni] --> b[terminate]';

  test.each(['postgres', 'mysql', 'smtp'])('%s asks in band: there is no ClientHello first', (protocol) => {
    expect(judged(text, 'a-relay', routed(protocol))).toBe('fails: upgrade-behind-sni-router');
    expect(judged(text, 'relay-b', routed(protocol))).toBe('unreached');
  });
  test.each(['redis', 'http'])('%s starts with a ClientHello', (protocol) => {
    expect(judged(text, 'relay-b', routed(protocol))).toBe('encrypted, none, downgradable');
  });
  test('in band through the default route: goes on', () => {
    const plain = { links: { 'a-relay': { protocol: 'postgres' }, 'relay-b': { protocol: 'postgres' } } };
    expect(judged(text, 'relay-b', plain)).toBe('encrypted, none, downgradable');
  });
});

describe('what the table leaves open', () => {
  test('a certificate that the listener may ask for is shown at its weakest', () => {
    expect(judged('a =mutual=> b[optional]', 'a-b')).toBe('encrypted, server');
    expect(judged('a ==> b[optional]', 'a-b')).toBe('encrypted, server');
  });
  test('a client certificate authenticates nobody to a dialler that checks nothing', () => {
    expect(judged('a =mutual=> b[mutual]', 'a-b', { links: { 'a-b': { dial: { verify: 'none' } } } })).toBe(
      'encrypted, none',
    );
  });
  // "prefer: first try an SSL connection; if that fails, try a non-SSL connection"
  // https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-SSLMODE
  test('an opportunistic handshake that fails falls back where plaintext is let in too', () => {
    const old = { listeners: { b: { tls: { minVersion: '1.0', maxVersion: '1.1' } } } } as const;
    expect(judged('a ~~> b[permissive]', 'a-b', old)).toBe('plaintext, downgraded');
    expect(judged('a ~~> b[terminate]', 'a-b', old)).toBe('fails: no-common-version');
  });
});
