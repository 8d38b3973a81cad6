// What stands for every client and service of a lab: it dials by the exported scripts and code, listens by the exported
// code (or as the drawing says, where a language is not known), and passes a marked request on along its way.
// Started as: node program.mjs CONFIG. It is a file of its own, without imports but Node's, so that it can be handed out.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {{ id: string, port: number, http: boolean, mode: string, acceptsProxyProtocol: boolean, code: string | null,
 *   tls: null | { certificate: string, key: string, clientCa: string, clientCertificate: 'none' | 'optional' | 'required',
 *   minVersion: string, maxVersion: string, alpn: string[] | null, ciphers: string | null } }} Listener
 * @typedef {{ kind: 'script', file: string, args: string[], style: string, ca: string | null } | { kind: 'libpq', conninfo: string } |
 *   { kind: 'code', file: string, style: string }} Attempt
 * @typedef {{ to: string, protocol: string, authority: string, path: string, attempts: Attempt[] }} Call
 * @typedef {{ node: string, control: number, password: string, listeners: Listener[], calls: Record<string, Call> }} Config
 * @typedef {{ canary: string, body: string, way: string[], any: boolean }} Request
 * @typedef {{ ok: boolean, reached: string[], said: string, heard?: boolean }} Answer  `heard`: somebody answered, if only to refuse.
 */

const header = { canary: 'x-plainsight-canary', way: 'x-plainsight-way', any: 'x-plainsight-any' };
const limit = 8_000;

/** @type {Config} */
const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const { node, control, password, listeners, calls } = config;

/** @param {string} text */
const note = (text) => process.stdout.write(`${text}\n`);

/**
 * Passes a request on by the first link of its way that starts here; where none does, it has arrived.
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function pass({ canary, body, way, any }) {
  const at = way.findIndex((link) => Object.hasOwn(calls, link));
  const call = calls[way[at] ?? ''];
  if (!call) return { ok: true, reached: [node], said: '' };
  const rest = way.slice(at + 1);
  let said = '';
  for (const attempt of call.attempts) {
    const answer = await dial(call, attempt, { canary, body, way: rest, any });
    note(`${way[at]} ${answer.ok ? 'works' : 'fails'} ${answer.said}`);
    if (answer.ok) return { ok: true, reached: [node, ...answer.reached], said: '' };
    said = answer.said;
    // Only who gets no connection falls back.
    if (answer.heard) break;
  }
  return { ok: false, reached: [node], said };
}

/**
 * @param {Call} call
 * @param {Attempt} attempt
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function dial(call, attempt, request) {
  try {
    switch (attempt.kind) {
      case 'script':
        return await byScript(call, attempt, request);
      case 'libpq':
        return await byPsql(attempt.conninfo, call, request);
      case 'code':
        return await byCode(call, attempt, request);
    }
  } catch (error) {
    return { ok: false, reached: [], said: words(error) };
  }
}

/** @param {unknown} error @returns {string} */
const words = (error) =>
  error instanceof AggregateError
    ? error.errors.map(words).join('; ')
    : error instanceof Error
      ? `${error.message}${'code' in error ? ` (${error.code})` : ''}`
      : String(error);

/**
 * @param {Request} request
 * @param {Call} call
 */
const headersOf = ({ canary, way, any }, { authority }) => ({
  host: authority,
  [header.canary]: canary,
  [header.way]: way.join(' '),
  ...(any ? { [header.any]: 'yes' } : {}),
  'accept-encoding': 'identity',
});

/**
 * @param {Call} call
 * @param {Attempt & { kind: 'script' }} attempt
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function byScript(call, { file, args, style, ca }, request) {
  const more = {
    curl: [
      ...['--silent', '--show-error', '--max-time', '7', '--request-target', call.path, '--data-binary', request.body],
      ...Object.entries(headersOf(request, call)).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
      ...['--header', 'content-type: text/plain', '--write-out', '\n%{http_code}'],
    ],
    mariadb: [
      ...[`--password=${password}`, '--batch', '--skip-column-names', '--connect-timeout=4'],
      ...['-e', `SELECT '${request.canary}', '${request.body}'`],
    ],
    redis: ['SET', request.canary, request.body],
  }[style];
  if (!more) throw new Error(`no tool of the lab speaks ${style}`);
  const { out, err, code } = await run('sh', [file, ...args, ...more], ca === null ? {} : { CURL_CA_BUNDLE: ca });
  const ok = code === 0 && (style === 'redis' ? out.trim() === 'OK' : true);
  if (style !== 'curl') return { ok, reached: [call.to], said: ok ? '' : `${err}${out}`.trim() };
  const [, text = '', status = ''] = /^([\s\S]*)\n(\d{3})\s*$/.exec(out) ?? [];
  return code === 0 ? answerOf(text, status, request.any) : { ok: false, reached: [], said: err.trim() };
}

/** @param {string} text @param {string} status @param {boolean} any @returns {Answer} */
function answerOf(text, status, any) {
  try {
    const answer = JSON.parse(text);
    if (Array.isArray(answer?.reached)) return { ...answer, heard: true };
  } catch {
    // It is another server's page.
  }
  return { ok: any && status !== '000', reached: [], said: `HTTP status ${status}`, heard: true };
}

/**
 * @param {string} conninfo
 * @param {Call} call
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function byPsql(conninfo, call, { canary, body }) {
  const env = { PGPASSWORD: password, PGCONNECT_TIMEOUT: '4', HOME: '/nonexistent' };
  const { err, code } = await run('psql', ['-X', '-d', conninfo, '-c', `SELECT '${canary}', '${body}'`], env);
  return { ok: code === 0, reached: [call.to], said: err.trim() };
}

/**
 * By a module that was exported: `connect` gives a stream, or a response.
 * @param {Call} call
 * @param {Attempt & { kind: 'code' }} attempt
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function byCode(call, { file, style }, request) {
  const { connect } = await import(pathToFileURL(file).href);
  if (style === 'http') {
    const headers = { ...headersOf(request, call), 'content-type': 'text/plain' };
    const options = { method: 'POST', headers, agent: false, timeout: limit };
    const response = await within(connect(call.path, options, request.body));
    let text = '';
    for await (const chunk of response) text += chunk;
    return answerOf(text, String(response.statusCode), request.any);
  }
  const stream = connect();
  const ready = stream instanceof TLSSocket ? 'secureConnect' : 'connect';
  const got = await within(talk(stream, ready, lineOf(style, request)));
  const ok = style === 'redis' ? got.startsWith('+OK') : got.includes(request.canary);
  return { ok, reached: [call.to], said: ok ? '' : got };
}

/** @param {string} style @param {Request} request */
const lineOf = (style, { canary, body }) =>
  style === 'redis'
    ? `*3\r\n$3\r\nSET\r\n$${canary.length}\r\n${canary}\r\n$${body.length}\r\n${body}\r\n`
    : `${canary} ${body}\n`;

/**
 * Sends a line and reads until another has come back.
 * @param {import('node:net').Socket} stream
 * @param {string} ready
 * @param {string} line
 * @returns {Promise<string>}
 */
function talk(stream, ready, line) {
  return new Promise((resolve, reject) => {
    let got = '';
    stream.once(ready, () => stream.write(line));
    stream.on('data', (chunk) => {
      got += chunk;
      if (!got.includes('\n')) return;
      stream.end();
      resolve(got);
    });
    stream.once('error', reject);
    stream.once('close', () => reject(new Error(`the connection was closed${got === '' ? '' : `: ${got}`}`)));
  });
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function within(promise) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{ out: string, err: string, code: number }>}
 */
const run = (program, args, env = {}) =>
  new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { encoding: 'utf8', env: { ...process.env, ...env }, timeout: limit, killSignal: 'SIGKILL' },
      (error, out, err) =>
        resolve({ out, err: err || (error ? words(error) : ''), code: error ? Number(error.code) || -1 : 0 }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end();
  });

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function handle(request, response) {
  let body = '';
  try {
    for await (const chunk of request) body += chunk;
    const canary = String(request.headers[header.canary] ?? '');
    const way = String(request.headers[header.way] ?? '').split(' ');
    const answer = await pass({ canary, body, way, any: request.headers[header.any] === 'yes' });
    response.statusCode = answer.ok ? 200 : 502;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  } catch (error) {
    note(`a request broke off: ${words(error)}`);
    response.destroy();
  }
}

/** Answers whatever is no HTTP with what came, behind a word of its own: no ClientHello comes back as one. @param {import('node:net').Socket} socket */
function echo(socket) {
  socket.on('error', (error) => note(words(error)));
  socket.on('data', (chunk) => socket.write(Buffer.concat([Buffer.from('heard '), chunk])));
  socket.on('end', () => socket.end());
}

/** @param {Listener} listener */
async function listen(listener) {
  const { port, http, mode, code, tls, acceptsProxyProtocol } = listener;
  if (code !== null) {
    const { server } = await import(pathToFileURL(code).href);
    // The exported handler says of itself that another one takes its place.
    server.removeAllListeners(http ? 'request' : 'secureConnection');
    server.on(http ? 'request' : 'secureConnection', http ? handle : echo);
    complain(server);
    return;
  }
  const plain = http ? createHttpServer(handle) : createTcpServer(echo);
  const secure = tls && secureServer(tls, http);
  for (const each of [plain, ...(secure ? [secure] : [])]) complain(each);
  const door = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      socket.pause();
      const rest = acceptsProxyProtocol ? withoutHeader(first) : first;
      if (!rest) {
        note('broken header while reading PROXY protocol');
        socket.destroy();
        return;
      }
      const encrypted = mode !== 'plaintext' && (mode !== 'permissive' || rest[0] === handshakeRecord);
      socket.unshift(rest);
      (encrypted ? secure : plain)?.emit('connection', socket);
      // TLS takes what was put back by itself, and would lose what is flowing.
      if (!encrypted) socket.resume();
    });
  });
  await new Promise((resolve, reject) => {
    door.once('error', reject);
    door.listen(port, '127.0.0.1', () => resolve(undefined));
  });
}

/** @param {import('node:events').EventEmitter} server */
function complain(server) {
  for (const event of ['tlsClientError', 'clientError', 'sessionError'])
    server.on(event, (error, socket) => {
      note(words(error));
      // As Node.js itself answers where nobody listens.
      if (event === 'clientError' && socket?.writable)
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      else socket?.destroy?.();
    });
}

/** @param {NonNullable<Listener['tls']>} tls @param {boolean} http */
function secureServer({ certificate, key, clientCa, clientCertificate, minVersion, maxVersion, alpn, ciphers }, http) {
  const asks = clientCertificate !== 'none';
  const options = {
    cert: readFileSync(certificate),
    key: readFileSync(key),
    minVersion: /** @type {import('node:tls').SecureVersion} */ (minVersion),
    maxVersion: /** @type {import('node:tls').SecureVersion} */ (maxVersion),
    ...(ciphers === null ? {} : { ciphers }),
    ...(asks
      ? { requestCert: true, rejectUnauthorized: clientCertificate === 'required', ca: readFileSync(clientCa) }
      : {}),
    ...(alpn === null ? {} : { ALPNProtocols: alpn }),
  };
  const server = http
    ? createSecureServer({ ...options, allowHTTP1: alpn?.includes('http/1.1') ?? true }, /** @type {any} */ (handle))
    : createTlsServer(options, echo);
  if (clientCertificate === 'optional')
    server.prependListener('secureConnection', (socket) => {
      const shown = Object.keys(socket.getPeerCertificate()).length > 0;
      if (shown && !socket.authorized) socket.destroy();
    });
  return server;
}

/** RFC 8446 §5.1. */
const handshakeRecord = 0x16;

const magic = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** What follows a PROXY protocol header; null: there is none. @param {Buffer} bytes */
function withoutHeader(bytes) {
  if (bytes.subarray(0, 12).equals(magic)) return bytes.subarray(16 + bytes.readUInt16BE(14));
  if (bytes.subarray(0, 6).toString('latin1') !== 'PROXY ') return null;
  const end = bytes.indexOf('\r\n');
  return end === -1 ? null : bytes.subarray(end + 2);
}

for (const listener of listeners) await listen(listener);
const server = createHttpServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  response.end(JSON.stringify(await pass(JSON.parse(text))));
});
server.listen(control, '127.0.0.1', () => note('ready'));
process.on('SIGTERM', () => process.exit(0));
// A lab is not to hang on one broken socket.
process.on('uncaughtException', (error) => note(words(error)));
