import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

/** The repository's top folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Installs the packages of package-lock.json, unless node_modules holds just those already.
 * @returns {Promise<boolean>} whether they are there now
 */
export async function installDependencies() {
  if (dependenciesInstalled(root)) return true;
  process.stderr.write('Installing packages (npm ci) …\n');
  // The npm that started us, where there is one: `npm` alone is not a program on every system.
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // NODE_ENV=production must not leave out what builds and tests the app; `npm -s` must not hide why it fails.
  const args = [...before, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=notice'];
  const { code } = await run(command, args, { cwd: root, show: true });
  if (code !== 0) process.stderr.write('npm ci failed: see above. It needs the package registry once.\n');
  return code === 0;
}

/**
 * Whether node_modules is what the lock file says: npm itself notes there what it installed, when it is done.
 * @param {string} folder
 */
export function dependenciesInstalled(folder) {
  const wanted = packagesOf(`${folder}/package-lock.json`);
  const there = packagesOf(`${folder}/node_modules/.package-lock.json`);
  if (!wanted || !there) return false;
  const same = [...there].every(([path, { version, integrity }]) => {
    const locked = wanted.get(path);
    return locked !== undefined && locked.version === version && locked.integrity === integrity;
  });
  // Optional packages may be missing: they belong to other systems.
  return same && [...wanted].every(([path, { optional }]) => path === '' || optional === true || there.has(path));
}

/**
 * @param {string} file
 * @returns {Map<string, { version?: string, integrity?: string, optional?: boolean }> | null}
 */
function packagesOf(file) {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages));
  } catch {
    return null;
  }
}
