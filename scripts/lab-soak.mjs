// More designs than a test run has time for: `npm run lab:soak -- --count 500 [--seed 123]`. Each disagreement is printed with
// the number that draws its design again: `DESIGN=… npm run lab:soak`.
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import './node-version.mjs';

const { installDependencies, root } = await import('./dependencies.mjs');
const { run } = await import('./run.mjs');

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: String(randomInt(2 ** 31)) } },
});
if (!/^[1-9]\d*$/.test(values.count) || !/^\d+$/.test(values.seed)) {
  process.stderr.write('usage: npm run lab:soak -- [--count N] [--seed N]\n');
  process.exit(2);
}
if (!(await installDependencies())) process.exit(4);
process.stdout.write(`${values.count} designs of seed ${values.seed}\n`);
const { code, output } = await run(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'tests/lab/random.test.ts'],
  { cwd: root, env: { LAB_COUNT: values.count, SEED: values.seed, NO_COLOR: '1' } },
);
process.stdout.write(output);
process.exit(code);
