import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgePack, packs } from '../../src/core/regimes/index.ts';
import { drawn, zone } from '../unit/regimes/support.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const all = [...packs.values()].map((pack) => [pack.id, pack] as const);

/** Drawn so that every regime has something to object to. */
const everythingInClear = drawn(
  [
    'client(browser)@net --> cdn(aws-cloudfront)[plaintext]@net --> alb(aws-alb)[plaintext]@vpc --> app[plaintext]@vpc --> db(postgresql)[plaintext]@vpc',
    'old@vpc ==> older[terminate]@vpc',
  ],
  {
    data: ['cardholder', 'health', 'personal', 'credentials', 'cui', 'internal'].map((classification) => ({
      id: classification,
      title: classification,
      classification,
    })),
    zones: [zone('net', 'internet'), zone('vpc', 'private-network')],
  },
);

describe('the rule packs', () => {
  it('are all the files of the folder', () => {
    const files = readdirSync(at('src/core/regimes/packs'));
    expect(files.length).toBeGreaterThan(0);
    expect(packs.size).toBe(files.length);
  });

  it('are the ones that the documentation lists, each under its title', () => {
    const rows = [...readFileSync(at('docs/compliance.md'), 'utf8').matchAll(/^\| `([a-z0-9.-]+)` \| ([^|]+?) \|/gm)];
    expect(rows.map(([, id, title]) => `${id}: ${title}`).sort()).toEqual(
      all.map(([id, { title }]) => `${id}: ${title}`).sort(),
    );
  });

  it('name clauses in the documentation only that exist', () => {
    const text = readFileSync(at('docs/compliance.md'), 'utf8');
    for (const [, pack = '', clause = ''] of text.matchAll(/`([a-z0-9.-]+)\/([A-Za-z0-9.()-]+)`/g)) {
      if (!packs.has(pack)) continue;
      expect(packs.get(pack)?.clauses.map(({ id }) => id)).toContain(clause);
    }
  });

  it.each(all)('%s says whom it binds, where it is written, and what people get wrong', (id, pack) => {
    expect(id).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
    expect(pack.title.length).toBeGreaterThan(3);
    expect(pack.summary).toMatch(/^[A-Z].{30,}\.$/);
    expect(new URL(pack.source).protocol).toBe('https:');
    expect(pack.caveats.length).toBeGreaterThan(0);
    for (const caveat of pack.caveats) expect(caveat).toMatch(/[.!?]$/);
  });

  it.each(all)('%s has levels that differ, and its default is one of them', (_, pack) => {
    const ids = pack.levels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    if (ids.length > 0) expect(ids).toContain(pack.defaultLevel);
    else expect(pack.defaultLevel).toBeUndefined();
    for (const { levels = [] } of pack.clauses) for (const level of levels) expect(ids).toContain(level);
  });

  it.each(all)(
    '%s has clauses with an id of their own, a title, what they ask and where that is written',
    (_, pack) => {
      expect(new Set(pack.clauses.map(({ id }) => id)).size).toBe(pack.clauses.length);
      for (const clause of pack.clauses) {
        // A document answers a clause as "<pack>/<clause>": no space, and no slash of its own.
        expect(clause.id).toMatch(/^[A-Za-z0-9.()-]+$/);
        expect(clause.title).toMatch(/^[A-Z0-9]/);
        expect(clause.asks).toMatch(/^.{30,}[.)]$/);
        expect(new URL(clause.source).protocol).toBe('https:');
        expect(['H', 'M', 'L']).toContain(clause.confidence);
        if (clause.over === 'hop') expect(clause.none).toMatch(/^[A-Z].*\.$/);
      }
    },
  );

  it.each(all)('%s objects to a design that sends everything in clear', (id) => {
    const verdicts = judgePack(everythingInClear, id).map(({ verdict }) => verdict);
    expect(verdicts.some((verdict) => verdict === 'FAIL' || verdict === 'EVIDENCE')).toBe(true);
  });
});
