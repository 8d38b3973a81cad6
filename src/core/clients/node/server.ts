import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import { groupsOf, guideline, isOld, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { servesHttp } from '../listener.ts';
import { js, readFile, versionName } from './tls.ts';

/** An HTTPS server, or a TLS one where something else than HTTP arrives: https://github.com/nodejs/node/blob/main/doc/api/tls.md */
export function serverCode(
  plan: Plan,
  listener: PlannedListener,
): { readonly body: readonly string[]; readonly notices: readonly Notice[] } {
  const { address, port, clientCertificate, files, alpn, keyExchange } = listener;
  const http = servesHttp(listener);
  const http2 = http && (alpn?.includes('h2') ?? true);
  const versions = versionsIn(listener.versions);
  const min = versions[0];
  const create = http2 ? 'createSecureServer' : 'createServer';
  const policy = strictTransportValue(listener);
  const bind = address === null ? `${port}` : `{ port: ${port}, host: ${js(address)} }`;
  const special = keyExchange || listener.dialledByRsa || isOld(min);
  return {
    body: [
      "import { readFileSync } from 'node:fs';",
      `import { ${create} } from 'node:${http2 ? 'http2' : http ? 'https' : 'tls'}';`,
      '',
      'export const tlsOptions = {',
      `  cert: ${readFile(files.certificate)},`,
      `  key: ${readFile(files.key)},`,
      `  minVersion: ${versionName(min)},`,
      `  maxVersion: ${versionName(versions.at(-1) ?? min)},`,
      ...(special ? [`  ciphers: ${js([...guideline.suites, serverCiphers(min, listener)].join(':'))},`] : []),
      ...(keyExchange === 'hybrid' || keyExchange === 'ecdhe'
        ? [`  ecdhCurve: ${js(groupsOf(keyExchange).join(':'))},`]
        : []),
      ...(clientCertificate === 'none'
        ? []
        : [`  ca: ${readFile(files.clientCa)},`, '  requestCert: true,', ...clientPolicy(clientCertificate)]),
      ...(alpn ? [`  ALPNProtocols: [${alpn.map(js).join(', ')}],`] : []),
      ...(http2 && (alpn?.includes('http/1.1') ?? true) ? ['  allowHTTP1: true,'] : []),
      '};',
      '',
      ...(http
        ? [
            '/** Your own handler takes the place of this one. */',
            'const handle = (_request, response) => {',
            ...(policy === null ? [] : [`  response.setHeader(${js(strictTransportName)}, ${js(policy)});`]),
            '  response.end("ok\\n");',
            '};',
            '',
            `export const server = ${create}(tlsOptions, handle);`,
          ]
        : [
            '/** Your own protocol takes the place of this echo. */',
            `export const server = ${create}(tlsOptions, (socket) => socket.pipe(socket));`,
          ]),
      ...(clientCertificate === 'optional' ? optionalGuard : []),
      `server.listen(${bind});`,
    ],
    notices: versionNotices({ ...plan, listeners: [listener], upstreams: [] }),
  };
}

const clientPolicy = (mode: 'optional' | 'required'): readonly string[] =>
  mode === 'required'
    ? ['  rejectUnauthorized: true,']
    : ['  // Goes on without a certificate; one that does not hold is refused below.', '  rejectUnauthorized: false,'];

/** Node.js either refuses everybody without a valid certificate or nobody: the case between is decided by hand. */
const optionalGuard: readonly string[] = [
  'server.prependListener("secureConnection", (socket) => {',
  '  const shown = Object.keys(socket.getPeerCertificate()).length > 0;',
  '  if (shown && !socket.authorized) socket.destroy();',
  '});',
];
