import { never, type Product, unverified, yes } from '../../model/product.ts';

const ssl = 'https://httpd.apache.org/docs/2.4/mod/mod_ssl.html';
const proxy = 'https://httpd.apache.org/docs/2.4/mod/mod_proxy.html';
const remoteIp = 'https://httpd.apache.org/docs/2.4/mod/mod_remoteip.html';
const protocols = 'https://httpd.apache.org/docs/2.4/mod/core.html#protocols';
const verifying = 'https://github.com/apache/httpd/blob/2.4.x/modules/ssl/ssl_engine_io.c';

const schemes = 'It forwards requests by the scheme of a URL, and none of its schemes carries bytes unread.';

export const product: Product = {
  id: 'apache',
  title: 'Apache httpd',
  kind: 'load-balancer',
  summary: 'Web server and reverse proxy for HTTP',
  operator: null,
  keyLocation: { text: 'A file that is read at start, as root, then the memory of every process.', source: ssl },
  supports: {
    'listen:plaintext': yes('Listen 80', proxy),
    'listen:terminate': yes('SSLEngine on', ssl),
    'listen:permissive': never('SSLEngine decides for a port: TLS or plaintext; the other gets a 400.', ssl),
    'listen:passthrough-sni': never(schemes, proxy),
    'listen:passthrough-tcp': never(schemes, proxy),
    'client-certificate:optional': yes('SSLVerifyClient optional with SSLCACertificateFile', ssl),
    'client-certificate:required': yes('SSLVerifyClient require with SSLCACertificateFile', ssl),
    'dial:plaintext': yes('BalancerMember or ProxyPass with http://', proxy),
    'dial:tls': yes('https:// with SSLProxyEngine on', ssl),
    'dial:mutual': yes('SSLProxyMachineCertificateFile', ssl),
    'dial:opportunistic': never('The scheme of the URL decides; there is no fallback.', proxy),
    'verify:none': yes('SSLProxyVerify none, which is the default, and the checks of name and date off', ssl),
    'verify:ca': yes('SSLProxyVerify require with SSLProxyCheckPeerName off', ssl),
    'verify:full': yes('SSLProxyVerify require with SSLProxyCACertificateFile', ssl),
    'trust:public-ca': yes("SSLProxyCACertificateFile with the system's bundle", ssl),
    'trust:private-ca': yes('SSLProxyCACertificateFile', ssl),
    'proxy-protocol:accept': yes('RemoteIPProxyProtocol On', remoteIp, '2.4.31'),
    'proxy-protocol:send-v1': never('It tells who calls in X-Forwarded-For and has nothing else for it.', proxy),
    'proxy-protocol:send-v2': never('It tells who calls in X-Forwarded-For and has nothing else for it.', proxy),
    'http2:listen': yes('Protocols h2 http/1.1', protocols, '2.4.17'),
    'http2:dial': unverified(
      'mod_proxy_http2 dials h2:// and h2c:// and is marked experimental; the export dials HTTP/1.1.',
    ),
  },
  // `all -SSLv3` in its manual; OpenSSL 3 allows nothing below 1.2 at the security level that it comes with.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: ssl },
  defaults: {
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    // It sends and compares the name, of a certificate that anybody may have issued: nothing is known of the server.
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  upgrades: [],
  // Seen with 2.4.71: a certificate of the very address is refused.
  comparesNamesOnly: {
    text: 'The name in the URL is compared with the DNS names on the certificate, never with addresses: dial a name.',
    source: verifying,
  },
  // Seen in the error log of 2.4.71, at level info.
  logs: {
    'plaintext-to-tls': 'AH01996: SSL handshake failed: HTTP spoken on HTTPS port',
    'tls-to-plaintext': 'SSL routines::wrong version number',
    'unknown-ca': 'Certificate Verification: Error (20): unable to get local issuer certificate',
    'name-mismatch': 'AH02411: SSL Proxy: Peer certificate does not match for hostname …',
    'certificate-expired': 'Certificate Verification: Error (10): certificate has expired',
    'no-common-version': 'tlsv1 alert protocol version (SSL alert number 70)',
    'client-certificate-required':
      'tlsv13 alert certificate required (SSL alert number 116) | sslv3 alert handshake failure (SSL alert number 40)',
    'connection-refused': 'Connection refused: AH00957: …: attempt to connect to … failed',
  },
  facts: [
    {
      text: 'https:// in ProxyPass encrypts and checks no issuer: SSLProxyVerify is none by default. Name and date are compared, so a self-signed certificate with the right name passes.',
      source: verifying,
    },
    {
      text: 'SSLProxyCheckPeerName off, or SSLProxyCheckPeerCN off, each switches every check of the name off, from 2.4.21 on.',
      source: ssl,
    },
    {
      text: 'With ProxyPreserveHost on, the name that is sent to a TLS upstream and checked there is the one that the client asked for.',
      source: 'https://github.com/apache/httpd/blob/2.4.x/modules/proxy/proxy_util.c',
    },
    {
      text: 'An https:// upstream without SSLProxyEngine on fails at the first request, not at start.',
      source: ssl,
    },
    {
      text: 'RemoteIPProxyProtocol holds for a whole address and port, whatever virtual host it stands in, and believes whoever sends a header.',
      source: remoteIp,
    },
  ],
  tlsDirectory: '/etc/apache2/tls',
  checkedAgainst: 'Apache httpd 2.4.71',
};
