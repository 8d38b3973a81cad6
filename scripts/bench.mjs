// `npm run bench`: nanoseconds a hop, beside a plain typed-array pass over the same hops in the same run.
// `npm run bench -- 100,1000` measures those sizes only.
import './node-version.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { installDependencies, root } = await import('./dependencies.mjs');
const { build } = await import('./build.mjs');

if (!(await installDependencies())) process.exit(4);
const { code, output } = await build('bench');
if (code !== 0) {
  process.stderr.write(`${output}\nThe benchmarks can't be built.\n`);
  process.exit(4);
}
await import(pathToFileURL(join(root, 'dist/bench/main.js')).href);
