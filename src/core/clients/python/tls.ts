import { quoted } from '../../config/string-literals.ts';
import { dialCiphers } from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Upstream } from '../../plan/plan.ts';
import type { TlsSettings } from '../tls-settings.ts';

export const py = (text: string): string => quoted('python', text);

export const tlsVersion = (version: TlsVersion): string =>
  `ssl.TLSVersion.${version === '1.0' ? 'TLSv1' : `TLSv${version.replace('.', '_')}`}`;

/** The module sends a name whenever it checks one: https://github.com/python/cpython/blob/main/Doc/library/ssl.rst */
const hostname = ({ check, name, sent }: TlsSettings): string | null => (check === 'full' ? name : sent);

/**
 * One context, which drivers take as it is. They hand it the host that they dial, so another name is put in its place:
 * https://github.com/dpkp/kafka-python/blob/master/kafka/net/ssl.py wraps buffers and no socket.
 */
export function tlsContext(settings: TlsSettings, { host, keyExchange, alpn }: Upstream): readonly string[] {
  const { check, trust, min, max, client } = settings;
  const name = hostname(settings);
  const ciphers = dialCiphers(min, keyExchange);
  const own = name !== host;
  return [
    `SERVER_NAME = ${name === null ? 'None' : py(name)}`,
    '',
    ...(own
      ? [
          '',
          'class NamedContext(ssl.SSLContext):',
          '    """Sends and checks SERVER_NAME, whatever host a driver dials."""',
          '',
          '    def wrap_socket(self, *args, **kwargs):',
          '        kwargs["server_hostname"] = SERVER_NAME',
          '        return super().wrap_socket(*args, **kwargs)',
          '',
          '    def wrap_bio(self, *args, **kwargs):',
          '        kwargs["server_hostname"] = SERVER_NAME',
          '        return super().wrap_bio(*args, **kwargs)',
          '',
        ]
      : []),
    '',
    'def tls_context():',
    ...(own
      ? [
          '    context = NamedContext(ssl.PROTOCOL_TLS_CLIENT)',
          ...(check === 'none' ? [] : [`    context.load_verify_locations(cafile=${py(trust)})`]),
        ]
      : [`    context = ssl.create_default_context(${check === 'none' ? '' : `cafile=${py(trust)}`})`]),
    ...{
      none: [
        '    # !!! NOT VERIFIED: whoever stands in the way can pretend to be the server.',
        '    context.check_hostname = False',
        '    context.verify_mode = ssl.CERT_NONE',
      ],
      ca: [
        '    # The issuer alone is checked: any certificate of that CA will do.',
        '    context.check_hostname = False',
      ],
      full: [],
    }[check],
    ...(ciphers ? [`    context.set_ciphers(${py(ciphers)})`] : []),
    `    context.minimum_version = ${tlsVersion(min)}`,
    `    context.maximum_version = ${tlsVersion(max)}`,
    ...(alpn ? [`    context.set_alpn_protocols([${alpn.map(py).join(', ')}])`] : []),
    ...(client ? [`    context.load_cert_chain(${py(client.certificate)}, ${py(client.key)})`] : []),
    '    return context',
    '',
  ];
}
