import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from '../../../src/cli/write-files.ts';
import { decodeDesign } from '../../../src/core/link/codec.ts';
import { writeTopology } from '../../../src/core/model/write.ts';
import type { ExportedFile } from '../../../src/core/plan/exporter.ts';
import { design, plainsight } from './world.ts';

const shop = new URL('../../../src/core/templates/shop.json', import.meta.url).pathname;
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-export-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(directory.length + 1))
    .sort();
const file = (path: string, text = 'x\n'): ExportedFile => ({ path, text, language: 'text' });

describe('export', () => {
  it('writes the whole design, lists every file it wrote, and says what needs doing by hand', async () => {
    const out = join(home, 'new', 'directory');
    const ran = await plainsight(['export', shop, '--out', out]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const written = filesIn(out);
    expect(written).toContain('gateway/nginx.conf');
    expect(written).toContain('db/postgresql.conf');
    const listed = [...ran.out.matchAll(/^ {2}wrote (.*)$/gm)].map(([, path]) => path);
    expect([...new Set(listed)].sort()).toEqual(written);
    expect(ran.out).toContain('Shopper (browser): nothing is exported for its product');
    expect(ran.out).toMatch(/^ {2}weakened: l2: AWS CloudFront cannot/m);
    expect(readFileSync(join(out, 'gateway/nginx.conf'), 'utf8')).toContain('Plainsight');
  });

  it('writes one node alone', async () => {
    const ran = await plainsight(['export', shop, '--out', join(home, 'd'), '--node', 'gateway']);
    expect(ran.code).toBe(0);
    expect(filesIn(join(home, 'd'))).toEqual(['gateway/nginx.conf']);
    expect(ran.out).not.toContain('CDN (cdn)');
  });

  it('gives the same bytes twice', async () => {
    for (const each of ['a', 'b']) await plainsight(['export', shop, '--out', join(home, each)]);
    for (const path of filesIn(join(home, 'a')))
      expect(readFileSync(join(home, 'a', path), 'utf8')).toBe(readFileSync(join(home, 'b', path), 'utf8'));
    expect(filesIn(join(home, 'a'))).toEqual(filesIn(join(home, 'b')));
  });

  it('writes one zip of the same files, and none over another without being told', async () => {
    const zip = join(home, 'all.zip');
    const arguments_ = ['export', shop, '--out', join(home, 'd'), '--zip', zip];
    expect(await plainsight(arguments_)).toMatchObject({ code: 0, err: '' });
    const entries = unzipSync(readFileSync(zip));
    expect(Object.keys(entries).sort()).toEqual(filesIn(join(home, 'd')));
    for (const [path, bytes] of Object.entries(entries))
      expect(Buffer.from(bytes).toString()).toBe(readFileSync(join(home, 'd', path), 'utf8'));
    expect(Object.keys(entries)).toEqual(
      expect.arrayContaining(['README.md', 'design.plainsight.json', 'pki/issue.sh']),
    );
    expect((await plainsight(['export', shop, '--zip', zip])).err).toMatch(/There is such a file/);
    expect((await plainsight(['export', shop, '--zip', zip, '--force'])).code).toBe(0);
  });

  it('says how to reopen the design where it is told the address, and nowhere else', async () => {
    await plainsight(['export', shop, '--out', join(home, 'a')]);
    expect(readFileSync(join(home, 'a/README.md'), 'utf8')).not.toContain('Reopen');
    await plainsight(['export', shop, '--out', join(home, 'b'), '--base-url', 'https://plainsight.example/app']);
    const [, code = ''] =
      /^Reopen the design: <https:\/\/plainsight\.example\/app#d=(.+)>$/m.exec(
        readFileSync(join(home, 'b/README.md'), 'utf8'),
      ) ?? [];
    const read = decodeDesign(code);
    expect(read.ok && JSON.parse(writeTopology(read.value))).toEqual(JSON.parse(readFileSync(shop, 'utf8')));
    expect(readFileSync(join(home, 'b/gateway/nginx.conf'), 'utf8')).toMatch(/^# Reopen: /m);
    for (const bad of ['nonsense', 'ftp://a.example/', 'https://a.example/?x', 'https://a.example/#d=1'])
      expect((await plainsight(['export', shop, '--out', home, '--base-url', bad])).code, bad).toBe(3);
  });

  it('knows the nodes of the design', async () => {
    const ran = await plainsight(['export', shop, '--out', home, '--node', 'gatway']);
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toMatch(/no node "gatway"; its nodes: browser, cdn, gateway/);
  });

  it('writes nothing for a file that is refused', async () => {
    const ran = await plainsight(['export', '-', '--out', join(home, 'd')], '{}');
    expect(ran.code).toBe(2);
    expect(readdirSync(home)).toEqual([]);
  });

  it('leaves a directory with something in it alone, until --force replaces its own files only', async () => {
    writeFileSync(join(home, 'mine.txt'), 'mine');
    const refused = await plainsight(['export', '-', '--out', home], design());
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/not empty.*--force/);
    expect(filesIn(home)).toEqual(['mine.txt']);

    mkdirSync(join(home, 'server'));
    writeFileSync(join(home, 'server/nginx.conf'), 'old');
    expect((await plainsight(['export', '-', '--out', home, '--force'], design())).code).toBe(0);
    expect(readFileSync(join(home, 'server/nginx.conf'), 'utf8')).not.toBe('old');
    expect(readFileSync(join(home, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('refuses a file in the place of the directory', async () => {
    writeFileSync(join(home, 'taken'), '');
    const ran = await plainsight(['export', shop, '--out', join(home, 'taken')]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('not a directory');
  });
});

describe('writing under a directory', () => {
  it.each(['../out', '/etc/x', 'a/../../b', 'a/..', './a', 'a//b', 'a\\b', 'C:x', '', 'a/', 'a\nb', '..'])(
    'throws on the path %j',
    async (path) => {
      await expect(writeFiles(join(home, 'd'), [file(path)], false)).rejects.toThrow('an exporter wants to write');
      expect(readdirSync(home)).toEqual([]);
    },
  );

  it.each(['a', 'a.b/c_d-e.conf', '..a/b', '.env', 'a..b'])('takes the path %j', async (path) => {
    expect(await writeFiles(join(home, 'd'), [file(path)], false)).toBeNull();
    expect(filesIn(join(home, 'd'))).toEqual([path]);
  });

  it('follows no symbolic link out of the directory, and then writes nothing at all', async () => {
    const [outside, inside] = [join(home, 'outside'), join(home, 'inside')];
    mkdirSync(outside);
    mkdirSync(inside);
    symlinkSync(outside, join(inside, 'gateway'));
    const problem = await writeFiles(inside, [file('first'), file('gateway/nginx.conf')], true);
    expect(problem).toMatch(/gateway is a symbolic link/);
    expect(filesIn(outside)).toEqual([]);
    expect(filesIn(inside)).toEqual([]);

    symlinkSync(join(outside, 'target'), join(inside, 'first'));
    expect(await writeFiles(inside, [file('first')], true)).toMatch(/first is a symbolic link/);
    expect(filesIn(outside)).toEqual([]);
  });

  it('says what is in the way', async () => {
    mkdirSync(join(home, 'a/b'), { recursive: true });
    writeFileSync(join(home, 'c'), '');
    expect(await writeFiles(home, [file('a/b')], true)).toMatch(/a\/b is in the way: it is not a file/);
    expect(await writeFiles(home, [file('c/d')], true)).toMatch(/c is in the way: it is not a directory/);
  });
});
