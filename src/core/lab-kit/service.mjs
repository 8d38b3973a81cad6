// Plainsight: stands for a service in the lab, because nobody but you has its program. It listens as the service is drawn
// to and calls, for every request that it gets, whatever the service is drawn to call over HTTP.
// Started as: node lab/_service.mjs lab/services/NODE/_settings.json, from the folder that holds lab/. It needs nothing but Node.js.
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `code`: a module that ends TLS, a server of its own on loopback where `door` says so, else on the port that is drawn.
 * @typedef {{ port: number, address: string | null, http: boolean, mode: string, proxyProtocol: boolean, code: string | null, door: boolean }} Listener
 * @typedef {{ node: string, listeners: Listener[], calls: { link: string, to: string, path: string, host: string | null, code: string }[] }} Config
 */

/** @type {Config} */
const { node, listeners, calls } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

/** Services may call each other in a circle. */
const deepest = 8;
const depthHeader = 'x-plainsight-depth';
/** How long a call may take, in ms. */
const patience = 5_000;

/** @param {string} file */
const load = (file) => import(pathToFileURL(resolve(file)).href);
/** @param {string} text */
const note = (text) => process.stderr.write(`${node}: ${text}\n`);

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function answer(request, response) {
  request.resume();
  const depth = Number(request.headers[depthHeader] ?? 0);
  const said = depth < deepest ? await Promise.all(calls.map((each) => call(each, depth + 1))) : [];
  response.setHeader('content-type', 'text/plain');
  response.end([`${node} answers`, ...said.flat()].join('\n  ').concat('\n'));
}

/**
 * One call by the code that is exported, and what came of it.
 * @param {Config['calls'][number]} call
 * @param {number} depth
 * @returns {Promise<string[]>}
 */
async function call({ link, to, path, host, code }, depth) {
  try {
    const { connect } = await load(code);
    const headers = { [depthHeader]: String(depth), ...(host === null ? {} : { host }) };
    const response = await connect(path, { headers, agent: false, signal: AbortSignal.timeout(patience) });
    let text = '';
    for await (const chunk of response) text += chunk;
    const lines = response.statusCode === 200 ? text.trimEnd().split('\n') : [];
    return [`${link}: ${to} answers with ${response.statusCode}`, ...lines.map((line) => `  ${line}`)];
  } catch (error) {
    return [`${link}: ${error instanceof Error ? error.message : error}`];
  }
}

/** @param {import('node:net').Socket} socket */
function echo(socket) {
  socket.on('error', (error) => note(error.message));
  socket.pipe(socket);
}

/** @param {import('node:events').EventEmitter} server */
function complain(server) {
  for (const event of ['tlsClientError', 'clientError', 'sessionError'])
    server.on(event, (error, socket) => {
      note(error.message);
      socket?.destroy?.();
    });
}

/** RFC 8446 §5.1. */
const handshakeRecord = 0x16;
/** https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt, the first bytes of version 2. */
const magic = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** What follows a PROXY protocol header; null: there is none. @param {Buffer} bytes */
function withoutHeader(bytes) {
  if (bytes.subarray(0, 12).equals(magic)) return bytes.subarray(16 + bytes.readUInt16BE(14));
  if (bytes.subarray(0, 6).toString('latin1') !== 'PROXY ') return null;
  const end = bytes.indexOf('\r\n');
  return end === -1 ? null : bytes.subarray(end + 2);
}

/** @param {Listener} listener */
async function listen({ port, address, http, mode, proxyProtocol, code, door }) {
  const secure = code === null ? null : (await load(code)).server;
  if (secure) {
    complain(secure);
    // The exported handler says of itself that another one takes its place.
    if (http) secure.removeAllListeners('request').on('request', answer);
    if (!door) return;
  }
  const plain = http ? createHttpServer(answer) : createServer(echo);
  complain(plain);
  const entrance = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      socket.pause();
      const rest = proxyProtocol ? withoutHeader(first) : first;
      if (!rest) {
        note('no PROXY protocol header');
        socket.destroy();
        return;
      }
      const encrypted = secure && (mode !== 'permissive' || rest[0] === handshakeRecord);
      socket.unshift(rest);
      (encrypted ? secure : plain).emit('connection', socket);
      // TLS takes what was put back by itself, and would lose what is flowing.
      if (!encrypted) socket.resume();
    });
  });
  entrance.listen({ port, ...(address === null ? {} : { host: address }) });
}

for (const listener of listeners) await listen(listener);
process.on('SIGTERM', () => process.exit(0));
// One broken connection is not to end it.
process.on('uncaughtException', (error) => note(error.message));
