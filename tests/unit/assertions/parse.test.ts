import { describe, expect, test } from 'vitest';
import { type Claim, parse, print, sentences } from '../../../src/core/assertions/index.ts';

const bare = (text: string) => ({ text, quoted: false });
const titled = (text: string) => ({ text, quoted: true });

function claimOf(text: string): Claim {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.claim;
}

describe('a sentence is read', () => {
  const cases: readonly (readonly [string, Claim])[] = [
    [
      'card is readable only in {orders, db}',
      { kind: 'readable-only', what: bare('card'), nodes: [bare('orders'), bare('db')] },
    ],
    ['card is readable only in orders', { kind: 'readable-only', what: bare('card'), nodes: [bare('orders')] }],
    ['card is readable only in {}', { kind: 'readable-only', what: bare('card'), nodes: [] }],
    ['card is not readable in {cdn}', { kind: 'not-readable', what: bare('card'), nodes: [bare('cdn')] }],
    ['Nobody READS card on any wire', { kind: 'unread-on-wires', what: bare('card') }],
    ['no plaintext crosses internet', { kind: 'no-plaintext', relation: 'crosses', zone: bare('internet') }],
    [
      'no plaintext cardholder inside vpc',
      { kind: 'no-plaintext-of', what: bare('cardholder'), relation: 'inside', zone: bare('vpc') },
    ],
    // A zone, and an asset, may be called as the words of the sentence are.
    [
      'no plaintext crosses crosses inside',
      { kind: 'no-plaintext-of', what: bare('crosses'), relation: 'crosses', zone: bare('inside') },
    ],
    ['no plaintext anywhere', { kind: 'no-plaintext-anywhere' }],
    [
      'every session into data-tier is verified',
      { kind: 'sessions', relation: 'into', zone: bare('data-tier'), quality: 'verified' },
    ],
    [
      'EVERY session OUT OF "Data subnet" is tls 1.3',
      { kind: 'sessions', relation: 'out of', zone: titled('Data subnet'), quality: 'TLS 1.3' },
    ],
    ['every session is TLS 1.2 or later', { kind: 'all-sessions', quality: 'TLS 1.2 or later' }],
    ['every wire across vpc is encrypted', { kind: 'wires', relation: 'across', zone: bare('vpc') }],
    ['tap:vpc reads nothing', { kind: 'reads-nothing', observer: { kind: 'tap', of: bare('vpc') } }],
    ['tap: reads nothing', { kind: 'reads-nothing', observer: { kind: 'tap', of: null } }],
    [
      'operator:"Some Cloud" cannot read card',
      { kind: 'cannot-read', observer: { kind: 'operator', of: titled('Some Cloud') }, what: bare('card') },
    ],
    [
      'recorder cannot read card even if active',
      { kind: 'cannot-read-actively', observer: { kind: 'recorder', of: null }, what: bare('card') },
    ],
    [
      '"Someone listening in VPC" reads nothing',
      { kind: 'reads-nothing', observer: { kind: 'titled', title: 'Someone listening in VPC' } },
    ],
    ['checkout works', { kind: 'flow', flow: bare('checkout'), outcome: 'works' }],
    ['"Sign in" fails', { kind: 'flow', flow: titled('Sign in'), outcome: 'fails' }],
    ['derived:l1>l2 works', { kind: 'flow', flow: bare('derived:l1>l2'), outcome: 'works' }],
    ['every flow works', { kind: 'every-flow-works' }],
    ['waf can inspect checkout', { kind: 'can-inspect', node: bare('waf'), what: bare('checkout') }],
    ['at most 1 node holds keys', { kind: 'keys-at-most', count: 1 }],
    ['at most 4 nodes read card', { kind: 'readers-at-most', count: 4, what: bare('card') }],
    ['only a, "B C" dial db', { kind: 'only-dial', nodes: [bare('a'), titled('B C')], node: bare('db') }],
    ['only {a, b} dial db', { kind: 'only-dial', nodes: [bare('a'), bare('b')], node: bare('db') }],
    ['checkout has pattern end-to-end', { kind: 'pattern', flow: bare('checkout'), pattern: 'end-to-end' }],
    ['every flow has pattern edge', { kind: 'every-pattern', pattern: 'edge' }],
    ['no finding above medium', { kind: 'findings', severity: 'medium' }],
    ['no finding above low after controls', { kind: 'findings-after-controls', severity: 'low' }],
    ['pack asvs-5:l3 has no FAIL', { kind: 'pack', pack: bare('asvs-5:l3'), verdict: 'FAIL' }],
    ['"say \\"hi\\" \\\\" works', { kind: 'flow', flow: titled('say "hi" \\'), outcome: 'works' }],
  ];

  test.each(cases)('%s', (text, claim) => {
    expect(claimOf(text)).toEqual(claim);
    expect(claimOf(print(claim))).toEqual(claim);
  });

  test('every kind of sentence stands in the table above', () => {
    expect(new Set(cases.map(([, { kind }]) => kind))).toEqual(new Set(sentences.map(({ id }) => id)));
  });
});

test.each(sentences.map(({ id, example }) => [id, example] as const))(
  'the example of %s is its usual form, and of that kind',
  (id, example) => {
    const claim = claimOf(example);
    expect(claim.kind).toBe(id);
    expect(print(claim)).toBe(example);
  },
);

describe('a sentence that is not understood names the word and what fits there', () => {
  test.each([
    ['every session into vpc is verifyed', 'verifyed', ['"verified"', '"mutual"', '"forward secret"'], 26],
    ['card is readible only in {a}', 'readible', ['"readable"', '"not"'], 8],
    ['no plaintext crosses', '', ['a zone or a kind of zone'], 20],
    ['card is readable only in {a b}', 'b', ['","', '"}"'], 28],
    ['card is readable only in {a,}', '}', ['a component'], 28],
    ['at most few nodes hold keys', 'few', ['a number'], 8],
    ['tap:vpc reads nothing at all', 'at', ['the end of the sentence'], 22],
    ['every session into vpc is TLS 1.1', '1.1', ['"1.3"', '"1.2 or later"'], 30],
    ['no finding above terrible', 'terrible', ['"info"', '"critical"'], 17],
    ['card ! readable', '!', ['"is"', '"works"'], 5],
    ['', '', ['an asset or a class of data', '"every"', '"no"', '"pack"'], 0],
  ] as const)('%s', (text, word, expected, start) => {
    const parsed = parse(text);
    if (parsed.ok) throw new Error('understood');
    expect(parsed.word).toBe(word);
    expect(parsed.at.start).toBe(start);
    expect(parsed.expected).toEqual(expect.arrayContaining([...expected]));
    expect(parsed.message).toContain(word);
    expect(parsed.message).toMatch(/[.]$/);
  });

  test('an open quotation mark is said', () => {
    const parsed = parse('"Sign in works');
    expect(parsed).toMatchObject({ ok: false, word: '"Sign in works' });
    expect(parsed.ok ? '' : parsed.message).toMatch(/quotation mark/);
  });

  test('what looks like an observer must be one', () => {
    expect(parse('spy:vpc reads nothing').ok).toBe(false);
    expect(parse('recorder:vpc reads nothing').ok).toBe(false);
  });
});
