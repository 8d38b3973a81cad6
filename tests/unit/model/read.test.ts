import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../../src/core/model/migrations.ts';
import { maxLength, readDocument, readTopology } from '../../../src/core/model/read.ts';
import { describe as inWords, type Result } from '../../../src/core/model/result.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { toDocument, writeTopology } from '../../../src/core/model/write.ts';

const shop = readFileSync('src/core/templates/shop.json', 'utf8');
type Json = Record<string, never>;

/** The shop, after something was done to it. */
function altered(change: (document: Json) => void): unknown {
  const document = JSON.parse(shop);
  change(document);
  return document;
}

/** `place code` of every problem; fails when there is none. */
function refusals(result: Result<Topology>): readonly string[] {
  if (result.ok) throw new Error('it was read');
  for (const problem of result.problems) expect(inWords(problem)).not.toBe('');
  return result.problems.map(({ at, code }) => `${at ?? ''} ${code}`.trim());
}

describe('a text that is not a document is refused', () => {
  test.each([
    ['nothing', '', 'not-json'],
    ['prose', 'hello', 'not-json'],
    ['half a file', shop.slice(0, 500), 'not-json'],
    ['HTML', '<!doctype html><p>404', 'not-json'],
    ['null', 'null', 'foreign'],
    ['a list', '[]', 'foreign'],
    ['a number', '42', 'foreign'],
    ['another format', '{"format":"excalidraw","version":2}', '/format foreign'],
    ['no format', '{"nodes":[]}', '/format foreign'],
    ['no version', '{"format":"plainsight/topology"}', '/version version'],
    ['a version that is no number', '{"format":"plainsight/topology","version":"1"}', '/version version'],
    ['a fraction', '{"format":"plainsight/topology","version":1.5}', '/version version'],
    ['a negative version', '{"format":"plainsight/topology","version":-1}', '/version version'],
    ['a newer version', '{"format":"plainsight/topology","version":2}', '/version version'],
    ['a version that never was', '{"format":"plainsight/topology","version":0}', '/version version'],
    ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`, 'too-deep'],
    ['nesting that never closes', '{"a":'.repeat(100_000), 'too-deep'],
  ])('%s', (_, text, refusal) => {
    expect(refusals(readTopology(text))).toEqual([refusal]);
  });

  test('a newer version says so in words', () => {
    const read = readTopology('{"format":"plainsight/topology","version":7}');
    expect(read.ok ? '' : read.problems[0]?.message).toContain('version 7');
  });
  test('a huge file is refused before it is parsed', () => {
    expect(refusals(readTopology(' '.repeat(maxLength + 1)))).toEqual(['too-large']);
  });
  test('brackets inside strings are not nesting, escaped quotes do not end them', () => {
    const title = `${'[{'.repeat(40)}\\"${'['.repeat(40)}`;
    expect(readDocument(altered((document) => Object.assign(document, { title }))).ok).toBe(true);
    expect(readTopology(shop.replace('"title": "Shop', `"note": "\\"${'['.repeat(60)}", "title": "Shop`)).ok).toBe(
      true,
    );
  });
  test('a byte order mark is no reason to refuse', () => {
    expect(readTopology(`\ufeff${shop}`).ok).toBe(true);
  });
});

describe('what is wrong in a document is named with its place', () => {
  const cases: readonly [string, (document: never) => void, readonly string[]][] = [
    ['a missing title', (d: { title?: string }) => delete d.title, ['/title invalid']],
    ['a control character', (d: { title: string }) => (d.title = 'a\u0007b'), ['/title invalid']],
    ['a line break', (d: { title: string }) => (d.title = 'a\nb'), ['/title invalid']],
    ['a lone surrogate', (d: { title: string }) => (d.title = 'a\ud800'), ['/title invalid']],
    ['a long title', (d: { title: string }) => (d.title = 'x'.repeat(501)), ['/title invalid']],
    ['no nodes', (d: { nodes?: [] }) => delete d.nodes, ['/nodes invalid']],
    ['nodes that are no list', (d: { nodes: unknown }) => (d.nodes = {}), ['/nodes invalid']],
    ['an id with a slash', (d: Doc) => (d.zones[0].id = 'a/b'), ['/zones/0/id invalid']],
    ['an id that is too long', (d: Doc) => (d.zones[0].id = 'x'.repeat(65)), ['/zones/0/id invalid']],
    ['an unknown kind of zone', (d: Doc) => (d.zones[0].kind = 'moon'), ['/zones/0/kind invalid']],
    ['a port of zero', (d: Doc) => (d.nodes[1].listeners[0].port = 0), ['/nodes/1/listeners/0/port invalid']],
    ['a port too high', (d: Doc) => (d.nodes[1].listeners[0].port = 65536), ['/nodes/1/listeners/0/port invalid']],
    ['half a port', (d: Doc) => (d.nodes[1].listeners[0].port = 80.5), ['/nodes/1/listeners/0/port invalid']],
    ['a port in words', (d: Doc) => (d.nodes[1].listeners[0].port = '443'), ['/nodes/1/listeners/0/port invalid']],
    [
      'a mode that is none',
      (d: Doc) => (d.nodes[1].listeners[0].tls = { mode: 'maybe' }),
      ['/nodes/1/listeners/0/tls/mode invalid'],
    ],
    ['a host name with a space', (d: Doc) => (d.nodes[1].host = 'a b'), ['/nodes/1/host invalid']],
    ['a host name with shell in it', (d: Doc) => (d.nodes[1].host = '$(reboot)'), ['/nodes/1/host invalid']],
    [
      'a host name that is not in its xn-- form',
      (d: Doc) => (d.nodes[1].host = 'bücher.de'),
      ['/nodes/1/host invalid'],
    ],
    ['a label of 64 characters', (d: Doc) => (d.nodes[1].host = 'x'.repeat(64)), ['/nodes/1/host invalid']],
    ['a version in words', (d: Doc) => (d.nodes[1].version = 'latest'), ['/nodes/1/version invalid']],
    ['a position nowhere', (d: Doc) => (d.nodes[0].position = { x: 1e300, y: 0 }), ['/nodes/0/position/x invalid']],
    ['a dial that is none', (d: Doc) => (d.links[0].dial.tls = 'yes'), ['/links/0/dial/tls invalid']],
    ['a protocol with quotes', (d: Doc) => (d.links[0].protocol = '"http"'), ['/links/0/protocol invalid']],
    ['a path without a slash', (d: Doc) => (d.links[0].match = { path: 'api' }), ['/links/0/match/path invalid']],
    ['an empty flow', (d: Doc) => (d.flows[0].path = []), ['/flows/0/path invalid']],

    [
      'a node twice',
      (d: Doc) => (d.nodes[2].id = 'cdn'),
      ['/nodes/2/id duplicate-id', '/links/1/to unknown-reference', '/links/2/from unknown-reference'],
    ],
    [
      'a zone twice',
      (d: Doc) => (d.zones[1].id = 'internet'),
      ['/zones/1/id duplicate-id', '/nodes/1/zone unknown-reference'],
    ],
    ['a flow twice', (d: Doc) => d.flows.push(d.flows[0]), ['/flows/1/id duplicate-id']],
    ['an asset twice', (d: Doc) => d.data.push(d.data[0]), ['/data/1/id duplicate-id']],
    [
      'a listener twice',
      (d: Doc) => d.nodes[1].listeners.push(d.nodes[1].listeners[0]),
      ['/nodes/1/listeners/1/id duplicate-id'],
    ],
    ['a zone that is not there', (d: Doc) => (d.nodes[0].zone = 'moon'), ['/nodes/0/zone unknown-reference']],
    ['a parent that is not there', (d: Doc) => (d.zones[0].parent = 'moon'), ['/zones/0/parent unknown-reference']],
    ['a zone in itself', (d: Doc) => (d.zones[0].parent = 'internet'), ['/zones/0/parent zone-cycle']],
    ['zones in a circle', (d: Doc) => (d.zones[2].parent = 'data'), ['/zones/2/parent zone-cycle']],
    ['a store of nothing', (d: Doc) => (d.nodes[4].stores = ['gold']), ['/nodes/4/stores/0 unknown-reference']],
    ['a link from nowhere', (d: Doc) => (d.links[0].from = 'x'), ['/links/0/from unknown-reference']],
    [
      'a link to itself',
      (d: Doc) => (d.links[0].to = 'browser'),
      ['/links/0/to self-link', '/flows/0/path/1 broken-path'],
    ],
    ['a listener that is not there', (d: Doc) => (d.links[0].listener = 'x'), ['/links/0/listener unknown-reference']],
    [
      'traffic of no listener',
      (d: Doc) => (d.links[1].fromListener = 'x'),
      ['/links/1/fromListener unknown-reference'],
    ],
    ['a flow over no link', (d: Doc) => (d.flows[0].path[1] = 'l9'), ['/flows/0/path/1 unknown-reference']],
    ['a flow that jumps', (d: Doc) => (d.flows[0].path = ['l1', 'l3']), ['/flows/0/path/1 broken-path']],
    [
      'a flow that carries nothing known',
      (d: Doc) => (d.flows[0].carries = ['x']),
      ['/flows/0/carries/0 unknown-reference'],
    ],
    [
      'a flow that returns nothing known',
      (d: Doc) => (d.flows[0].returns = ['x']),
      ['/flows/0/returns/0 unknown-reference'],
    ],
    [
      'protection by nobody',
      (d: Doc) => (d.data[0].protection = { by: 'x', readableBy: ['db', 'y'] }),
      ['/data/0/protection/by unknown-reference', '/data/0/protection/readableBy/1 unknown-reference'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(refusals(readDocument(altered(change as (document: Json) => void)))).toEqual(expected);
  });

  test('after twenty the rest is counted', () => {
    const problems = refusals(readDocument(altered((d: Doc) => (d.zones = Array.from({ length: 50 }, () => ({}))))));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('more');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: broken documents have no type
type Doc = any;

describe('host names and addresses that are good', () => {
  test.each([
    'localhost',
    'a.b-c.example.com',
    '*.example.com',
    '10.0.0.7',
    '2001:db8::7',
    '_srv.example.com',
    'xn--bcher-kva.de',
  ])('%s', (host) => {
    expect(readDocument(altered((d: Doc) => (d.nodes[1].host = host))).ok).toBe(true);
  });
});

describe('names that JavaScript keeps for itself', () => {
  test.each(['constructor', 'toString', 'hasOwnProperty', '10', '0'])('a node may be called %s', (id) => {
    const read = readDocument({
      format: 'plainsight/topology',
      version: 1,
      title: id,
      nodes: [
        { id, product: id, title: id },
        { id: 'b', product: 'browser', title: 'b' },
      ],
      links: [{ id, from: 'b', to: id, protocol: 'http', dial: { tls: 'plaintext' } }],
    });
    expect(read.ok && [...read.value.nodes.keys()]).toEqual([id, 'b']);
  });
  test('a __proto__ in the file pollutes nothing', () => {
    const text = shop.replace('"title": "Shop', '"__proto__": {"polluted": true}, "title": "Shop');
    const read = readTopology(text.replace('"id": "cdn"', '"__proto__": {"zone": "x", "polluted": true}, "id": "cdn"'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    if (!read.ok) throw new Error('refused');
    expect((read.value as unknown as { polluted?: boolean }).polluted).toBeUndefined();
    expect((read.value.nodes.get('cdn') as unknown as { polluted?: boolean }).polluted).toBeUndefined();
    expect((toDocument(read.value) as unknown as { polluted?: boolean }).polluted).toBeUndefined();
  });
  test('an id of __proto__ is refused', () => {
    expect(refusals(readDocument(altered((d: Doc) => (d.nodes[0].id = '__proto__'))))).toContain('/nodes/0/id invalid');
  });
});

describe('what is read is what is written', () => {
  test('the shop, byte for byte but for layout of the JSON', () => {
    const read = readTopology(shop);
    if (!read.ok) throw new Error('refused');
    expect(JSON.parse(writeTopology(read.value))).toEqual(JSON.parse(shop));
    expect(writeTopology(read.value)).toMatch(/\}\n$/);
  });
  test('fields that this version does not know are kept, wherever they stand', () => {
    const strange = altered((d: Doc) => {
      d.sources = [{ claim: 'x' }];
      d.zones[0].colour = 'red';
      d.nodes[1].owner = { team: 'edge' };
      d.nodes[1].listeners[0].alpn = ['h2'];
      d.nodes[1].listeners[0].tls.ciphers = 'modern';
      d.nodes[1].listeners[0].tls.certificate.serial = 7;
      d.links[0].latency = 12;
      d.links[0].dial.timeout = 5;
      d.links[0].match = { header: 'x' };
      d.data[0].owner = 'finance';
      d.flows[0].rate = 9;
    });
    const read = readDocument(strange);
    expect(read.ok && toDocument(read.value)).toEqual(strange);
  });
  test('a file may leave out what is empty', () => {
    const read = readDocument({ format: 'plainsight/topology', version: 1, title: 'x', nodes: [], links: [] });
    expect(read.ok && toDocument(read.value)).toMatchObject({ zones: [], data: [], flows: [] });
  });
  test('positions lie apart from meaning, and come back', () => {
    const read = readTopology(shop);
    if (!read.ok) throw new Error('refused');
    expect(read.value.nodes.get('cdn')).not.toHaveProperty('position');
    expect(read.value.layout.get('cdn')).toEqual({ x: 240, y: 0 });
    expect(toDocument(read.value).nodes[1]).toHaveProperty('position', { x: 240, y: 0 });
  });
});

describe('migrations', () => {
  const steps = {
    0: (document: Readonly<Record<string, unknown>>) => ({ ...document, version: 1, one: true }),
    1: (document: Readonly<Record<string, unknown>>) => ({ ...document, version: 2, two: document.one === true }),
  };
  test('run in order, one version at a time', () => {
    expect(migrate({ version: 0, kept: 'x' }, 0, 2, steps)).toEqual({ version: 2, one: true, two: true, kept: 'x' });
  });
  test('start where the document stands', () => {
    expect(migrate({ version: 1 }, 1, 2, steps)).toEqual({ version: 2, two: false });
  });
  test('leave the current version, and the document given, alone', () => {
    const document = { version: 2 };
    expect(migrate(document, 2, 2, steps)).toEqual({ version: 2 });
    migrate(document, 2, 2, steps);
    expect(document).toEqual({ version: 2 });
  });
  test('fail where a step is missing', () => {
    expect(migrate({ version: 0 }, 0, 2, { 0: steps[0] })).toBeNull();
  });
});
