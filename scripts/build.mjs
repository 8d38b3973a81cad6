import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from './dependencies.mjs';
import { run } from './run.mjs';

/** What each is called while it is built. */
const titles = { app: 'app', cli: 'command line', bench: 'benchmarks', 'bench-ui': 'pages to measure' };

/** What is built from what. */
const targets = {
  app: { config: 'vite.config.ts', from: ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'] },
  cli: { config: 'vite.cli.config.ts', from: ['src', 'vite.cli.config.ts', 'package-lock.json'] },
  bench: {
    config: 'vite.bench.config.ts',
    from: ['src/core', 'bench', 'vite.bench.config.ts', 'package-lock.json'],
  },
  'bench-ui': {
    config: 'vite.bench-ui.config.ts',
    from: ['src', 'bench', 'vite.bench-ui.config.ts', 'package-lock.json'],
  },
};

/**
 * Builds the app or the command line into dist/, unless what is there was built from these very files.
 * @param {keyof typeof targets} name
 * @returns {Promise<import('./run.mjs').Ran>}
 */
export async function build(name) {
  const { config, from } = targets[name];
  const stamp = join(root, `dist/${name}.stamp`);
  const print = fingerprint(root, from);
  if (existsSync(join(root, 'dist', name)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print)
    return { code: 0, output: '' };
  process.stderr.write(`Building the ${titles[name]} …\n`);
  // Built aside and moved into place: whoever reads dist/ meanwhile finds a whole build, the old or the new one.
  const aside = join(root, `dist/.${name}-${process.pid}`);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const built = await run(process.execPath, [vite, 'build', '--config', config, '--outDir', aside, '--emptyOutDir'], {
    cwd: root,
    // Development builds of React are slow and large; a shell's own NODE_ENV must not choose them.
    env: { NODE_ENV: 'production' },
  });
  if (built.code !== 0) {
    rmSync(aside, { recursive: true, force: true });
    return built;
  }
  replace(join(root, 'dist', name), aside);
  writeFileSync(stamp, print);
  return built;
}

/**
 * @param {string} place
 * @param {string} next
 */
function replace(place, next) {
  const old = `${next}-old`;
  mkdirSync(join(place, '..'), { recursive: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(next, place);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Names, sizes and times of all files below: changes when one is edited, added or removed.
 * @param {string} folder
 * @param {readonly string[]} paths
 */
export function fingerprint(folder, paths) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    const found = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (found?.isDirectory()) for (const name of readdirSync(join(folder, path)).sort()) add(`${path}/${name}`);
    else hash.update(JSON.stringify([path, found?.size, found?.mtimeMs]));
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
