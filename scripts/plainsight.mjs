// The command line: `npm run -s plainsight -- check FILE`. Builds it when it is missing or older than its source; whatever
// that has to say goes to standard error, so that standard output carries the result and nothing else.
import './node-version.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { installDependencies, root } = await import('./dependencies.mjs');
const { build } = await import('./build.mjs');

if (!(await installDependencies())) process.exit(4);
const { code, output } = await build('cli');
if (code !== 0) {
  process.stderr.write(`${output}\nThe command line can't be built.\n`);
  process.exit(4);
}

// npm runs scripts in the repository; FILE and DIR are meant from where the person stands.
if (process.env.npm_lifecycle_event === 'plainsight' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import(pathToFileURL(join(root, 'dist/cli/main.js')).href);
