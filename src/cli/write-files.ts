import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportedFile } from '../core/plan/exporter.ts';
import { reasonOf } from './input.ts';

/** Segments of letters, digits, `_`, `-` and `.`, none of them `.` or `..`: a path that leads nowhere but down. */
const safePath = /^(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]+(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]+)*$/;

/**
 * Writes files under a directory and never outside it: paths are checked although exporters make safe ones, and a
 * symbolic link below the directory is refused, not followed. Checks everything before it writes anything. The reason
 * why not, or null.
 */
export async function writeFiles(
  directory: string,
  files: readonly ExportedFile[],
  force: boolean,
): Promise<string | null> {
  const unsafe = files.find(({ path }) => !safePath.test(path));
  if (unsafe) throw new Error(`an exporter wants to write to ${JSON.stringify(unsafe.path)}`);
  try {
    const there = await kindOf(directory);
    if (there !== 'nothing' && there !== 'link' && there !== 'directory') return 'This is not a directory.';
    if (there !== 'nothing' && !force && (await readdir(directory)).length > 0)
      return 'The directory is not empty: name another one, or say --force to replace files in it.';
    const replaced: string[] = [];
    for (const { path } of files) {
      const found = await obstacle(directory, path);
      if (found === 'file') replaced.push(path);
      else if (found !== null) return found;
    }
    for (const path of replaced) await rm(join(directory, path));
    await mkdir(directory, { recursive: true });
    for (const { path, text, executable } of files) {
      await mkdir(join(directory, dirname(path)), { recursive: true });
      // `wx`: where upper and lower case are one name, two files of the bundle must not overwrite each other.
      await writeFile(join(directory, path), text, { flag: 'wx', mode: executable ? 0o777 : 0o666 });
    }
    return null;
  } catch (error) {
    return `It can't be written. ${reasonOf(error)}`;
  }
}

/** What stands where a file is to go: `file` for one to replace, a reason against anything else, null for nothing. */
async function obstacle(directory: string, path: string): Promise<string | null> {
  const segments = path.split('/');
  for (let depth = 1; depth <= segments.length; depth++) {
    const part = segments.slice(0, depth).join('/');
    const kind = await kindOf(join(directory, part));
    if (kind === 'nothing') return null;
    const wanted = depth === segments.length ? 'file' : 'directory';
    if (kind === 'link') return `${part} is a symbolic link; it could lead elsewhere.`;
    if (kind !== wanted) return `${part} is in the way: it is not a ${wanted}.`;
  }
  return 'file';
}

async function kindOf(path: string): Promise<'nothing' | 'file' | 'directory' | 'link' | 'other'> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return 'link';
    return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'nothing';
    throw error;
  }
}

/** Writes one file that nobody wrote before, or with `force` replaces it; follows no symbolic link. The reason why not, or null. */
export async function writeOne(path: string, text: string | Uint8Array, force: boolean): Promise<string | null> {
  try {
    const there = await kindOf(path);
    if (there === 'link') return 'This is a symbolic link; it could lead elsewhere.';
    if (there === 'directory' || there === 'other') return 'This is not a file.';
    if (there === 'file' && !force) return 'There is such a file: name another one, or say --force to replace it.';
    if (there === 'file') await rm(path);
    await writeFile(path, text, { flag: 'wx' });
    return null;
  } catch (error) {
    return `It can't be written. ${reasonOf(error)}`;
  }
}
