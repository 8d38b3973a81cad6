import { type Product, yes } from '../../model/product.ts';

const rfc8446 = 'https://www.rfc-editor.org/rfc/rfc8446';
const rfc9525 = 'https://www.rfc-editor.org/rfc/rfc9525';
const proxyProtocol = 'https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt';

/** Any component that you write or that the registry does not know: nothing is ruled out. */
export const product: Product = {
  id: 'generic-service',
  title: 'Service',
  kind: 'service',
  summary: 'An application of your own, in any language',
  operator: null,
  keyLocation: { text: 'Wherever the service loads its key from: a file, a secret store, an HSM.', source: rfc8446 },
  supports: {
    'listen:plaintext': yes('a plain socket', rfc8446),
    'listen:terminate': yes("the language's TLS library", rfc8446),
    'listen:permissive': yes('looks at the first byte, or upgrades in band', 'https://www.rfc-editor.org/rfc/rfc3207'),
    'listen:passthrough-sni': yes(
      'reads the ClientHello and relays',
      'https://www.rfc-editor.org/rfc/rfc6066#section-3',
    ),
    'listen:passthrough-tcp': yes('relays bytes', rfc8446),
    'client-certificate:optional': yes('asks for a certificate and goes on without', rfc8446),
    'client-certificate:required': yes('refuses a handshake without one', rfc8446),
    'dial:plaintext': yes('a plain socket', rfc8446),
    'dial:tls': yes("the language's TLS library", rfc8446),
    'dial:mutual': yes('loads a client certificate', rfc8446),
    'dial:opportunistic': yes(
      'libpq sslmode=prefer, MySQL PREFERRED, STARTTLS without enforcement',
      'https://www.postgresql.org/docs/current/libpq-ssl.html',
    ),
    'verify:none': yes('certificate checks switched off', rfc9525),
    'verify:ca': yes('issuer checked, name not', rfc9525),
    'verify:full': yes('issuer, name and dates checked', rfc9525),
    'trust:public-ca': yes("the system's trust store", rfc9525),
    'trust:private-ca': yes('a CA file of the design', rfc9525),
    'http2:listen': yes('a library', 'https://www.rfc-editor.org/rfc/rfc9113'),
    'http2:dial': yes('a library', 'https://www.rfc-editor.org/rfc/rfc9113'),
    'proxy-protocol:accept': yes('a library, or a few lines', proxyProtocol),
    'proxy-protocol:send-v1': yes('a library, or a few lines', proxyProtocol),
    'proxy-protocol:send-v2': yes('a library, or a few lines', proxyProtocol),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: 'https://www.rfc-editor.org/rfc/rfc9325' },
  defaults: {
    listeners: [{ id: 'http', port: 8080, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: 'all',
  facts: [
    {
      text: 'Database drivers verify less than HTTP clients do: libpq and MySQL clients check no certificate unless told to.',
      source: 'https://www.postgresql.org/docs/current/libpq-ssl.html',
    },
  ],
  checkedAgainst: 'libpq 15 and redis-cli 7.0, for the connections that it opens',
};
