import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readDocument } from '../../src/core/model/read.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import type { ExportedFile, Exporter, Language } from '../../src/core/plan/exporter.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { titles } from '../support/arbitrary.ts';
import { hostileTitles } from '../support/proxies.ts';
import { seed } from '../support/seed.ts';

// User text is a leaf: whatever stands in a free-text field, every exporter writes the same files with the same lines,
// but for comments and what is quoted. The text is put into the plan itself, so past what the document refuses as well.

const marker = 'Ptitle';

/** A caller, the product and two targets, titled by the marker, so that it stands wherever a title can. */
function planOf(id: string): Plan {
  const product = products.get(id);
  if (!product) throw new Error(`no product ${id}`);
  const dials = product.supports['dial:tls'].can === 'yes' || product.supports['dial:plaintext'].can === 'yes';
  const listens = product.defaults.listeners.length > 0;
  const protocol = product.defaults.protocol;
  const certificate = { issuer: 'private-ca', ...(product.kind === 'certificate-authority' ? { issuedBy: 'it' } : {}) };
  const service = (name: string) => ({
    id: name,
    product: 'generic-service',
    title: marker,
    host: `${name}.example.com`,
    listeners: [{ id: 'in', port: 8443, tls: { mode: 'terminate', certificate } }],
  });
  const read = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title: marker,
    zones: [{ id: 'zone', kind: 'cluster', title: marker }],
    nodes: [
      service('client'),
      { id: 'it', product: id, title: marker, zone: 'zone' },
      ...(dials ? [service('a'), service('b')] : []),
    ],
    links: [
      ...(listens ? [{ id: 'in', from: 'client', to: 'it', protocol, dial: { tls: 'tls', verify: 'full' } }] : []),
      ...(dials
        ? ['a', 'b'].map((to) => ({
            id: `to-${to}`,
            from: 'it',
            to,
            title: marker,
            protocol: product.kind === 'data-store' ? 'tcp' : protocol,
            dial: { tls: to === 'a' ? 'tls' : 'plaintext' },
            match: { host: [`${to}.example.com`] },
          }))
        : []),
    ],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const topology: Topology = read.value;
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'it');
  if (!plan) throw new Error('every node has a plan');
  return plan;
}

/** The plan with another text for the marker, wherever it stands. */
function titled<T>(value: T, title: string): T {
  if (typeof value === 'string') return value.replaceAll(marker, () => title) as T;
  if (Array.isArray(value)) return value.map((each) => titled(each, title)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, titled(each, title)])) as T;
}

const commentMarks: Readonly<Partial<Record<Language, RegExp>>> = {
  go: /^\s*\/\//,
  java: /^\s*(?:\/\/|\*|\/\*)/,
  javascript: /^\s*\/\//,
  vcl: /^\s*(?:#|\/\/)/,
};
const prose: ReadonlySet<Language> = new Set(['markdown', 'text']);

/** What a reader of the format would see: structure for YAML and JSON, lines that are no comments for the rest. */
function shapeOf({ language, text }: ExportedFile): unknown {
  if (prose.has(language)) return language;
  if (language === 'yaml')
    return parseAllDocuments(text).map((document) => {
      if (document.errors.length > 0) throw document.errors[0];
      return keysOf(document.toJS());
    });
  if (language === 'json') return keysOf(JSON.parse(text));
  const mark = commentMarks[language] ?? /^\s*[#;]/;
  return text.split('\n').filter((line) => line.trim() !== '' && !mark.test(line)).length;
}

/** Keys and kinds of values, without the text in them. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, keysOf(each)]));
}

/** Nothing that ends a line unseen, turns the reading direction, or is no text at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const treacherous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

const beyondTheSchema = [
  'a\nb',
  'a\r\nb: c',
  '\u0000',
  '\ud800',
  'x'.repeat(65_536),
  '\u001b[2J',
  '{{ .Values }}',
  '--',
  '-->',
];
const names: readonly string[] = [
  ...new Set([...hostileTitles, ...beyondTheSchema, ...fc.sample(titles, { numRuns: 1_400, seed })]),
].slice(0, 1_000);

test('there are a thousand names', () => {
  expect(names).toHaveLength(1_000);
});

test.each([...exporters])('%s writes the same file around any name', (id: string, exporter: Exporter) => {
  const plan = planOf(id);
  const benign = exporter(titled(plan, 'Plain')).files;
  const paths = benign.map(({ path }) => path);
  const shapes = benign.map(shapeOf);
  // The structure of YAML and JSON is read for each name, which takes its time: every product has its turn with all names.
  for (const name of names) {
    const files = exporter(titled(plan, name)).files;
    const said = `${JSON.stringify(name).slice(0, 200)}`;
    expect(
      files.map(({ path }) => path),
      said,
    ).toEqual(paths);
    for (const { text } of files) expect(treacherous.exec(text)?.[0], said).toBeUndefined();
    expect(files.map(shapeOf), said).toEqual(shapes);
  }
});
