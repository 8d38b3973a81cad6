import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startTap, type Tap } from '../../src/lab/tap.ts';
import { judge, sameStream } from '../../src/lab/wire/judge.ts';
import { Certificates } from '../support/certificates.ts';
import { runClient, until, write } from '../support/lab.ts';
import { start } from '../support/running.ts';
import { freePorts, requireProgram } from '../support/servers.ts';

const curl = requireProgram('curl', 'curl');
const openssl = requireProgram('openssl', 'openssl');
const certificates = new Certificates();
afterAll(() => certificates.remove());

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A server that may keep talking to a client that has said all. */
async function serve(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    talk(socket);
  });
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function tapped(target: number): Promise<Tap> {
  const tap = await startTap({ port: 0, target });
  stops.push(() => tap.stop());
  return tap;
}

async function dial(port: number, { allowHalfOpen = false } = {}): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen });
  socket.on('error', () => {});
  stops.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Everything that a socket says, which stays open for an answer: a loop over its chunks would close it. */
const all = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.once('end', () => resolve(heard));
  });

/** Whether it was torn down rather than ended. */
const close = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    socket.resume().once('close', resolve);
  });

describe('a tap', () => {
  it('lets a server speak first, and records a banner as nothing', async () => {
    const tap = await tapped(await serve((socket) => socket.end('220 hello\r\n')));
    const socket = await dial(tap.port);
    expect(await all(socket)).toBe('220 hello\r\n');
    const [connection] = tap.connections();
    expect(connection).toEqual({ sent: Buffer.alloc(0), received: Buffer.from('220 hello\r\n'), refused: false });
    expect(judge(connection ?? never(), []).state).toBe('nothing');
  });

  it('passes on the end of one side while the other still talks', async () => {
    const tap = await tapped(await serve(async (socket) => socket.end(`heard ${await all(socket)}`)));
    const socket = await dial(tap.port);
    socket.end('all I say');
    expect(await all(socket)).toBe('heard all I say');

    const heard: string[] = [];
    const other = await tapped(
      await serve((each) => {
        each.end('no more from me');
        each.on('data', (chunk) => heard.push(`${chunk}`));
      }),
    );
    const listening = await dial(other.port, { allowHalfOpen: true });
    expect(await all(listening)).toBe('no more from me');
    listening.end('and yet');
    expect(await until(() => heard.length > 0)).toBe(true);
    expect(heard.join('')).toBe('and yet');
    expect(other.connections()).toMatchObject([
      { sent: Buffer.from('and yet'), received: Buffer.from('no more from me') },
    ]);
  });

  it('says that nobody listens where it should lead, and hangs up', async () => {
    const [port = 0] = await freePorts(1);
    const tap = await tapped(port);
    const socket = await dial(tap.port);
    socket.write('is there anybody?');
    expect(await close(socket)).toBe(true);
    expect(tap.connections()).toMatchObject([{ received: Buffer.alloc(0), refused: true }]);
  });

  it('hangs up on one side when the other breaks off', async () => {
    let closed = 0;
    const tap = await tapped(
      await serve((socket) => {
        socket.on('close', () => closed++);
        socket.on('data', (chunk) => `${chunk}` === 'break off' && socket.resetAndDestroy());
      }),
    );
    const one = await dial(tap.port);
    one.write('break off');
    expect(await close(one)).toBe(true);
    const other = await dial(tap.port);
    other.write('still here');
    expect(await until(() => tap.connections()[1]?.sent.length === 10)).toBe(true);
    other.resetAndDestroy();
    expect(await until(() => closed === 2)).toBe(true);
  });

  it('relays more than it records, either way', async () => {
    const size = 3 * 1024 * 1024 + 17;
    const tap = await tapped(await serve((socket) => socket.pipe(socket)));
    const socket = await dial(tap.port);
    const sent = Buffer.from(Uint8Array.from({ length: size }, (_, i) => i % 251));
    socket.end(sent);
    const back: Buffer[] = [];
    for await (const chunk of socket) back.push(chunk);
    expect(Buffer.concat(back).equals(sent)).toBe(true);
    const [connection] = tap.connections();
    const recorded = sent.subarray(0, 1024 * 1024);
    expect(connection?.sent.equals(recorded)).toBe(true);
    expect(connection?.received.equals(recorded)).toBe(true);
  });

  it('forgets, and cuts what is open', async () => {
    const tap = await tapped(await serve((socket) => socket.pipe(socket)));
    const before = await dial(tap.port);
    before.write('before');
    expect(await until(() => tap.connections()[0]?.received.length === 6)).toBe(true);
    tap.forget();
    expect(await close(before)).toBe(false);
    expect(tap.connections()).toEqual([]);
    const after = await dial(tap.port);
    after.end('after');
    expect(await all(after)).toBe('after');
    expect(tap.connections()).toMatchObject([{ sent: Buffer.from('after') }]);
  });

  it('leaves nothing behind when it stops', async () => {
    const tap = await tapped(await serve((socket) => socket.write('hello')));
    const socket = await dial(tap.port);
    await once(socket, 'data');
    const closed = close(socket);
    await tap.stop();
    await closed;
    const again = connect({ host: '127.0.0.1', port: tap.port });
    const [error] = await once(again, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('wants a port that nobody has', async () => {
    const port = await serve(() => {});
    await expect(startTap({ port, target: 1 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe.skipIf(!curl)('curl through two taps', () => {
  const canary = 'k7Qz2mWx9Tb4';

  it('shows one TLS session on both, and its request in neither', async () => {
    const { certificate, key } = certificates.issue({ issuer: 'private-ca', names: ['a.example'] });
    const server = createHttpServer({ cert: certificate, key }, (request, response) => {
      response.end(`${request.headers['x-canary']}`);
    });
    stops.push(() => server.close());
    const near = await tapped(await listen(server));
    const far = await tapped(near.port);
    const { out, code } = await runClient([
      ...[`${curl}`, '-s', '--cacert', certificates.authority('private-ca'), '-H', `X-Canary: ${canary}`],
      ...['--connect-to', `::127.0.0.1:${far.port}`, 'https://a.example/'],
    ]);
    expect([code, out]).toEqual([0, canary]);
    const [a] = far.connections();
    const [b] = near.connections();
    expect(judge(a ?? never(), [canary])).toMatchObject({
      ...{ state: 'tls', version: '1.3', serverName: 'a.example', offeredAlpn: ['h2', 'http/1.1'], payload: true },
      ...{ canaries: [], alert: null },
    });
    expect(sameStream(a ?? never(), b ?? never())).toBe(true);
  });

  it('shows a request in plaintext', async () => {
    const tap = await tapped(await serve((socket) => socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\n'))));
    const { code } = await runClient([`${curl}`, '-s', '-H', `X-Canary: ${canary}`, `http://127.0.0.1:${tap.port}/`]);
    expect(code).toBe(0);
    expect(tap.connections().map((each) => judge(each, [canary]))).toMatchObject([
      { state: 'plaintext', payload: true, canaries: [canary] },
    ]);
  });
});

describe.skipIf(!openssl)('openssl through a tap', () => {
  it('shows that something was said before the handshake was over', async () => {
    const { certificate, key } = certificates.issue({ issuer: 'private-ca', names: ['a.example'] });
    const file = (name: string, content?: string) => {
      const path = join(certificates.directory, name);
      return content === undefined ? path : write(path, content, 0o600);
    };
    const [port = 0] = await freePorts(1);
    const identity = ['-cert', file('early.crt', certificate), '-key', file('early.key', key)];
    // Otherwise the server would end with its standard input.
    const options = ['s_server', '-accept', `${port}`, '-early_data', '-num_tickets', '1', '-quiet'];
    const server = await start(`${openssl}`, [...options, ...identity], port);
    stops.push(() => server.stop());
    const tap = await tapped(port);
    const dialling = [`${openssl}`, 's_client', '-connect', `127.0.0.1:${tap.port}`];

    const session = file('early.session');
    const first = spawn('setpriv', ['--pdeathsig', 'TERM', ...dialling, '-sess_out', session], {
      // Its input stays open: it would leave before it is handed a session.
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const left = once(first, 'exit');
    expect(await until(() => existsSync(session) && readFileSync(session, 'utf8').includes('-----END'))).toBe(true);
    first.kill();
    await left;
    for (const [early, said, payload] of [
      // First: a session is good for one try.
      [['-early_data', file('early', 'said early')], 'Early data was accepted', true],
      [[], 'Early data was not sent', false],
    ] as const) {
      tap.forget();
      const { out } = await runClient([...dialling, '-sess_in', session, ...early]);
      expect(out).toContain(said);
      expect(tap.connections().map((each) => judge(each, []))).toMatchObject([
        { state: 'tls', version: '1.3', payload },
      ]);
    }
  });
});

function never(): never {
  throw new Error('nothing was recorded');
}
