import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaPath, schemaText } from '../../scripts/schema.mjs';
import { readDocument } from '../../src/core/model/read.ts';
import { Document } from '../../src/core/model/schema.ts';
import { toDocument } from '../../src/core/model/write.ts';
import { topologies } from '../support/arbitrary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const published = readFileSync(`${root}/${schemaPath}`, 'utf8');
const accepts: ValidateFunction = new Ajv2020({ strict: true, allErrors: true, strictTypes: false }).compile(
  JSON.parse(published),
);
const shop = (): Record<string, unknown> => JSON.parse(readFileSync(`${root}/src/core/templates/shop.json`, 'utf8'));

/** The shop with one thing changed, by the path to it; `undefined` takes it away. */
function broken(path: readonly (string | number)[], value: unknown): unknown {
  const document = shop();
  let place: Record<string | number, unknown> = document;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  return document;
}

const faults: readonly (readonly [name: string, path: readonly (string | number)[], value: unknown])[] = [
  ['another format', ['format'], 'drawio'],
  ['a version to come', ['version'], 2],
  ['no title', ['title'], undefined],
  ['a title that steers terminals', ['title'], 'a\u001b[31m'],
  ['nodes that are no list', ['nodes'], {}],
  ['an id with a slash', ['nodes', 0, 'id'], '../x'],
  ['a port out of range', ['nodes', 1, 'listeners', 0, 'port'], 65_536],
  ['half a port', ['nodes', 1, 'listeners', 0, 'port'], 443.5],
  ['an unknown listener mode', ['nodes', 1, 'listeners', 0, 'tls', 'mode'], 'terminates'],
  ['an unknown TLS version', ['nodes', 1, 'listeners', 0, 'tls', 'minVersion'], '1.4'],
  ['a host name with a space', ['links', 0, 'dial', 'sni'], 'shop example.com'],
  ['an unknown dial', ['links', 0, 'dial', 'tls'], 'yes'],
  ['a link without an end', ['links', 0, 'to'], undefined],
  ['a position that is no number', ['nodes', 0, 'position', 'x'], '0'],
  ['an empty path', ['flows', 0, 'path'], []],
  ['an unknown kind of zone', ['zones', 0, 'kind'], 'cloud'],
];

describe('the published JSON Schema', () => {
  it('is what the schema in the code gives: run `node scripts/schema.mjs` after changing it', () => {
    expect(published).toBe(schemaText(Document));
  });

  it.each(readdirSync(`${root}/src/core/templates`).filter((name) => name.endsWith('.json')))('accepts %s', (name) => {
    const document = JSON.parse(readFileSync(`${root}/src/core/templates/${name}`, 'utf8'));
    expect(accepts(document), JSON.stringify(accepts.errors)).toBe(true);
  });

  it.each(faults)('refuses %s, as the reader does', (_name, path, value) => {
    const document = broken(path, value);
    expect(accepts(document)).toBe(false);
    expect(readDocument(document)).toMatchObject({ ok: false });
  });

  it('lets fields through that this version does not know, everywhere', () => {
    const document = shop();
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const inner of Object.values(value)) visit(inner);
      if (!Array.isArray(value)) Object.assign(value, { 'x-later': { any: ['thing'] } });
    };
    visit(document);
    expect(accepts(document), JSON.stringify(accepts.errors)).toBe(true);
    expect(readDocument(document)).toMatchObject({ ok: true });
  });

  it('takes titles in any script', () => {
    for (const title of ['Zahlungsströme', '決済', '💳 → 🏦', 'עברית', ''])
      expect(accepts({ ...shop(), title }), title).toBe(true);
  });

  it('accepts whatever the reader accepts', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const document = JSON.parse(JSON.stringify(toDocument(topology)));
        expect(accepts(document), JSON.stringify(accepts.errors)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
