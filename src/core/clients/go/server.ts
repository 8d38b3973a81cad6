import { hostAndPort } from '../../config/dsn.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import type { PlannedListener } from '../../plan/plan.ts';
import { servesHttp } from '../listener.ts';
import { go, negotiated, nextProtocols, readAuthorities, readKeyPair, tlsVersion } from './tls.ts';

/** net/http with HTTP/2, or a TLS listener where something else than HTTP arrives. */
export function serverCode(listener: PlannedListener): {
  readonly imports: readonly string[];
  readonly body: readonly string[];
} {
  const { address, port, clientCertificate, files, alpn } = listener;
  const versions = versionsIn(listener.versions);
  const min = versions[0];
  const http = servesHttp(listener);
  const policy = strictTransportValue(listener);
  const bind = go(hostAndPort(address ?? '', port));
  const asks = clientCertificate !== 'none';
  return {
    imports: [
      'crypto/tls',
      'log',
      ...(http ? ['net/http'] : ['io', 'net']),
      ...(asks ? ['crypto/x509', 'errors', 'os'] : []),
    ],
    body: [
      'func tlsConfig() (*tls.Config, error) {',
      ...(asks ? readAuthorities(files.clientCa) : []),
      ...readKeyPair(files),
      '\treturn &tls.Config{',
      '\t\tCertificates: []tls.Certificate{certificate},',
      `\t\tMinVersion: ${tlsVersion(min)},`,
      `\t\tMaxVersion: ${tlsVersion(versions.at(-1) ?? min)},`,
      ...negotiated(min, listener),
      ...nextProtocols(alpn),
      ...(asks
        ? [
            '\t\tClientCAs: roots,',
            `\t\tClientAuth: tls.${clientCertificate === 'required' ? 'RequireAndVerifyClientCert' : 'VerifyClientCertIfGiven'},`,
          ]
        : []),
      '\t}, nil',
      '}',
      '',
      'func serve(config *tls.Config) error {',
      ...(http
        ? [
            '\t// Your own handler takes the place of this one.',
            '\thandler := http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {',
            ...(policy === null ? [] : [`\t\tresponse.Header().Set(${go(strictTransportName)}, ${go(policy)})`]),
            '\t\tresponse.Write([]byte("ok\\n"))',
            '\t})',
            `\tserver := &http.Server{Addr: ${bind}, Handler: handler, TLSConfig: config}`,
            '\treturn server.ListenAndServeTLS("", "")',
          ]
        : [
            `\tlistener, err := tls.Listen("tcp", ${bind}, config)`,
            '\tif err != nil {',
            '\t\treturn err',
            '\t}',
            '\tfor {',
            '\t\tconnection, err := listener.Accept()',
            '\t\tif err != nil {',
            '\t\t\treturn err',
            '\t\t}',
            '\t\t// Your own protocol takes the place of this echo.',
            '\t\tgo func(connection net.Conn) {',
            '\t\t\tdefer connection.Close()',
            '\t\t\tio.Copy(connection, connection)',
            '\t\t}(connection)',
            '\t}',
          ]),
      '}',
      '',
      'func main() {',
      '\tconfig, err := tlsConfig()',
      '\tif err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      '\tlog.Fatal(serve(config))',
      '}',
    ],
  };
}
