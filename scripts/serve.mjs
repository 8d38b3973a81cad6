import './node-version.mjs';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { headers } from './headers.mjs';

/** @type {Readonly<Record<string, string>>} */
const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Serves a folder of built files, to this machine alone. Resolves once it listens; refuses with the system's error.
 * @param {{ folder: string, port: number }} options
 * @returns {Promise<import('node:http').Server>}
 */
export function serve({ folder, port }) {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch((error) => {
      process.stderr.write(`${request.method} ${request.url}: ${error}\n`);
      if (!response.headersSent) end(response, 500);
      else response.destroy();
    });
  });
  return new Promise((listening, refused) => {
    server.once('error', refused);
    server.listen(port, '127.0.0.1', () => listening(server));
  });
}

/**
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(folder, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, { Allow: 'GET, HEAD' });
  const path = pathOf(request.url ?? '/');
  if (path === null) return end(response, 400);
  const file = (await fileAt(folder, path)) ?? (navigates(request, path) ? await fileAt(folder, '/index.html') : null);
  if (!file) return end(response, 404);
  response.writeHead(200, {
    ...headers,
    'Content-Type': mediaTypes[extname(file.path)] ?? 'application/octet-stream',
    'Content-Length': file.size,
    // Names under assets/ hold a hash of their content; anything else may change with the next build.
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') return response.end();
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response);
}

/**
 * The path of a request, decoded; null for one that no browser sends.
 * @param {string} url
 */
function pathOf(url) {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
    return path.startsWith('/') && !path.includes('\\') ? path : null;
  } catch {
    return null;
  }
}

/**
 * The file that a path names inside the folder, symbolic links followed; null where there is none.
 * @param {string} folder
 * @param {string} path
 */
async function fileAt(folder, path) {
  try {
    const top = await realpath(folder);
    const found = await realpath(resolve(top, `.${path.endsWith('/') ? `${path}index.html` : path}`));
    const about = await stat(found);
    return found.startsWith(top + sep) && about.isFile() ? { path: found, size: about.size } : null;
  } catch {
    return null;
  }
}

/**
 * Whether a person goes to a page of the app, as opposed to a page asking for one of its files.
 * @param {import('node:http').IncomingMessage} request
 * @param {string} path
 */
function navigates(request, path) {
  const mode = request.headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  return (request.headers.accept ?? '').includes('text/html') && extname(path) === '';
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {Record<string, string>} [more]
 */
function end(response, status, more = {}) {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${status}\n`);
}

const builtApp = join(fileURLToPath(new URL('..', import.meta.url)), 'dist/app');

// `node scripts/serve.mjs --port 4321` serves what was built; the end-to-end tests start it so.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, folder: { type: 'string', default: builtApp } },
  });
  const port = Number(values.port);
  const server = await serve({ folder: values.folder, port }).catch((error) => {
    console.error(`Port ${port} can't be served: ${error.message}`);
    process.exit(1);
  });
  const address = server.address();
  console.log(`http://localhost:${typeof address === 'object' && address ? address.port : port}/`);
}
