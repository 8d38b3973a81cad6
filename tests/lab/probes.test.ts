import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { type ConnectionOptions, connect, TLSSocket, type TLSSocketOptions } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startTap, type Tap } from '../../src/lab/tap.ts';
import { judge } from '../../src/lab/wire/judge.ts';
import { readProxyHeader } from '../../src/lab/wire/proxy-header.ts';
import { Certificates } from '../support/certificates.ts';
import { runClient } from '../support/lab.ts';
import { requireProgram } from '../support/servers.ts';

const curl = requireProgram('curl', 'curl');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const ca = readFileSync(certificates.authority('private-ca'), 'utf8');
const order = { issuer: 'private-ca', names: ['a.example'] } as const;
const shown = {
  genuine: certificates.issue(order),
  'self-signed': certificates.issue({ ...order, issuer: 'self-signed' }),
  sibling: certificates.issue({ ...order, names: ['b.example'] }),
  expired: certificates.issue({ ...order, expired: true }),
};
type Shown = keyof typeof shown;
const client = certificates.issue({ ...order, names: ['client.example'] });
const asClient = { cert: client.certificate, key: client.key };
const impostor = (which: Shown) => ({ kind: 'impostor', ...shown[which] }) as const;
const canary = 'k7Qz2mWx9Tb4';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface World {
  readonly tap: Tap;
  /** What the real server was told. */
  readonly told: string[];
  readonly sessions: TLSSocket[];
  readonly headers: (string | null)[];
}

/** A server that answers what it is told, with a PROXY header in front if there is one, and a tap before it. */
async function world(options: TLSSocketOptions = {}): Promise<World> {
  const [told, sessions, headers]: [string[], TLSSocket[], (string | null)[]] = [[], [], []];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', (first: Buffer) => {
      const header = readProxyHeader(first);
      headers.push(header?.version ?? null);
      socket.pause();
      socket.unshift(first.subarray(header?.length ?? 0));
      const { certificate: cert, key } = shown.genuine;
      const session = new TLSSocket(socket, { isServer: true, cert, key, ...options });
      session.on('error', () => {});
      session.on('data', (chunk) => {
        told.push(`${chunk}`);
        session.end(`answer to ${chunk}`);
      });
      sessions.push(session);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tap = await startTap({ port: 0, target: (server.address() as AddressInfo).port });
  stops.push(async () => {
    await tap.stop();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { tap, told, sessions, headers };
}

/** What a client hears that says something as soon as it is content with its listener. */
async function dial(port: number, options: ConnectionOptions, { header = Buffer.alloc(0), trickling = false } = {}) {
  const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  if (trickling) trickle(socket);
  // Together with the ClientHello that follows.
  socket.cork();
  socket.write(header);
  const session = connect({ socket, servername: 'a.example', ...options }, () => session.write(canary));
  setImmediate(() => socket.uncork());
  return new Promise<string>((resolve) => {
    let heard = '';
    session.on('data', (chunk) => {
      heard += chunk;
    });
    session.on('error', (error) => resolve(`refused: ${'code' in error ? error.code : error.message}`));
    session.on('close', () => resolve(heard));
  });
}

/** From now on every byte is sent by itself. */
function trickle(socket: Socket): void {
  const write = socket.write.bind(socket);
  socket.write = ((chunk: Buffer, ...rest: never[]) => {
    for (const byte of Buffer.from(chunk).subarray(0, -1)) write(Buffer.from([byte]));
    return write(Buffer.from(chunk).subarray(-1), ...rest);
  }) as typeof socket.write;
}

const verifying = { ca };
const caOnly = { ca, checkServerIdentity: () => undefined };
const careless = { rejectUnauthorized: false };
const versions = ['TLSv1.2', 'TLSv1.3'] as const;

describe.each(versions)('an impostor on a link with %s', (maxVersion) => {
  it.each<[Shown, string, ConnectionOptions, boolean]>([
    ['genuine', 'verifies', verifying, true],
    ['genuine', 'wants a certificate of the CA', caOnly, true],
    ['self-signed', 'verifies', verifying, false],
    ['self-signed', 'wants a certificate of the CA', caOnly, false],
    ['self-signed', 'takes any certificate', careless, true],
    ['sibling', 'verifies', verifying, false],
    ['sibling', 'wants a certificate of the CA', caOnly, true],
    ['sibling', 'takes any certificate', careless, true],
    ['expired', 'verifies', verifying, false],
    ['expired', 'wants a certificate of the CA', caOnly, false],
    ['expired', 'takes any certificate', careless, true],
  ])('with a %s certificate, before a client that %s', async (which, _how, options, accepted) => {
    const { tap, told } = await world();
    tap.interfere(impostor(which));
    const heard = await dial(tap.port, { ...options, maxVersion });
    expect(heard.startsWith('refused')).toBe(!accepted);
    if (accepted) expect(heard).toBe(`answer to ${canary}`);
    expect(tap.intercepted().map(String)).toEqual(accepted ? [canary] : []);
    expect(told).toEqual(accepted ? [canary] : []);
    expect(tap.connections().map((each) => judge(each, [canary]))).toMatchObject([
      { state: 'tls', payload: accepted, version: maxVersion.slice(4), canaries: [] },
    ]);
  });

  it('hears what a client with a certificate says, though the server refuses him', async () => {
    const { tap, told } = await world({ requestCert: true, rejectUnauthorized: true, ca });
    expect(await dial(tap.port, { ...careless, ...asClient, maxVersion })).toBe(`answer to ${canary}`);
    expect(told.splice(0)).toEqual([canary]);
    tap.interfere(impostor('self-signed'));
    expect(await dial(tap.port, { ...careless, ...asClient, maxVersion })).not.toContain('answer');
    expect(tap.intercepted().map(String)).toEqual([canary]);
    expect(told).toEqual([]);
  });

  it('is let in with a client certificate of his own', async () => {
    const { tap, told } = await world({ requestCert: true, rejectUnauthorized: true, ca });
    tap.interfere({ ...impostor('self-signed'), clientCertificate: client });
    expect(await dial(tap.port, { ...careless, maxVersion })).toBe(`answer to ${canary}`);
    expect(told).toEqual([canary]);
  });
});

describe('an impostor', () => {
  it('asks for the same server name and protocol, and leaves when told to', async () => {
    const { tap, sessions } = await world({ ALPNProtocols: ['h2', 'http/1.1'] });
    const offer = { ...careless, ALPNProtocols: ['http/1.1', 'h2'] };
    await dial(tap.port, offer);
    tap.interfere(impostor('self-signed'));
    await dial(tap.port, offer);
    expect(sessions.map(({ servername, alpnProtocol }) => [servername, alpnProtocol])).toEqual([
      ['a.example', 'h2'],
      ['a.example', 'h2'],
    ]);
    expect(await dial(tap.port, verifying)).toContain('refused');
    tap.interfere(null);
    expect(await dial(tap.port, verifying)).toBe(`answer to ${canary}`);
  });

  it.each([
    ['v1', Buffer.from('PROXY TCP4 127.0.0.1 127.0.0.1 40000 443\r\n')],
    ['v2', Buffer.from('0d0a0d0a000d0a515549540a2111000c7f0000017f0000019c4001bb', 'hex')],
  ])('passes a PROXY header of %s on', async (version, header) => {
    const { tap, told, headers } = await world();
    tap.interfere(impostor('self-signed'));
    expect(await dial(tap.port, careless, { header })).toBe(`answer to ${canary}`);
    expect(await dial(tap.port, verifying, { header })).toContain('refused');
    expect([headers, told]).toEqual([[version, version], [canary]]);
    expect(tap.connections().map((each) => judge(each, []))).toMatchObject([
      { state: 'tls', proxyHeader: version, payload: true },
      { state: 'tls', proxyHeader: version, payload: false },
    ]);
  });

  it('waits for a ClientHello that comes byte by byte', async () => {
    const { tap, told } = await world();
    tap.interfere(impostor('self-signed'));
    expect(await dial(tap.port, careless, { trickling: true })).toBe(`answer to ${canary}`);
    expect(told).toEqual([canary]);
  });

  it.skipIf(!curl)('deceives curl only where it is told not to verify', async () => {
    const { tap } = await world();
    const say = (...options: readonly string[]) =>
      runClient([
        ...[`${curl}`, '-s', '--http0.9', '-m', '5', '-H', `X-Canary: ${canary}`, ...options],
        ...['--connect-to', `::127.0.0.1:${tap.port}`, 'https://a.example/'],
      ]);
    const authority = ['--cacert', certificates.authority('private-ca')];
    for (const [which, options, code] of [
      ['genuine', authority, 0],
      ['self-signed', authority, 60],
      ['sibling', authority, 60],
      ['expired', authority, 60],
      ['self-signed', ['-k'], 0],
    ] as const) {
      tap.forget();
      tap.interfere(impostor(which));
      expect((await say(...options)).code, `${which} ${options}`).toBe(code);
      expect(tap.intercepted().map((clear) => clear.includes(canary))).toEqual(code === 0 ? [true] : []);
    }
  });
});

it('who strips TLS away hangs up on a client of it, and hears one that speaks in clear', async () => {
  const { tap, told } = await world();
  tap.interfere({ kind: 'strip' });
  expect(await dial(tap.port, careless)).toBe('refused: ECONNRESET');
  expect([told, tap.intercepted()]).toEqual([[], []]);
  const socket = connectTcp({ host: '127.0.0.1', port: tap.port });
  socket.on('error', () => {});
  socket.end(canary);
  await once(socket, 'close');
  expect(tap.intercepted().map(String)).toEqual([canary]);
});

it('who strips TLS away finds the request for it behind a PROXY header', async () => {
  const said: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('data', (chunk: Buffer) => said.push(chunk));
    // This server has no TLS either, and hangs up on everything else.
    socket.once('data', () => socket.write('N')).on('data', (chunk) => chunk.includes(canary) && socket.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tap = await startTap({ port: 0, target: (server.address() as AddressInfo).port });
  stops.push(async () => {
    await tap.stop();
    server.close();
  });
  tap.interfere({ kind: 'strip' });
  const header = 'PROXY TCP4 127.0.0.1 127.0.0.1 40000 5432\r\n';
  const request = Buffer.from('0000000804d2162f', 'hex');
  const socket = connectTcp({ host: '127.0.0.1', port: tap.port });
  socket.write(Buffer.concat([Buffer.from(header), request]));
  const [answer] = await once(socket, 'data');
  expect(`${answer}`).toBe('N');
  socket.write(canary);
  await once(socket.resume(), 'close');
  expect(Buffer.concat(said)).toEqual(Buffer.concat([Buffer.from(header), request, Buffer.from(canary)]));
  expect(tap.intercepted().map(String)).toEqual([canary]);
  expect(tap.connections().map((each) => judge(each, [canary]))).toMatchObject([
    { state: 'plaintext', proxyHeader: 'v1', upgrade: 'postgres', canaries: [canary] },
  ]);
});
