import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { design, plainsight } from './world.ts';

let home = '';
let file = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-verify-'));
  file = write('design.json', design());
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(join(home, name), text);
  return join(home, name);
}
const results = (name: string, ...all: readonly object[]) =>
  write(name, [{ format: 'plainsight/observed', version: 1 }, ...all].map((each) => JSON.stringify(each)).join('\n'));
const seen = { link: 'wire', source: 'probe', state: 'plaintext' };

describe('verify', () => {
  it('says that everything is as predicted', async () => {
    expect(await plainsight(['verify', file, '--results', results('r', seen)])).toEqual({
      code: 0,
      out: '1 link: 1 as predicted, 0 differ, 0 unknown\nagrees   Client → Server (link wire): Seen as predicted: plaintext.\n',
      err: '',
    });
  });

  it('says what differs, and ends with 1', async () => {
    const { code, out } = await plainsight(['verify', file, '--results', results('r', { ...seen, state: 'failed' })]);
    expect(code).toBe(1);
    expect(out).toContain('differs  Client → Server (link wire): Predicted plaintext, seen does not connect.');
  });

  it('takes the results of several hosts, one of them from standard input', async () => {
    const first = results('a', { ...seen, state: 'unreached' });
    const second = JSON.stringify({ format: 'plainsight/observed', version: 1, results: [seen] });
    const { code, out } = await plainsight(['verify', file, '--results', first, '--results', '-'], second);
    expect(code).toBe(0);
    expect(out).toContain('1 as predicted');
  });

  it('reports a link that the design does not have, and goes on', async () => {
    const { code, out } = await plainsight([
      'verify',
      file,
      '--results',
      results('r', seen, { ...seen, link: 'gone' }),
    ]);
    expect(code).toBe(0);
    expect(out).toContain('Not in the design, though the results speak of them: gone');
  });

  it('prints JSON', async () => {
    const ran = await plainsight([
      'verify',
      file,
      '--format',
      'json',
      '--results',
      results('r', seen, { ...seen, link: 'gone' }),
    ]);
    expect(JSON.parse(ran.out)).toMatchObject({
      links: { wire: { agreement: 'agrees', predicted: { state: 'plaintext' }, observed: [{ source: 'probe' }] } },
      strangers: ['gone'],
    });
  });

  it('steers no terminal by what a title says', async () => {
    const title = 'a\u202eb';
    const hostile = write('hostile.json', design().replace('"Client"', JSON.stringify(title)));
    expect((await plainsight(['verify', hostile, '--results', results('r', seen)])).out).toContain(
      'a<U+202E>b → Server',
    );
  });

  it('refuses results that are none, naming the place, and says what it needs', async () => {
    const bad = results('bad', seen, { ...seen, state: 'fine' });
    const refused = await plainsight(['verify', file, '--results', results('r', seen), '--results', bad]);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain(`${bad}: line 3/state: `);
    expect(await plainsight(['verify', file, '--results', join(home, 'none')])).toMatchObject({ code: 2 });
    expect(await plainsight(['verify', '/no/such.json', '--results', bad])).toMatchObject({ code: 2 });
    expect(await plainsight(['verify', file])).toMatchObject({
      code: 3,
      err: expect.stringContaining('--results FILE'),
    });
    expect(await plainsight(['verify', '-', '--results', '-'])).toMatchObject({ code: 3 });
    expect(await plainsight(['verify', file, '--results', bad, '--format', 'xml'])).toMatchObject({ code: 3 });
  });
});
