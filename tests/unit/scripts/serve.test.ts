import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headers } from '../../../scripts/headers.mjs';
import { serve } from '../../../scripts/serve.mjs';

let home = '';
let server: Server;
let port = 0;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-serve-'));
  mkdirSync(join(home, 'app/assets'), { recursive: true });
  writeFileSync(join(home, 'secret.txt'), 'secret');
  writeFileSync(join(home, 'app-2.txt'), 'secret');
  writeFileSync(join(home, 'app/index.html'), '<!doctype html>app');
  writeFileSync(join(home, 'app/assets/index-AbC1.js'), 'export {};');
  writeFileSync(join(home, 'app/icon.svg'), '<svg/>');
  writeFileSync(join(home, 'app/with space.txt'), 'space');
  symlinkSync(join(home, 'secret.txt'), join(home, 'app/link.txt'));
  server = await serve({ folder: join(home, 'app'), port: 0 });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  port = address.port;
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends the path as it stands: `fetch` would tidy it up first. */
const get = (path: string, { method = 'GET', ...sent }: Record<string, string> = {}): Promise<Got> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: sent, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });

describe('the server of the built app', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache', '<!doctype html>app'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache', '<!doctype html>app'],
    ['/assets/index-AbC1.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'export {};'],
    ['/icon.svg?v=1', 'image/svg+xml', 'no-cache', '<svg/>'],
    ['/with%20space.txt', 'text/plain; charset=utf-8', 'no-cache', 'space'],
  ])('serves %s as %s', async (path, type, cache, body) => {
    const got = await get(path);
    expect(got).toMatchObject({ status: 200, body });
    expect(got.headers).toMatchObject({ 'content-type': type, 'cache-control': cache });
    expect(got.headers['content-length']).toBe(String(body.length));
  });

  it.each(['/', '/assets/index-AbC1.js', '/no/such.js', '/%ff', '/../secret.txt'])(
    'sends every protecting header with %s',
    async (path) => {
      const got = await get(path);
      for (const [name, value] of Object.entries(headers)) expect(got.headers[name.toLowerCase()], name).toBe(value);
    },
  );

  it('allows scripts of its own only, and no framing', () => {
    const policy = headers['Content-Security-Policy'].split('; ');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.filter((each) => each.includes('unsafe'))).toEqual(["style-src 'self' 'unsafe-inline'"]);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/../app-2.txt',
    '/link.txt',
    '//secret.txt',
    '/%00',
    '/%ff',
    '/.%00./secret.txt',
  ])('gives nothing outside its folder for %s', async (path) => {
    const got = await get(path);
    expect([400, 404]).toContain(got.status);
    expect(got.body).not.toContain('secret');
  });

  it('opens the app wherever a person goes, and only then', async () => {
    const page = { status: 200, body: '<!doctype html>app' };
    expect(await get('/design/7', { 'sec-fetch-mode': 'navigate' })).toMatchObject(page);
    expect(await get('/design/7', { accept: 'text/html,*/*' })).toMatchObject(page);
    expect(await get('/design/7', { accept: '*/*' })).toMatchObject({ status: 404 });
    expect(await get('/assets/gone.js', { accept: 'text/html' })).toMatchObject({ status: 404 });
    expect(await get('/assets/gone.js', { 'sec-fetch-mode': 'cors', accept: 'text/html' })).toMatchObject({
      status: 404,
    });
  });

  it('answers HEAD without a body and refuses what would change something', async () => {
    expect(await get('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    const refused = await get('/', { method: 'POST' });
    expect(refused.status).toBe(405);
    expect(refused.headers.allow).toBe('GET, HEAD');
  });

  it('listens on this machine alone, and says when the port is taken', async () => {
    const address = server.address();
    expect(address).toMatchObject({ address: '127.0.0.1' });
    await expect(serve({ folder: home, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
