import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { design, plainsight } from './world.ts';

const goal = ['--goal', 'no plaintext anywhere', '--max-edits', '1'];
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-improve-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('improve', () => {
  it('shows ways to a goal with what they cost', async () => {
    const { out, code } = await plainsight(['improve', '-', ...goal], design());
    expect(code).toBe(0);
    expect(out).toMatch(/^1\. One edit\n {3}\S/);
    expect(out).toMatch(/newly exposed: Server comes to hold a private key\./);
    expect(out).toMatch(/security posture \d+, compliance readiness \d+, /);
    expect(out).toMatch(/Every combination that could matter was looked at/);
  });

  it('gives edits that JSON can carry', async () => {
    const { out } = await plainsight(['improve', '-', ...goal, '--format', 'json'], design());
    const { kind, alternatives, exact, tried, premises } = JSON.parse(out);
    expect({ kind, exact, premises }).toEqual({ kind: 'found', exact: true, premises: [] });
    expect(tried).toBeGreaterThan(1);
    expect(alternatives[0].edits.map(({ table }: { table: string }) => table).sort()).toEqual(['links', 'nodes']);
    expect(alternatives[0].price.edits).toBe(1);
  });

  it('writes a design that meets the goal', async () => {
    const file = join(home, 'better.json');
    expect((await plainsight(['improve', '-', ...goal, '--out', file], design())).code).toBe(0);
    const again = await plainsight(['improve', file, ...goal]);
    expect(again).toMatchObject({ code: 0, out: 'The design meets every goal as it is.\n' });
    expect((await plainsight(['check', file])).out).not.toContain('PLAINTEXT');
  });

  it('overwrites nothing unless told to, and follows no link', async () => {
    const file = join(home, 'there.json');
    writeFileSync(file, 'mine');
    symlinkSync(file, join(home, 'link.json'));
    expect((await plainsight(['improve', '-', ...goal, '--out', file], design())).code).toBe(2);
    expect(
      (await plainsight(['improve', '-', ...goal, '--out', join(home, 'link.json'), '--force'], design())).code,
    ).toBe(2);
    expect((await plainsight(['improve', '-', ...goal, '--out', home, '--force'], design())).code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await plainsight(['improve', '-', ...goal, '--out', file, '--force'], design())).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('plainsight/topology');
  });

  it('exits with 1 when there is no way, names the goals, and writes nothing', async () => {
    const file = join(home, 'none.json');
    const { out, code } = await plainsight(
      [
        'improve',
        '-',
        '--goal',
        'node:server reads nothing',
        '--keep',
        'server can inspect data',
        '--max-edits',
        '1',
        '--out',
        file,
      ],
      design({ data: [{ id: 'data', title: 'Data', classification: 'internal' }] }),
    );
    expect(code).toBe(1);
    expect(out).toMatch(/“node:server reads nothing” can't be met with 1 edit that stops no working flow/);
    expect(() => readFileSync(file)).toThrow();
  });

  it('takes a pack by the beginning of its name', async () => {
    const ran = await plainsight(['improve', '-', '--pack', 'pci', '--max-edits', '1'], design());
    expect([0, 1]).toContain(ran.code);
    expect(ran.err).toBe('');
  });

  it.each([
    [['--goal', 'be safe'], /be safe/],
    [['--goal', 'tap:moon reads nothing'], /moon.*\n(.*\n)*Observers: .*node:server/],
    [['--goal', 'card is readable only in {server}'], /card.*\n.*components client, server/],
    [['--pack', 'iso-9000'], /no rule pack "iso-9000"; there are: /],
    [['--goal', 'every flow works', '--keep', 'router cannot terminate TLS'], /router/],
  ])('%j: exit code 3 with what there is', async (args, said) => {
    const ran = await plainsight(['improve', '-', ...args], design());
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toMatch(said);
  });
});
