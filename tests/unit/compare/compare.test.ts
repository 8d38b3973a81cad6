import { describe, expect, test } from 'vitest';
import { attribution } from '../../../src/core/compare/causes.ts';
import { changesBetween } from '../../../src/core/compare/change.ts';
import { type Comparison, compare, type Difference } from '../../../src/core/compare/index.ts';
import { readingOf } from '../../../src/core/compare/reading.ts';
import { applyEdits, type Edit } from '../../../src/core/model/edits.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import { tableOf } from '../../../src/core/model/table.ts';
import { emptyTopology, type Topology } from '../../../src/core/model/topology.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { products } from '../../../src/core/products/index.ts';
import endToEnd from '../../../src/core/templates/end-to-end.json' with { type: 'json' };
import shopDocument from '../../../src/core/templates/shop.json' with { type: 'json' };
import { draw } from '../../support/draw.ts';

function read(json: unknown): Topology {
  const result = readDocument(json);
  if (!result.ok) throw new Error('not a document');
  return result.value;
}

function edited(topology: Topology, ...edits: readonly Edit[]): Topology {
  const result = applyEdits(topology, edits);
  if (!result.ok) throw new Error('refused');
  return result.value;
}

const shop = read({ ...shopDocument, assertions: ['no plaintext crosses data-tier'] });

/** TLS at the database's port, dialled and verified. */
const listenTls: Edit = {
  table: 'nodes',
  id: 'db',
  set: { listeners: [{ id: 'pg', port: 5432, tls: { mode: 'terminate', certificate: { issuer: 'private-ca' } } }] },
};
const dialTls: Edit = { table: 'links', id: 'l4', set: { dial: { tls: 'tls', verify: 'full' } } };
const encryptedDb = edited(shop, listenTls, dialTls);

const find = ({ differences }: Comparison, section: string, what: RegExp): Difference => {
  const found = differences.filter((each) => each.section === section && what.test(each.what));
  const [one] = found;
  if (!one || found.length > 1)
    throw new Error(
      `${found.length} fit ${what} among ${differences.map((each) => `${each.section}: ${each.what}`).join('\n')}`,
    );
  return one;
};
const causes = ({ causes }: Difference) =>
  causes.map(({ change, role }) => `${role} ${change.id}.${change.field ?? ''}`).sort();

describe('the database is encrypted', () => {
  const comparison = compare(shop, encryptedDb);

  test('says what was edited, in words', () => {
    expect(comparison.changes.map(({ what }) => what)).toEqual([
      'Orders DB: listeners.pg.tls.mode from plaintext to terminate; listeners.pg.tls.certificate from unset to {issuer: private-ca}',
      'Orders → Orders DB: dial.tls from opportunistic to tls; dial.verify from none to full',
    ]);
  });

  test.each<[string, RegExp, string | RegExp, string | RegExp, string]>([
    ['links', /Orders → Orders DB: whether it is encrypted/, /^plaintext/, /^encrypted/, 'better'],
    ['flows', /where its encryption ends/, 'gateway termination', 'gateway termination', 'none'],
    ['exposures', /Card number on Orders → Orders DB/, /^readable/, /^hidden/, 'better'],
    ['matrix', /listening in Data subnet and Card number/, 'reads it', 'sees metadata only', 'better'],
    ['assertions', /no plaintext crosses data-tier/, /^broken: /, 'holds', 'better'],
    ['trade-offs', /The design: security posture/, /of 100/, /of 100/, 'better'],
    ['trade-offs', /The design: certificate management/, /of 100/, /of 100/, 'worse'],
    ['cost', /^Certificates to run/, '2', '3', 'worse'],
    ['cost', /round trips of a first request/, /^\d+$/, /^\d+$/, 'worse'],
  ])('%s: %s', (section, what, before, after, judgement) => {
    if (judgement === 'none') {
      expect(comparison.differences.some((each) => each.section === section && what.test(each.what))).toBe(false);
      return;
    }
    const difference = find(comparison, section, what);
    expect(difference.before).toMatch(before);
    expect(difference.after).toMatch(after);
    expect(difference.judgement).toBe(judgement);
  });

  test('the finding on that wire is closed', () => {
    const closed = comparison.differences.filter(({ section, after }) => section === 'findings' && after === null);
    expect(closed.map(({ what, judgement }) => `${judgement} ${what}`)).toContain(
      'better Readable on the wire: Orders → Orders DB',
    );
  });

  test('what fell back before is encrypted by the listener alone; that it is verified needs both edits', () => {
    expect(causes(find(comparison, 'links', /Orders → Orders DB: whether/))).toEqual(['alone db.listeners']);
    expect(causes(find(comparison, 'exposures', /Card number on Orders → Orders DB/))).toEqual([
      'together db.listeners',
      'together l4.dial',
    ]);
  });
});

test('an edit that only breaks the flow closes no finding: nothing is known of it then', () => {
  const closed = find(compare(shop, encryptedDb), 'findings', /^Readable on the wire: Orders → Orders DB/);
  expect(closed).toMatchObject({ after: null, judgement: 'better' });
  expect(causes(closed)).toEqual(['alone db.listeners']);
});

test('renewals by hand weigh more than those that are not', () => {
  const automated = edited(encryptedDb, {
    table: 'nodes',
    id: 'db',
    set: {
      listeners: [
        {
          id: 'pg',
          port: 5432,
          tls: { mode: 'terminate', certificate: { issuer: 'private-ca', renewal: 'automated', lifetimeDays: 1 } },
        },
      ],
    },
  });
  const difference = find(compare(encryptedDb, automated), 'cost', /^Renewals a year, where .* 47 days/);
  expect(difference.judgement).toBe('better');
  expect(Number.parseFloat(difference.after ?? '')).toBeGreaterThan(Number.parseFloat(difference.before ?? ''));
});

test('a control leaves the finding there and says what is left of it', () => {
  const controls = [{ kind: 'segmentation' as const, reason: 'Nobody else has a port there' }];
  const zones = ['vpc', 'data'].map((id): Edit => ({ table: 'zones', id, set: { controls } }));
  const difference = find(
    compare(shop, edited(shop, ...zones)),
    'findings',
    /^Readable on the wire: Orders → Orders DB/,
  );
  expect(difference.judgement).toBe('better');
  expect(difference.before).toMatch(/^high: /);
  expect(difference.after).toMatch(/^high, (medium|low|info) with its controls/);
});

test('a dial that breaks is a worse flow, and what is no longer seen there is no better', () => {
  const broken = compare(shop, edited(shop, dialTls));
  expect(find(broken, 'flows', /whether it works/)).toMatchObject({ before: 'works', judgement: 'worse' });
  expect(find(broken, 'flows', /whether it works/).after).toMatch(/^fails at Orders → Orders DB: TLS is spoken/);
  const better = broken.differences.filter(({ judgement }) => judgement === 'better');
  expect(better).toEqual([]);
  for (const { causes } of broken.differences) expect(causes.map(({ role }) => role)).toEqual(['alone']);
});

test('an edit that made no difference is no cause', () => {
  const noise: Edit = { table: 'nodes', id: 'gateway', set: { version: '1.26' } };
  const both = compare(shop, edited(shop, dialTls, noise));
  expect(both.changes).toHaveLength(2);
  for (const difference of both.differences) expect(causes(difference)).toEqual(['alone l4.dial']);
});

test('either of two edits would have done it', () => {
  const base = draw('a@z --> b[permissive]@z');
  const after = edited(
    base,
    { table: 'zones', id: 'z', set: { networkEncryption: 'wireguard' } },
    { table: 'data', id: 'card', set: { protection: { by: 'a', readableBy: [] } } },
  );
  const difference = find(compare(base, after), 'exposures', /on a → b/);
  expect(difference.judgement).toBe('better');
  expect(causes(difference)).toEqual(['alone card.protection', 'alone z.networkEncryption']);
});

test('a new service: its links, its memory, and the edits that only together made them', () => {
  const base = draw('a ==> b[terminate]');
  const after = draw(['a ==> b[terminate]', 'b --> c[plaintext]'], {
    flows: [{ id: 'flow1', title: 'Flow 1', path: ['a-b', 'b-c'], carries: ['card'] }],
  });
  const comparison = compare(base, after);
  expect(find(comparison, 'links', /b → c: whether it is there/)).toMatchObject({ before: null, judgement: 'neutral' });
  const memory = find(comparison, 'exposures', /memory of c/);
  expect(memory).toMatchObject({ before: null, after: 'readable', judgement: 'worse' });
  expect(causes(memory)).toEqual(['together b-c.', 'together c.', 'together flow1.path']);
  expect(find(compare(after, base), 'exposures', /memory of c/).judgement).toBe('better');
});

test('with many edits those at the place are named, as one of several', () => {
  const hops = Array.from({ length: 15 }, (_, i) => `a${i} --> b${i}[permissive]`);
  const base = draw(hops);
  const after = edited(
    base,
    ...hops.map((_, i): Edit => ({ table: 'links', id: `a${i}-b${i}`, set: { dial: { tls: 'tls', verify: 'full' } } })),
  );
  const comparison = compare(base, after);
  expect(comparison.changes).toHaveLength(15);
  expect(causes(find(comparison, 'links', /^a3 → b3: whether/))).toEqual(['one-of a3-b3.dial']);
});

test('in a design too large to judge again and again, edits are told apart by their place', () => {
  const [before, after] = [readingOf(shop, products), readingOf(encryptedDb, products)];
  const changes = changesBetween(shop, encryptedDb);
  const spot = { section: 'links', key: 'l4 state', where: { links: ['l4'] } } as const;
  const roles = (budget: number) => attribution(before, after, changes, budget)(spot).map(({ role }) => role);
  expect(roles(2 * 9)).toEqual(['alone']);
  expect(roles(2 * 9 - 1)).toEqual(['one-of', 'one-of']);
});

test('a promise that is added or taken back makes a design neither better nor worse', () => {
  const without: Topology = { ...shop, assertions: new Map() };
  for (const comparison of [compare(shop, without), compare(without, shop)])
    expect(comparison.differences.map(({ section, judgement }) => [section, judgement])).toEqual([
      ['assertions', 'neutral'],
    ]);
});

describe('what is no difference', () => {
  test('a design and itself', () => {
    expect(compare(shop, shop)).toEqual({ changes: [], differences: [] });
    expect(compare(shop, read(JSON.parse(JSON.stringify(toDocument(shop)))))).toEqual({ changes: [], differences: [] });
    expect(compare(emptyTopology, emptyTopology).differences).toEqual([]);
  });

  test('fields that stand in another order', () => {
    const turned = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).reverse()) as T;
    const links = [...shop.links.values()].map((link) => turned({ ...link, dial: turned(link.dial) }));
    expect(compare(shop, { ...shop, links: tableOf(links) })).toEqual({ changes: [], differences: [] });
  });

  test('boxes that were moved, renamed, or written in another order', () => {
    const document = toDocument(shop);
    const moved = read({
      ...document,
      title: 'Another title',
      zones: [...document.zones].reverse(),
      nodes: document.nodes.map((node) => ({ ...node, title: `${node.title}!`, position: { x: 1, y: 2 } })).reverse(),
      links: [...document.links].reverse(),
    });
    expect(compare(shop, moved)).toEqual({ changes: [], differences: [] });
  });
});

test('the other way round, better is worse and the rest the same', () => {
  const pairs: readonly (readonly [Topology, Topology])[] = [
    [shop, encryptedDb],
    [shop, edited(shop, dialTls)],
    [shop, read(endToEnd)],
    [shop, { ...shop, flows: tableOf([]) }],
    [shop, emptyTopology],
  ];
  const turned = { better: 'worse', worse: 'better', neutral: 'neutral' } as const;
  const plain = (differences: readonly Difference[]) =>
    differences
      .map(({ section, before, after, judgement }) => JSON.stringify([section, before, after, judgement]))
      .sort();
  for (const [a, b] of pairs) {
    const back = compare(b, a).differences.map((each) => ({
      ...each,
      before: each.after,
      after: each.before,
      judgement: turned[each.judgement],
    }));
    expect(plain(compare(a, b).differences)).toEqual(plain(back));
  }
});
