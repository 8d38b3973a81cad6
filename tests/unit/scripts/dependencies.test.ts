import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../scripts/build.mjs';
import { dependenciesInstalled } from '../../../scripts/dependencies.mjs';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-dependencies-'));
  mkdirSync(join(home, 'node_modules'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const lock = (path: string, packages: Record<string, object>) =>
  writeFileSync(join(home, path), JSON.stringify({ packages }));
const wanted = {
  '': { name: 'it' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-o', optional: true },
};
const a = { 'node_modules/a': wanted['node_modules/a'] };

describe('whether packages are installed', () => {
  it.each([
    ['just those of the lock file', a, true],
    ['optional ones too', { ...a, 'node_modules/other-system': wanted['node_modules/other-system'] }, true],
    ['one is missing', {}, false],
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }, false],
    ['the same version with other content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } }, false],
    ['one too many', { ...a, 'node_modules/b': { version: '1.0.0' } }, false],
  ])('%s: %s', (_name, there, expected) => {
    lock('package-lock.json', wanted);
    lock('node_modules/.package-lock.json', there);
    expect(dependenciesInstalled(home)).toBe(expected);
  });

  it('not before npm has noted what it installed', () => {
    lock('package-lock.json', wanted);
    expect(dependenciesInstalled(home)).toBe(false);
    writeFileSync(join(home, 'node_modules/.package-lock.json'), '{"packages": {');
    expect(dependenciesInstalled(home)).toBe(false);
  });
});

describe('the fingerprint of what is built', () => {
  const print = () => fingerprint(home, ['src', 'one.json', 'absent']);
  beforeEach(() => {
    mkdirSync(join(home, 'src/deep'), { recursive: true });
    writeFileSync(join(home, 'src/deep/a.ts'), 'a');
    writeFileSync(join(home, 'one.json'), '{}');
  });

  it('stays while nothing changes', () => {
    expect(print()).toBe(print());
  });

  it.each([
    ['a file grows', () => writeFileSync(join(home, 'src/deep/a.ts'), 'ab')],
    ['a file is touched', () => utimesSync(join(home, 'src/deep/a.ts'), 1, 1)],
    ['a file is added', () => writeFileSync(join(home, 'src/deep/b.ts'), '')],
    ['a file goes', () => rmSync(join(home, 'src/deep/a.ts'))],
    ['a file appears that was absent', () => writeFileSync(join(home, 'absent'), '')],
  ])('changes when %s', (_name, change) => {
    const before = print();
    change();
    expect(print()).not.toBe(before);
  });
});
