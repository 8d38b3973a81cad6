// `npm start`: from a fresh clone to the app in a browser. Installs packages, builds, serves, and prints the address.
import './node-version.mjs';
import { join } from 'node:path';

const { installDependencies, root } = await import('./dependencies.mjs');
const { build } = await import('./build.mjs');
const { serve } = await import('./serve.mjs');

if (!(await installDependencies())) process.exit(1);
const built = await build('app');
if (built.code !== 0) {
  console.error(`${built.output}\nThe app can't be built.`);
  process.exit(1);
}

const { port } = await listen();
console.log(`\n  Plainsight is at http://localhost:${port}/\n\n  Ctrl+C ends it.`);

/** On PORT where it is given, else on the first free one from 4173 on. */
async function listen() {
  const wanted = process.env.PORT;
  const first = wanted === undefined || wanted === '' ? 4173 : Number(wanted);
  if (!Number.isInteger(first) || first < 0 || first > 65_535) {
    console.error(`PORT must be a port number, not "${wanted}".`);
    process.exit(1);
  }
  for (let port = first; ; port++) {
    try {
      const server = await serve({ folder: join(root, 'dist/app'), port });
      const address = server.address();
      return { port: typeof address === 'object' && address ? address.port : port };
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (taken && !wanted && port < first + 50) continue;
      console.error(`Port ${port} can't be used: ${error instanceof Error ? error.message : error}`);
      process.exit(1);
    }
  }
}
