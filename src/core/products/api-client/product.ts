import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsVerified } from '../defaults.ts';
import { listensToNobody } from '../support.ts';

/** A client is what establishes connections to send requests. */
const clientRole = 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3';
const rfc8446 = 'https://www.rfc-editor.org/rfc/rfc8446';
const rfc9525 = 'https://www.rfc-editor.org/rfc/rfc9525';
export const certificates = 'https://www.curl.se/docs/sslcerts.html';
const proxyProtocol = 'https://www.curl.se/libcurl/c/CURLOPT_HAPROXYPROTOCOL.html';

export const product: Product = {
  id: 'api-client',
  title: 'API client',
  kind: 'client',
  summary: 'A program, an SDK or curl that calls an HTTP API',
  operator: null,
  keyLocation: {
    text: 'A client certificate lies with the program: a file, a key store, a secret that its platform hands it.',
    source: rfc8446,
  },
  supports: {
    ...listensToNobody(clientRole),
    'dial:plaintext': yes('an http:// address', clientRole),
    'dial:tls': yes('an https:// address', certificates),
    'dial:mutual': yes('curl --cert and --key, or what the library calls it', rfc8446),
    'dial:opportunistic': unverified('No HTTP library was found that falls back by itself.'),
    'verify:none': yes('curl --insecure, or what the library calls it', certificates),
    'verify:ca': yes('a library that is told to skip the name; curl itself checks both or none', rfc9525),
    'verify:full': yes('the default', certificates),
    'trust:public-ca': yes("the store of the system, or the library's own", certificates),
    'trust:private-ca': yes('curl --cacert, or what the library calls it', certificates),
    'http2:dial': yes('negotiated by ALPN, or known before', 'https://www.rfc-editor.org/rfc/rfc9113'),
    'proxy-protocol:send-v1': yes('curl --haproxy-protocol', proxyProtocol),
    'proxy-protocol:send-v2': never('curl knows version 1 alone.', proxyProtocol),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: 'https://www.rfc-editor.org/rfc/rfc9325' },
  defaults: dialsVerified,
  upgrades: [],
  logs: {
    'unknown-ca': 'curl: (60) SSL certificate problem: …',
    'name-mismatch': 'curl: (60) SSL: no alternative certificate subject name matches target host name',
    'certificate-expired': 'curl: (60) SSL certificate problem: certificate has expired',
    'tls-to-plaintext': 'curl: (35) …error:0A00010B:SSL routines::wrong version number | curl: (35) …SSL_ERROR_SYSCALL',
    'connection-refused': "curl: (7) Failed to connect to … port … after … ms: Couldn't connect to server",
  },
  facts: [
    {
      text: 'It checks issuer and name unless somebody switches that off, and what was switched off for a test tends to stay so.',
      source: certificates,
    },
    {
      text: 'A file of CAs that is given to it takes the place of the public ones: it does not come on top.',
      source: certificates,
    },
  ],
  checkedAgainst: 'curl 7.88',
};
