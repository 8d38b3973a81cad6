import { describe, expect, it } from 'vitest';
import { plainsight } from './world.ts';

const shop = new URL('../../../src/core/templates/shop.json', import.meta.url).pathname;

describe('explain', () => {
  it('prints the matrix, and the same as JSON', async () => {
    const { out, code } = await plainsight(['explain', shop]);
    expect(code).toBe(0);
    expect(out).toMatch(/^tap:vpc +READS +Someone listening in VPC$/m);
    expect(out).toMatch(/^tap:internet +metadata /m);
    expect(out).toMatch(/^key:gateway +if active /m);
    const { cells, assets, observers } = JSON.parse((await plainsight(['explain', shop, '--format', 'json'])).out);
    expect(assets).toEqual([{ id: 'card', title: 'Card number', travels: 'works' }]);
    expect(cells['tap:vpc']).toEqual({ card: 'reads' });
    expect(Object.keys(cells)).toEqual(observers.map(({ id }: { id: string }) => id));
    const check = JSON.parse((await plainsight(['check', shop, '--format', 'json'])).out);
    expect(check.matrix.cells).toEqual(cells);
  });

  it('prints the proof of one cell', async () => {
    const args = ['explain', shop, '--observer', 'tap:vpc', '--asset', 'card'];
    const { out } = await plainsight(args);
    expect(out).toMatch(/Someone listening in VPC \(tap:vpc\), Card number \(card\): reads it/);
    expect(out).toMatch(/READS {2}API gateway → Orders \(link l3\): /);
    const proof = JSON.parse((await plainsight([...args, '--format', 'json'])).out);
    expect(proof).toMatchObject({ observer: 'tap:vpc', asset: 'card', sight: 'reads' });
    expect(proof.steps[0]).toMatchObject({ place: { link: 'l3' }, sight: 'reads' });
  });

  it('takes titles in any case, a row, a column', async () => {
    const titled = await plainsight([
      'explain',
      shop,
      '--observer',
      'someone listening in vpc',
      '--asset',
      'CARD NUMBER',
    ]);
    expect(titled.out).toContain('(tap:vpc)');
    const column = JSON.parse((await plainsight(['explain', shop, '--asset', 'card', '--format', 'json'])).out);
    expect(column.proofs.length).toBeGreaterThan(10);
    const row = JSON.parse((await plainsight(['explain', shop, '--observer', 'recorder', '--format', 'json'])).out);
    expect(row.proofs).toHaveLength(1);
  });

  it.each([
    [['--observer', 'tap:moon'], /no observer "tap:moon"; there are:\n(.*\n)* {2}tap:vpc {2}Someone/],
    [['--asset', 'crad'], /no asset "crad"; there are:\n {2}card {2}Card number/],
  ])('%j: exit code 3 with what there is', async (args, said) => {
    const ran = await plainsight(['explain', shop, ...args]);
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toMatch(said);
  });

  it('refuses a file that is no design', async () => {
    expect(await plainsight(['explain', '-'], '{}')).toMatchObject({ code: 2, out: '' });
  });
});
