import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const encrypted = 'https://dev.mysql.com/doc/refman/8.4/en/using-encrypted-connections.html';
const protocols = 'https://dev.mysql.com/doc/refman/8.4/en/encrypted-connection-protocols-ciphers.html';
const generated =
  'https://dev.mysql.com/doc/mysql-secure-deployment-guide/8.0/en/secure-deployment-secure-connections.html';
const withoutSsl = 'https://dev.mysql.com/worklog/task/?id=14481';
const secureTransport = 'https://dev.mysql.com/worklog/task/?id=7709';
const handshake = 'https://github.com/mysql/mysql-server/blob/trunk/vio/viosslfactories.cc';
const speaksFirst = 'https://www.boost.org/doc/libs/latest/libs/mysql/doc/html/mysql/ssl.html';

export const product: Product = {
  id: 'mysql',
  title: 'MySQL',
  kind: 'data-store',
  summary: 'Relational database',
  operator: null,
  keyLocation: {
    text: 'A file (ssl_key), by default in the data directory, that the server reads at start, then its memory.',
    source: generated,
  },
  supports: {
    'listen:plaintext': yes('tls_version empty; before 8.4, ssl = OFF', withoutSsl),
    'listen:terminate': yes('require_secure_transport = ON; before 5.7.8, REQUIRE SSL at each account', encrypted),
    'listen:permissive': yes('require_secure_transport = OFF, which is the default', encrypted),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', encrypted),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', encrypted),
    'client-certificate:optional': yes('ssl_ca: what is presented is verified', handshake),
    'client-certificate:required': yes('ssl_ca, and REQUIRE X509 at each account', encrypted),
    'proxy-protocol:accept': never('It greets first and knows no header before the login.', speaksFirst),
    ...dialsNobody(encrypted),
    ...speaksNoHttp(encrypted),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: protocols },
  defaults: {
    listeners: [{ id: 'mysql', port: 3306, tls: { mode: 'permissive' } }],
    dial: { tls: 'plaintext' },
    protocol: 'mysql',
    tlsDial: { verify: 'none' },
    issuer: 'self-signed',
  },
  upgrades: ['mysql'],
  asksEveryClient: {
    text: "Every client is asked for a certificate, and one that ssl_ca (or, without it, the system's CAs) does not cover is refused.",
    source: handshake,
  },
  facts: [
    {
      text: 'It makes itself certificates at its first start and offers TLS, but forces nobody: require_secure_transport is off.',
      source: encrypted,
    },
    {
      text: 'The certificates that it makes come from a CA of its own, which no client knows: whoever verifies needs that ca.pem or other certificates.',
      source: generated,
    },
    {
      text: 'Its clients use ssl-mode=PREFERRED by default: they verify nothing and fall back to plaintext without a word.',
      source: encrypted,
    },
    {
      text: 'require_secure_transport is looked at after the login: what a client without TLS sends to log in has crossed the wire in clear.',
      source: secureTransport,
    },
    {
      text: 'The server greets first, in clear, and TLS starts within the protocol: no generic TLS proxy or SNI router can stand in front.',
      source: speaksFirst,
    },
    {
      text: 'Client certificates are required by account (REQUIRE X509), not by port.',
      source: handshake,
    },
  ],
  checkedAgainst: "the options in MySQL's source and the manual of 8.4; not started",
};
