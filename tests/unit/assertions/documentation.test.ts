import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { qualities, relations } from '../../../src/core/assertions/grammar.ts';
import { parse, print, sentences } from '../../../src/core/assertions/index.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/assertions.md', import.meta.url)), 'utf8');
/** The first cell of every row of a table but its head. */
const examples = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? line);

describe('the page on assertions', () => {
  test.each(examples)('%s is understood, and is its usual form', (text) => {
    const parsed = parse(text);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(print(parsed.claim)).toBe(text);
  });

  test('has an example of every kind of sentence, every relation and every quality', () => {
    const kinds = examples.map((text) => {
      const parsed = parse(text);
      return parsed.ok ? parsed.claim.kind : null;
    });
    expect(new Set(kinds)).toEqual(new Set(sentences.map(({ id }) => id)));
    for (const word of [...relations, ...qualities]) expect(examples.join('\n')).toContain(` ${word}`);
  });

  test('shows assertions as a document has them', () => {
    const [, json = ''] = /```json\n"assertions": (.*)\n```/.exec(page) ?? [];
    const written: readonly (string | { readonly text: string })[] = JSON.parse(json);
    for (const each of written) expect(parse(typeof each === 'string' ? each : each.text).ok).toBe(true);
    expect(written).toHaveLength(2);
  });
});
