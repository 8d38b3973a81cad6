import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/cli/arguments.ts';
import { plainsight } from './world.ts';

const refusals: readonly (readonly [args: readonly string[], why: RegExp])[] = [
  [[], /check, export, diagram, compare, explain, improve, verify, lab or help/],
  [['inspect'], /no command "inspect"/],
  [['check'], /name the file/],
  [['check', 'a', 'b'], /"b" is one too many/],
  [['check', 'a', '--format', 'yaml'], /text, json, sarif, junit, not "yaml"/],
  [['constructor', 'a'], /no command "constructor"/],
  [['explain', 'a', '--format', 'sarif'], /text or json, not "sarif"/],
  [['compare', 'a'], /two files/],
  [['compare', 'a', 'b', 'c'], /"c" is one too many/],
  [['compare', '-', '-'], /only one of the two/],
  [['improve', 'a'], /--goal/],
  [['improve', 'a', '--goal', 'g', '--max-edits', '0'], /1 to 6, not "0"/],
  [['improve', 'a', '--goal', 'g', '--max-edits', '12'], /1 to 6, not "12"/],
  [['check', 'a', '--pack', 'no-such-regime'], /no rule pack "no-such-regime"; there are: .*pci-dss-4\.0\.1/],
  [['check', 'a', '--fail-on', 'terrible'], /info, low, medium, high, critical/],
  [['check', 'a', '--frmat', 'json'], /--frmat/],
  [['check', 'a', '--format'], /--format/],
  [['export', 'a'], /--out DIR/],
  [['export', 'a', '--out', 'd', '--fail-on', 'high'], /--fail-on/],
];

describe('arguments', () => {
  it.each(refusals)('refuses %j with exit code 3 and an empty result', async (args, why) => {
    const ran = await plainsight(args);
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toMatch(why);
  });

  it('takes what help describes', () => {
    expect(parseCommand(['check', '-'])).toEqual({
      ok: true,
      command: { name: 'check', file: '-', format: 'text', failOn: null, packs: [], assert: false },
    });
    expect(parseCommand(['check', '--format=json', 'f', '--fail-on', 'low'])).toEqual({
      ok: true,
      command: { name: 'check', file: 'f', format: 'json', failOn: 'low', packs: [], assert: false },
    });
    expect(parseCommand(['check', 'f', '--pack', 'pci', '--pack', 'asvs-5:l2', '--assert'])).toMatchObject({
      command: { packs: ['pci', 'asvs-5:l2'], assert: true },
    });
    expect(parseCommand(['compare', 'a', '-', '--format', 'json'])).toEqual({
      ok: true,
      command: { name: 'compare', before: 'a', after: '-', format: 'json' },
    });
    expect(parseCommand(['explain', 'f', '--observer', 'tap:vpc'])).toEqual({
      ok: true,
      command: { name: 'explain', file: 'f', observer: 'tap:vpc', asset: null, format: 'text' },
    });
    expect(parseCommand(['improve', 'f', '--goal', 'a', '--goal', 'b', '--keep', 'c', '--max-edits', '2'])).toEqual({
      ok: true,
      command: {
        name: 'improve',
        file: 'f',
        goals: ['a', 'b'],
        packs: [],
        keep: ['c'],
        maxEdits: 2,
        out: null,
        force: false,
        format: 'text',
      },
    });
    expect(parseCommand(['export', 'f', '--out', 'd', '--node', 'n', '--force'])).toEqual({
      ok: true,
      command: { name: 'export', file: 'f', out: 'd', zip: null, baseUrl: null, node: 'n', force: true },
    });
    expect(parseCommand(['export', 'f', '--zip', 'z', '--base-url', 'https://a.example/'])).toEqual({
      ok: true,
      command: {
        name: 'export',
        file: 'f',
        out: null,
        zip: 'z',
        baseUrl: 'https://a.example/',
        node: null,
        force: false,
      },
    });
  });

  it.each([[['help']], [['--help']], [['check', '-h']]])('shows help for %j', async (args) => {
    const ran = await plainsight(args);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('Exit codes');
  });

  it('reads a file whose name starts with a dash behind --', () => {
    expect(parseCommand(['check', '--', '-odd.json'])).toMatchObject({ ok: true, command: { file: '-odd.json' } });
  });
});
