import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/cli/arguments.ts';
import { plainsight } from './world.ts';

const refusals: readonly (readonly [args: readonly string[], why: RegExp])[] = [
  [[], /check, export or help/],
  [['inspect'], /no command "inspect"/],
  [['check'], /name the file/],
  [['check', 'a', 'b'], /"b" is one too many/],
  [['check', 'a', '--format', 'yaml'], /text or json, not "yaml"/],
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
      command: { name: 'check', file: '-', format: 'text', failOn: null },
    });
    expect(parseCommand(['check', '--format=json', 'f', '--fail-on', 'low'])).toEqual({
      ok: true,
      command: { name: 'check', file: 'f', format: 'json', failOn: 'low' },
    });
    expect(parseCommand(['export', 'f', '--out', 'd', '--node', 'n', '--force'])).toEqual({
      ok: true,
      command: { name: 'export', file: 'f', out: 'd', node: 'n', force: true },
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
