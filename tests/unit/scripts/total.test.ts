import { describe, expect, it } from 'vitest';
import { countPlaywright, honest } from '../../../scripts/steps.mjs';
import { total } from '../../../scripts/total.mjs';

const step = (name: string, passed: number, failed: number, reasons: readonly string[] = []) => ({
  name,
  passed,
  failed,
  skipped: reasons.map((reason, i) => ({ name: `${name} ${i}`, reason })),
  output: '',
});

describe('the end of a run', () => {
  it('counts everything and ends with the one line', () => {
    expect(total([step('types', 1, 0), step('unit', 40, 0)], false)).toEqual({
      lines: ['41 passed, 0 failed'],
      ok: true,
    });
  });

  it('says what failed', () => {
    expect(total([step('types', 0, 1), step('unit', 40, 2)], false)).toEqual({
      lines: ['Failed: types, unit', '40 passed, 3 failed'],
      ok: false,
    });
  });

  it('says what was skipped and why, each reason once', () => {
    const { lines, ok } = total([step('conformance', 3, 0, ['no nginx', 'no nginx', 'no redis'])], false);
    expect(lines).toEqual([
      'Skipped: no nginx',
      '  conformance 0',
      '  conformance 1',
      'Skipped: no redis',
      '  conformance 2',
      '3 passed, 0 failed, 3 skipped',
    ]);
    expect(ok).toBe(true);
  });

  it('fails on a skipped check in CI', () => {
    const { lines, ok } = total([step('e2e', 3, 0, ['no browser'])], true);
    expect(lines).toEqual(['Failed, because skipped: no browser', '  e2e 0', '3 passed, 1 failed']);
    expect(ok).toBe(false);
  });
});

describe('a run of tests', () => {
  it('has failed when it ended badly, whatever its counts say', () => {
    expect(honest(step('unit', 5, 0), 1)).toMatchObject({ passed: 5, failed: 1 });
    expect(honest(step('unit', 5, 2), 1)).toMatchObject({ passed: 5, failed: 2 });
    expect(honest(step('unit', 5, 0), 0)).toMatchObject({ passed: 5, failed: 0 });
  });

  it('has failed when it found nothing to do', () => {
    expect(honest(step('unit', 0, 0), 0)).toMatchObject({
      failed: 1,
      output: expect.stringContaining('no test was run'),
    });
    expect(honest(step('unit', 0, 0, ['no nginx']), 0)).toMatchObject({ failed: 0 });
  });

  it('counts what the browser tests report, at any depth', () => {
    const spec = (status: string, description?: string) => ({
      title: status,
      tests: [{ status, annotations: description === undefined ? [] : [{ type: 'skip', description }] }],
    });
    const report = {
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('expected')],
          suites: [{ title: 'inner', specs: [spec('unexpected'), spec('skipped', 'no camera'), spec('skipped')] }],
        },
        { title: 'b.spec.ts', specs: [spec('flaky')] },
      ],
    };
    expect(countPlaywright(report)).toEqual({
      passed: 2,
      failed: 1,
      skipped: [
        { name: 'a.spec.ts › inner › skipped', reason: 'no camera' },
        { name: 'a.spec.ts › inner › skipped', reason: 'no reason given' },
      ],
    });
    expect(countPlaywright({ suites: [], errors: [{}] })).toMatchObject({ failed: 1 });
  });
});
