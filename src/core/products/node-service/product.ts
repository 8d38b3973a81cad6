import { type Product, unverified, yes } from '../../model/product.ts';
import { product as service } from '../generic-service/product.ts';

const tls = 'https://github.com/nodejs/node/blob/main/doc/api/tls.md';
const quantum = 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/pqc-support/';
const verifies = 'https://github.com/nodejs/node/pull/5923';

/** What its drivers do with a dial was read in their sources; see the page. */
export const product: Product = {
  ...service,
  id: 'node-service',
  title: 'Node.js service',
  summary: 'An application of your own for Node.js',
  keyLocation: {
    text: 'A PEM file that the service reads when it starts, or a secret that it is handed.',
    source: tls,
  },
  supports: {
    ...service.supports,
    'listen:terminate': yes('https, http2 or tls.createServer with cert and key', tls),
    'client-certificate:optional': yes('requestCert, and a look at socket.authorized', tls),
    'client-certificate:required': yes('requestCert with rejectUnauthorized', tls),
    'dial:tls': yes('tls.connect, which every driver uses', tls),
    'dial:mutual': yes('cert and key among the options', tls),
    'dial:opportunistic': unverified('No driver for Node.js was found that falls back to plaintext by itself.'),
    'verify:none': yes('rejectUnauthorized: false', tls),
    'verify:ca': yes('a checkServerIdentity that finds no fault', tls),
    'verify:full': yes('the default', verifies),
    'trust:public-ca': yes("the file of the system; left out, Mozilla's list as of the release of Node.js", tls),
    'trust:private-ca': yes('the option ca', tls),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: tls },
  defaults: { ...service.defaults, listeners: [{ id: 'http', port: 3000, tls: { mode: 'plaintext' } }] },
  hybridKeyExchange: {
    listen: { text: 'From 24.5 and 22.20 on, with OpenSSL 3.5, it offers X25519MLKEM768 by default.', source: quantum },
    dial: { text: 'From 24.5 and 22.20 on, with OpenSSL 3.5, it offers X25519MLKEM768 to servers.', source: quantum },
  },
  facts: [
    {
      text: 'It checks issuer and name by default: rejectUnauthorized is true unless somebody sets it to false.',
      source: verifies,
    },
    {
      text: 'It trusts a list of public CAs of its own, fixed at release: a CA that the system trusts is unknown to it.',
      source: tls,
    },
    { text: 'A file in ca takes the place of the public CAs: it does not come on top.', source: tls },
    {
      text: 'mysql2 checks the issuer and no name unless verifyIdentity is set.',
      source: 'https://github.com/sidorares/node-mysql2/blob/master/lib/base/connection.js',
    },
    {
      text: 'The driver of Cassandra checks nothing unless rejectUnauthorized is set: its own default is false.',
      source: 'https://github.com/datastax/nodejs-driver/blob/master/lib/connection.js',
    },
    {
      text: 'On a server, rejectUnauthorized means nothing without requestCert: no certificate is asked for.',
      source: tls,
    },
  ],
  checkedAgainst:
    'Node.js 20: syntax of every file; HTTP and TLS run, dialling and listening; drivers by their sources',
};
