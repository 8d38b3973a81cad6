// `npm test`: installs what is missing, runs every check, counts them, and ends with `N passed, N failed`.
// `npm test -- --only unit` runs one kind of check (repeatable). With CI=true a skipped check is a failed one.
import './node-version.mjs';
import { parseArgs } from 'node:util';

const { installDependencies } = await import('./dependencies.mjs');
if (!(await installDependencies())) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const { steps } = await import('./steps.mjs');
const { setUpBrowser, setUpServers } = await import('./setup.mjs');
const { total } = await import('./total.mjs');

const chosen = stepsToRun();
/** @type {Record<string, string>} */
const env = {};
/** @type {import('./total.mjs').Named[]} */
const results = [];
/** @type {Partial<Record<'browser' | 'servers', string | null>>} */
const missing = {};

for (const [need, setUp] of /** @type {const} */ ([
  ['browser', setUpBrowser],
  ['servers', setUpServers],
])) {
  if (!chosen.some(({ needs }) => needs === need)) continue;
  const ready = await setUp();
  Object.assign(env, ready.env);
  missing[need] = ready.missing;
  if (ready.missing !== null) console.log(`Not installed: ${ready.missing}`);
}

for (const step of chosen) {
  const name = `${step.name} (${step.about})`;
  const started = Date.now();
  // Without a browser no journey can start. Missing servers are each missed by the tests that want them, by name.
  const cannot = step.needs === 'browser' ? missing.browser : null;
  const result = cannot
    ? { passed: 0, failed: 0, skipped: [{ name, reason: cannot }], output: '' }
    : await step.run(env);
  results.push({ name, ...result });
  const counts = [`${result.passed} passed`, `${result.failed} failed`, `${result.skipped.length} skipped`];
  console.log(`${name}: ${counts.join(', ')} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (result.failed > 0) console.log(`\n${result.output.trimEnd()}\n`);
}

const { lines, ok } = total(results, isCi());
for (const line of lines) console.log(line);
process.exitCode = ok ? 0 : 1;

function isCi() {
  return !['', '0', 'false'].includes((process.env.CI ?? '').toLowerCase());
}

function stepsToRun() {
  const names = [...new Set(steps.map(({ name }) => name))];
  try {
    const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
    const only = values.only ?? names;
    const unknown = only.find((name) => !names.includes(name));
    if (unknown === undefined) return steps.filter(({ name }) => only.includes(name));
    console.error(`There is no kind of check called "${unknown}": ${names.join(', ')}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exit(3);
}
