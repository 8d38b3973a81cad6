import { never, type Product, yes } from '../../model/product.ts';
import { dialsVerified } from '../defaults.ts';
import { listensToNobody, sendsNoProxyProtocol } from '../support.ts';

const rootProgram = 'https://www.chromium.org/Home/chromium-security/root-ca-policy/';
const rfc8446 = 'https://www.rfc-editor.org/rfc/rfc8446';
/** A client is what establishes connections to send requests. */
const clientRole = 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3';

export const product: Product = {
  id: 'browser',
  title: 'Browser',
  kind: 'client',
  summary: "A visitor's web browser",
  operator: null,
  keyLocation: {
    text: 'A client certificate, where there is one, lies in the key store of the device.',
    source: rfc8446,
  },
  supports: {
    ...listensToNobody(clientRole),
    'dial:plaintext': yes(
      'http:// addresses, unless HSTS or an HTTPS-only mode stops it',
      'https://www.rfc-editor.org/rfc/rfc6797',
    ),
    'dial:tls': yes('https:// addresses', rfc8446),
    'dial:mutual': yes('asks the user to pick a certificate of the device', rfc8446),
    'dial:opportunistic': yes(
      'an address typed without a scheme: https:// is tried first, http:// when that fails; HSTS takes the second away',
      'https://blog.chromium.org/2021/03/a-safer-default-for-navigation-https.html',
    ),
    'verify:none': yes(
      'a person who clicks through the certificate warning; HSTS takes that choice away',
      'https://www.rfc-editor.org/rfc/rfc6797#section-12.1',
    ),
    'verify:ca': never('Issuer and name are always checked together.', 'https://www.rfc-editor.org/rfc/rfc9525'),
    'verify:full': yes('always', 'https://www.rfc-editor.org/rfc/rfc9525'),
    'trust:public-ca': yes("the browser's root program", rootProgram),
    'trust:private-ca': never(
      "Visitors' devices know public CAs only. On managed devices, draw a generic service or set the link's trusted issuers.",
      rootProgram,
    ),
    'http2:dial': yes(
      'negotiated by ALPN over TLS, and only there',
      'https://developer.mozilla.org/en-US/docs/Glossary/HTTP_2',
    ),
    ...sendsNoProxyProtocol('Only proxies speak it.', 'https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt'),
  },
  versions: {
    listen: ['1.2', '1.3'],
    dial: ['1.2', '1.3'],
    source: 'https://developer.chrome.com/blog/chrome-84-deps-rems/',
  },
  defaults: dialsVerified,
  hybridKeyExchange: {
    dial: {
      text: 'X25519MLKEM768 is offered by default since Chrome 131, Firefox 132 and Safari 26.',
      source: 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/pqc-support/',
    },
  },
  upgrades: [],
  logs: {
    'unknown-ca': 'NET::ERR_CERT_AUTHORITY_INVALID',
    'name-mismatch': 'NET::ERR_CERT_COMMON_NAME_INVALID',
    'certificate-expired': 'NET::ERR_CERT_DATE_INVALID',
    'tls-to-plaintext': 'ERR_SSL_PROTOCOL_ERROR',
    'no-common-version': 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
    'client-certificate-required': 'ERR_BAD_SSL_CLIENT_AUTH_CERT',
    'connection-refused': 'ERR_CONNECTION_REFUSED',
  },
  facts: [
    {
      text: 'The padlock speaks of the first hop only: it says nothing about what happens behind the server that answered.',
      source: 'https://www.rfc-editor.org/rfc/rfc8446#section-1',
    },
    {
      text: 'Public certificates for servers last at most 200 days since March 2026, 100 from March 2027 and 47 from March 2029.',
      source: 'https://postquantum.com/security-pqc/sc081v3-47day-certificate',
    },
  ],
  checkedAgainst: 'nothing to configure',
};
