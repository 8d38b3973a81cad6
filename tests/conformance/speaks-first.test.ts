import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { draw } from '../support/draw.ts';
import { nginxPrefix, type Running, startHaproxy, startNginx } from '../support/running.ts';
import { freePorts, requireProgram } from '../support/servers.ts';

// MySQL and SMTP servers greet first; a router by server name waits for the client. Who gives up, and how?

const missing =
  requireProgram('nginx', 'nginx libnginx-mod-stream') === null || requireProgram('haproxy', 'haproxy') === null;
const folder = mkdtempSync(join(tmpdir(), 'plainsight-speaks-first-'));
const greeting = '220 at your service\r\n';
let server: Server;
const running: Running[] = [];
const ports = { server: 0, nginx: 0, haproxy: 0 };

beforeAll(async () => {
  if (missing) return;
  const [a = 0, b = 0, c = 0] = await freePorts(3);
  Object.assign(ports, { server: a, nginx: b, haproxy: c });
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(greeting);
  });
  await new Promise<void>((ready) => server.listen(ports.server, '127.0.0.1', ready));
  const nginx = join(folder, 'nginx.conf');
  writeFileSync(
    nginx,
    `load_module modules/ngx_stream_module.so;
events {}
stream {
  map $ssl_preread_server_name $upstream { a.example 127.0.0.1:9; default 127.0.0.1:${ports.server}; }
  preread_timeout 1s;
  server { listen 127.0.0.1:${ports.nginx}; ssl_preread on; proxy_pass $upstream; }
}
`,
  );
  const haproxy = join(folder, 'haproxy.cfg');
  writeFileSync(
    haproxy,
    `defaults
  mode tcp
  timeout connect 3s
  timeout client 10s
  timeout server 10s
frontend in
  bind 127.0.0.1:${ports.haproxy}
  tcp-request inspect-delay 1s
  tcp-request content accept if { req.ssl_hello_type 1 }
  default_backend out
backend out
  server it 127.0.0.1:${ports.server}
`,
  );
  running.push(await startNginx(nginxPrefix(folder), nginx, ports.nginx));
  running.push(await startHaproxy(haproxy, ports.haproxy));
});
afterAll(async () => {
  for (const each of running) await each.stop();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a client that waits for the greeting gets before the connection ends, or in three seconds. */
const heard = (port: number): Promise<string> =>
  new Promise((done) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      socket.destroy();
      done(text);
    };
    socket.on('data', (bytes) => {
      text += bytes;
      finish();
    });
    socket.on('close', finish);
    socket.on('error', finish);
    setTimeout(finish, 3_000);
  });

const predicted = (product: string) =>
  simulate(
    draw([`a ~~> r(${product})[sni] --> b[permissive]`, 'a ~~> r --> c[terminate]'], {
      links: {
        'a-r': { protocol: 'smtp' },
        'r-b': { protocol: 'smtp' },
        'r-c': { match: { sni: ['a.example'] } },
      },
    }),
    products,
  ).flows.get('flow1');

describe.skipIf(missing)('a server that speaks first behind a router by server name', () => {
  it('is never reached through NGINX, which gives the connection up', async () => {
    expect(predicted('nginx')?.cause?.code).toBe('server-speaks-first');
    expect(await heard(ports.nginx)).toBe('');
  });

  it('is reached through HAProxy by its default backend, once the delay has passed', async () => {
    expect(predicted('haproxy')?.outcome).toBe('works');
    expect(await heard(ports.haproxy)).toBe(greeting);
  });
});
