import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './debian.mjs';
import { root } from './dependencies.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Readiness
 * @property {string | null} missing What could not be had, and why; null when all is there.
 * @property {Record<string, string>} env What the tests must be told.
 */

/**
 * A browser for the end-to-end tests: Playwright's own where it can be downloaded, else the system's Chromium, else the
 * distribution's package. PLAINSIGHT_CHROMIUM names one to use instead.
 * @returns {Promise<Readiness>}
 */
export async function setUpBrowser() {
  const chosen = process.env.PLAINSIGHT_CHROMIUM;
  if (chosen)
    return (await starts(chosen))
      ? { missing: null, env: {} }
      : { missing: `PLAINSIGHT_CHROMIUM=${chosen} does not start`, env: {} };
  if (await playwrightBrowser()) return { missing: null, env: {} };

  const found =
    (await systemBrowser()) ?? ((await installPackages(['chromium'])) === null ? await systemBrowser() : null);
  if (found) return { missing: null, env: { PLAINSIGHT_CHROMIUM: found } };
  return {
    missing:
      'no browser: Playwright could download none, the system has no Chromium, and its package could not be installed',
    env: {},
  };
}

/** Whether Playwright's own browser is there and starts; downloads it first, which does nothing when it is there. */
async function playwrightBrowser() {
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const { code, output } = await run(process.execPath, [cli, 'install', 'chromium', '--only-shell'], {
    cwd: root,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' },
    patience: 5 * 60_000,
  });
  if (code !== 0) {
    const reason = /^Error: (.*)$/m.exec(output)?.[1] ?? `exit code ${code}`;
    process.stderr.write(`Playwright's browser can't be downloaded here (${reason}): looking for Chromium.\n`);
  }
  return code === 0 && (await starts());
}

async function systemBrowser() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const { code, output } = await run('sh', ['-c', 'command -v "$0"', name]);
    const path = output.trim();
    if (code === 0 && path && (await starts(path))) return path;
  }
  return null;
}

/**
 * Whether the tests could use this browser: libraries that it needs may be missing.
 * @param {string} [executablePath] Playwright's own when absent
 */
async function starts(executablePath) {
  try {
    const { chromium } = await import('@playwright/test');
    const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

/** The real servers that exported configuration is tried on, by the Debian package that brings them. */
const servers = [
  { package: 'nginx', there: () => onPath('nginx') },
  { package: 'libnginx-mod-stream', there: async () => existsSync('/usr/lib/nginx/modules/ngx_stream_module.so') },
  { package: 'haproxy', there: () => onPath('haproxy') },
  { package: 'postgresql', there: postgresThere },
  { package: 'redis-server', there: () => onPath('redis-server') },
  { package: 'redis-tools', there: () => onPath('redis-cli') },
  { package: 'apache2', there: () => onPath('apache2') },
  { package: 'caddy', there: () => onPath('caddy') },
  { package: 'stunnel4', there: () => onPath('stunnel4') },
  { package: 'varnish', there: () => onPath('varnishd') },
  { package: 'hitch', there: () => onPath('hitch') },
  { package: 'mariadb-server', there: () => onPath('mariadbd') },
  { package: 'mariadb-client', there: () => onPath('mariadb') },
  { package: 'memcached', there: () => onPath('memcached') },
  { package: 'rabbitmq-server', there: () => onPath('rabbitmq-server') },
  { package: 'python3', there: () => onPath('python3') },
  { package: 'openssl', there: () => onPath('openssl') },
  { package: 'curl', there: () => onPath('curl') },
  { package: 'librsvg2-bin', there: () => onPath('rsvg-convert') },
  { package: 'graphviz', there: () => onPath('dot') },
];

/**
 * The servers for the conformance tests. A test whose server is missing says so itself; this only says why.
 * @returns {Promise<Readiness>}
 */
export async function setUpServers() {
  const absent = [];
  for (const server of servers) if (!(await server.there())) absent.push(server.package);
  if (absent.length === 0) return { missing: null, env: {} };
  const problem = await installPackages(absent);
  return { missing: problem === null ? null : `${absent.join(', ')}: ${problem}`, env: {} };
}

/** @param {string} name */
const onPath = async (name) =>
  (await run('sh', ['-c', 'PATH="$PATH:/usr/sbin:/sbin" command -v "$0"', name])).code === 0;

/** Debian keeps the server's programs off the path, in a folder per version. */
async function postgresThere() {
  const inFolder = await run('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/postgres']);
  return (inFolder.code === 0 || (await onPath('postgres'))) && (await onPath('psql'));
}
