import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packs } from '../../src/core/regimes/index.ts';
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

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s names clauses and wrong beliefs by their ids',
    (_, rule) => {
      for (const clause of rule.clauses) expect(clause).toMatch(/^[a-z0-9.-]+\/[A-Za-z0-9().-]+$/);
      expect(new Set(rule.clauses).size).toBe(rule.clauses.length);
      for (const each of rule.misconceptions) expect(each).toMatch(/^M(0[1-9]|[12]\d|3[0-4])$/);
    },
  );

  it('touches clauses that the rule packs have', () => {
    const known = new Set([...packs.values()].flatMap((pack) => pack.clauses.map(({ id }) => `${pack.id}/${id}`)));
    const named: readonly string[] = rules.flatMap(({ clauses }) => clauses);
    expect(named.filter((clause) => !known.has(clause))).toEqual([]);
  });

  it('covers what a drawing can show of the wrong beliefs', () => {
    // Not from a drawing, or not to act on: M07, M18, M23, M29 and M32; see docs/rules.md.
    const shown = new Set<string>(rules.flatMap(({ misconceptions }) => misconceptions));
    const all = Array.from({ length: 34 }, (_, i) => `M${String(i + 1).padStart(2, '0')}`);
    expect(all.filter((each) => !shown.has(each))).toEqual(['M07', 'M18', 'M23', 'M29', 'M32']);
  });
});

describe('docs/rules.md', () => {
  const text = readFileSync(fileURLToPath(new URL('../../docs/rules.md', import.meta.url)), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)`<br>([^|]+) \| [^|]+ \| ([^|]+) \|/gm)];

  it('lists every rule and only those, in their order, with its title', () => {
    expect(rows.map(([, id, title]) => `${id} ${title}`)).toEqual(rules.map(({ id, title }) => `${id} ${title}`));
  });

  it('gives each its wrong beliefs', () => {
    const said = Object.fromEntries(rows.map(([, id, , beliefs]) => [id, beliefs === '-' ? [] : beliefs?.split(', ')]));
    expect(said).toEqual(Object.fromEntries(rules.map(({ id, misconceptions }) => [id, misconceptions])));
  });

  it('puts each under its concern', () => {
    for (const { id, about } of rules) expect(text).toMatch(new RegExp(`^\\| ${about} \\| .*\`${id}\``, 'm'));
  });
});
