import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { design, plainsight } from './world.ts';

const shop = new URL('../../../src/core/templates/shop.json', import.meta.url).pathname;
let home = '';
let encrypted = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-compare-'));
  encrypted = join(home, 'encrypted.json');
  const document = JSON.parse(readFileSync(shop, 'utf8'));
  for (const zone of document.zones) if (zone.id === 'vpc') zone.networkEncryption = 'ipsec';
  writeFileSync(encrypted, JSON.stringify(document));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('compare', () => {
  it('says what became better and which edit made it so', async () => {
    const { out, code } = await plainsight(['compare', shop, encrypted]);
    expect(code).toBe(0);
    expect(out).toMatch(/^One edit; [1-9]\d* better/);
    expect(out).toMatch(/^\+ better .*VPC/m);
    expect(out).toMatch(/because of: VPC/);
  });

  it('says the opposite the other way round', async () => {
    const count = async (args: readonly string[], judgement: string) => {
      const { differences } = JSON.parse((await plainsight(['compare', ...args, '--format', 'json'])).out);
      return differences.filter((each: { judgement: string }) => each.judgement === judgement).length;
    };
    expect(await count([shop, encrypted], 'better')).toBeGreaterThan(0);
    expect(await count([shop, encrypted], 'better')).toBe(await count([encrypted, shop], 'worse'));
  });

  it('names the change by its number', async () => {
    const { changes, differences } = JSON.parse(
      (await plainsight(['compare', shop, encrypted, '--format', 'json'])).out,
    );
    expect(changes).toMatchObject([
      { table: 'zones', id: 'vpc', field: 'networkEncryption', before: null, after: 'ipsec' },
    ]);
    for (const { causes } of differences) expect(causes).toEqual([{ change: 0, role: 'alone' }]);
  });

  it('finds nothing between equal designs, one of them on standard input', async () => {
    const { out } = await plainsight(['compare', shop, '-'], readFileSync(shop, 'utf8'));
    expect(out).toBe('The two designs are the same, but for titles and positions.\n');
  });

  it('refuses what is no design, whichever it is', async () => {
    expect(await plainsight(['compare', shop, '-'], '{}')).toMatchObject({ code: 2, out: '' });
    expect(await plainsight(['compare', '/no/such.json', '-'], design())).toMatchObject({ code: 2, out: '' });
  });
});
