import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './dependencies.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {readonly { name: string, reason: string }[]} skipped
 * @property {string} output Shown when something failed.
 *
 * @typedef {object} Step
 * @property {string} name For `npm test -- --only NAME`.
 * @property {string} about
 * @property {'browser' | 'servers'} [needs]
 * @property {(env: Record<string, string>) => Promise<Result>} run
 */

/** @param {string} script */
const inModules = (script) => join(root, 'node_modules', script);

/**
 * A check that passes or fails as a whole.
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function whole(script, args) {
  const { code, output } = await run(process.execPath, [inModules(script), ...args], { cwd: root });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output };
}

/**
 * One folder of tests/, test by test.
 * @param {string} folder
 * @param {Record<string, string>} env
 * @returns {Promise<Result>}
 */
async function vitest(folder, env) {
  const place = mkdtempSync(join(tmpdir(), 'plainsight-report-'));
  const file = join(place, 'report.json');
  try {
    const args = ['run', `tests/${folder}/`, '--reporter=default', '--reporter=./scripts/vitest-report.mjs'];
    const { code, output } = await run(process.execPath, [inModules('vitest/vitest.mjs'), ...args], {
      cwd: root,
      env: { ...env, PLAINSIGHT_REPORT: file, NO_COLOR: '1' },
    });
    const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
    return honest({ ...counts, output }, code);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/**
 * A run that ended badly, or found nothing to do, has failed whatever its counts say.
 * @param {Result} result
 * @param {number} code
 * @returns {Result}
 */
export function honest(result, code) {
  const { passed, failed, skipped } = result;
  const nothing = passed + failed + skipped.length === 0;
  if (failed > 0 || (code === 0 && !nothing)) return result;
  return {
    ...result,
    failed: 1,
    output: `${result.output}\nexit code ${code}${nothing ? ', and no test was run' : ''}\n`,
  };
}

/**
 * A check of what is built: builds it first, which does nothing when it is current.
 * @param {() => Promise<Result>} check
 * @returns {Promise<Result>}
 */
async function ofTheBuild(check) {
  const { code, output } = await build('app');
  return code === 0 ? check() : { passed: 0, failed: 1, skipped: [], output };
}

/**
 * @param {Record<string, string>} env
 * @returns {Promise<Result>}
 */
async function playwright(env) {
  const file = join(root, 'test-results/e2e.json');
  rmSync(file, { force: true });
  const { code, output } = await run(process.execPath, [inModules('@playwright/test/cli.js'), 'test'], {
    cwd: root,
    env: { ...env, FORCE_COLOR: '0' },
  });
  if (!existsSync(file)) return honest({ passed: 0, failed: 0, skipped: [], output }, code);
  return honest({ ...countPlaywright(JSON.parse(readFileSync(file, 'utf8'))), output }, code);
}

/**
 * @typedef {{ suites?: Suite[], specs?: { title: string, tests: { status: string, annotations: { type: string, description?: string }[] }[] }[], title: string }} Suite
 * @param {{ suites: Suite[], errors?: unknown[] }} report Of Playwright's JSON reporter.
 */
export function countPlaywright({ suites, errors = [] }) {
  const counts = { passed: 0, failed: errors.length, skipped: /** @type {{ name: string, reason: string }[]} */ ([]) };
  /**
   * @param {Suite} suite
   * @param {string} before
   */
  const visit = (suite, before) => {
    const name = before ? `${before} › ${suite.title}` : suite.title;
    for (const { title, tests } of suite.specs ?? [])
      for (const { status, annotations } of tests) {
        if (status === 'expected' || status === 'flaky') counts.passed++;
        else if (status !== 'skipped') counts.failed++;
        else {
          const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
          counts.skipped.push({ name: `${name} › ${title}`, reason: reason ?? 'no reason given' });
        }
      }
    for (const inner of suite.suites ?? []) visit(inner, name);
  };
  for (const suite of suites) visit(suite, '');
  return counts;
}

/** @returns {Promise<Result>} */
async function builds() {
  const results = [await build('app'), await build('cli')];
  const failed = results.filter(({ code }) => code !== 0).length;
  return { passed: 2 - failed, failed, skipped: [], output: results.map(({ output }) => output).join('\n') };
}

/**
 * In this order: what answers fastest first, and the build before what needs it.
 * @type {readonly Step[]}
 */
export const steps = [
  { name: 'types', about: 'src/core alone', run: () => whole('typescript/bin/tsc', ['-p', 'src/core/tsconfig.json']) },
  { name: 'types', about: 'everything', run: () => whole('typescript/bin/tsc', ['-p', 'tsconfig.json']) },
  {
    name: 'lint',
    about: 'format, lint, boundaries',
    run: () => whole('@biomejs/biome/bin/biome', ['ci', '--colors=off', '.']),
  },
  { name: 'unused', about: 'files, exports, packages', run: () => whole('knip/bin/knip.js', []) },
  { name: 'unit', about: 'parts', run: (env) => vitest('unit', env) },
  { name: 'contract', about: 'registries and folders', run: (env) => vitest('contract', env) },
  { name: 'property', about: 'laws over random designs', run: (env) => vitest('property', env) },
  {
    name: 'conformance',
    about: 'exports in real programs',
    needs: 'servers',
    run: (env) => vitest('conformance', env),
  },
  { name: 'lab', about: 'the verdict against real connections', needs: 'servers', run: (env) => vitest('lab', env) },
  { name: 'build', about: 'app and command line', run: builds },
  { name: 'size', about: 'first load', run: () => ofTheBuild(() => whole('size-limit/bin.js', [])) },
  { name: 'e2e', about: 'journeys in a browser', needs: 'browser', run: (env) => ofTheBuild(() => playwright(env)) },
];
