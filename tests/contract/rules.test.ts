import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/core/rules/index.ts';

const folder = fileURLToPath(new URL('../../src/core/rules', import.meta.url));
/** The files that hold a rule, as opposed to what rules share. */
const files = readdirSync(folder)
  .filter((name) => /satisfies Rule;/.test(readFileSync(`${folder}/${name}`, 'utf8')))
  .map((name) => name.replace(/\.ts$/, ''));

describe('the list of rules', () => {
  it('names each rule once', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('is all the files that hold a rule, each under the id of its rule', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(rules.map(({ id }) => id).sort()).toEqual([...files].sort());
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))('%s teaches: title, rationale, source', (id, rule) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.title).toMatch(/^[A-Z]/);
    expect(rule.rationale.length).toBeGreaterThan(60);
    expect(rule.rationale).toMatch(/[.!?]$/);
    expect(new URL(rule.source).protocol).toBe('https:');
  });
});
