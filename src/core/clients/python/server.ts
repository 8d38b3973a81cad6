import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import { isOld, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import type { PlannedListener } from '../../plan/plan.ts';
import { servesHttp } from '../listener.ts';
import { py, tlsVersion } from './tls.ts';

/** A server of the standard library: HTTP/1.1, or bare TLS where something else than HTTP arrives. */
export function serverCode(listener: PlannedListener): readonly string[] {
  const { address, port, clientCertificate, files, alpn } = listener;
  const versions = versionsIn(listener.versions);
  const min = versions[0];
  const http = servesHttp(listener);
  const policy = strictTransportValue(listener);
  const special = listener.keyExchange !== null || listener.dialledByRsa || isOld(min);
  return [
    ...(http ? ['import http.server'] : ['import socketserver']),
    'import ssl',
    '',
    '',
    'def tls_context():',
    '    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)',
    `    context.load_cert_chain(${py(files.certificate)}, ${py(files.key)})`,
    ...(special ? [`    context.set_ciphers(${py(serverCiphers(min, listener))})`] : []),
    `    context.minimum_version = ${tlsVersion(min)}`,
    `    context.maximum_version = ${tlsVersion(versions.at(-1) ?? min)}`,
    ...(clientCertificate === 'none'
      ? []
      : [
          `    context.load_verify_locations(cafile=${py(files.clientCa)})`,
          `    context.verify_mode = ssl.${clientCertificate === 'required' ? 'CERT_REQUIRED' : 'CERT_OPTIONAL'}`,
        ]),
    ...(alpn ? [`    context.set_alpn_protocols([${alpn.map(py).join(', ')}])`] : []),
    '    return context',
    '',
    '',
    ...(http
      ? [
          'class Handler(http.server.BaseHTTPRequestHandler):',
          '    """Your own handler takes the place of this one."""',
          '',
          '    protocol_version = "HTTP/1.1"',
          '',
          '    def do_GET(self):',
          '        self.send_response(200)',
          ...(policy === null ? [] : [`        self.send_header(${py(strictTransportName)}, ${py(policy)})`]),
          '        self.send_header("Content-Length", "3")',
          '        self.end_headers()',
          '        self.wfile.write(b"ok\\n")',
        ]
      : [
          'class Handler(socketserver.BaseRequestHandler):',
          '    """Your own protocol takes the place of this echo."""',
          '',
          '    def handle(self):',
          '        while data := self.request.recv(4096):',
          '            self.request.sendall(data)',
        ]),
    '',
    '',
    `class Server(${http ? 'http.server.ThreadingHTTPServer' : 'socketserver.ThreadingTCPServer'}):`,
    '    """The handshake is made in the thread of the connection, so that nobody holds up the others."""',
    '',
    '    def get_request(self):',
    '        connection, address = super().get_request()',
    '        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address',
    '',
    '',
    'def serve():',
    `    server = Server((${py(address ?? '')}, ${port}), Handler)`,
    '    server.tls = tls_context()',
    '    server.serve_forever()',
    '',
    '',
    'if __name__ == "__main__":',
    '    serve()',
  ];
}
