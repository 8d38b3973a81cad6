import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const overview = 'https://mariadb.com/kb/en/ssl-overview';
const variables =
  'https://www.mariadb.com/docs/server/security/securing-mariadb/securing-mariadb-encryption/data-in-transit-encryption/ssltls-system-variables';
const requiring = 'https://www.mariadb.com/kb/en/data-in-transit-encryption-requiring-tls-on-mariadb-server';
const zeroConfiguration =
  'https://mariadb.com/docs/server/security/encryption/data-in-transit-encryption/zero-configuration-ssl';
const proxyProtocol = 'https://mariadb.com/kb/en/proxy-protocol-support/+r/77158';
const speaksFirst = 'https://www.boost.org/doc/libs/latest/libs/mysql/doc/html/mysql/ssl.html';

export const product: Product = {
  id: 'mariadb',
  title: 'MariaDB',
  kind: 'data-store',
  summary: 'Relational database, grown out of MySQL',
  operator: null,
  keyLocation: {
    text: 'A file (ssl_key) that the server reads at start, then its memory; from 11.4 on, without a file, in its memory alone.',
    source: zeroConfiguration,
  },
  supports: {
    'listen:plaintext': yes('ssl = OFF, which is the default before 11.4', overview),
    'listen:terminate': yes('require_secure_transport = ON; before 10.5.2, REQUIRE SSL at each account', requiring),
    'listen:permissive': yes('require_secure_transport = OFF, which is the default', requiring),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', overview),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', overview),
    'client-certificate:optional': yes('ssl_ca: what is presented is verified', variables),
    'client-certificate:required': yes('ssl_ca, and REQUIRE X509 at each account', overview),
    'proxy-protocol:accept': yes('proxy_protocol_networks, by address', proxyProtocol, '10.3.1'),
    ...dialsNobody(overview),
    ...speaksNoHttp(overview),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: variables },
  defaults: {
    listeners: [{ id: 'mariadb', port: 3306, tls: { mode: 'permissive' } }],
    dial: { tls: 'plaintext' },
    protocol: 'mysql',
    tlsDial: { verify: 'none' },
    issuer: 'self-signed',
  },
  upgrades: ['mysql'],
  asksEveryClient: {
    text: "Every client is asked for a certificate, and one that ssl_ca (or, without it, the system's CAs) does not cover is refused.",
    source: variables,
  },
  // Each line was seen in the log of a MariaDB 10.11 server.
  logs: {
    'plaintext-to-tls': '[Warning] Access denied for user',
    'client-certificate-required': '[Warning] Access denied for user',
    'client-certificate-untrusted': '(This connection closed normally without authentication)',
    'unknown-ca': '(This connection closed normally without authentication)',
    'no-common-version': '(This connection closed normally without authentication)',
  },
  facts: [
    {
      text: 'From 11.4 on it offers TLS with a certificate that it makes in memory at each start; before, TLS is off until ssl_cert and ssl_key are set.',
      source: overview,
    },
    {
      text: 'It forces nobody: require_secure_transport is off by default.',
      source: requiring,
    },
    {
      text: 'Clients of 11.4 verify a certificate that nobody issued by the password of the account, where its authentication plugin can; older ones verify nothing.',
      source: zeroConfiguration,
    },
    {
      text: 'The server greets first, in clear, and TLS starts within the protocol: no generic TLS proxy or SNI router can stand in front.',
      source: speaksFirst,
    },
    {
      text: 'Client certificates are required by account (REQUIRE X509), not by port.',
      source: variables,
    },
    {
      text: 'It takes connections with and without a PROXY protocol header from the networks that may send one.',
      source: proxyProtocol,
    },
  ],
  checkedAgainst: 'MariaDB 10.11',
};
