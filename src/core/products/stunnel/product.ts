import { never, type Product, yes } from '../../model/product.ts';

const manual = 'https://www.stunnel.org/static/stunnel.html';
const protocols = 'https://github.com/mtrojnar/stunnel/blob/master/src/protocol.c';
const options = 'https://github.com/mtrojnar/stunnel/blob/master/src/options.c';

export const product: Product = {
  id: 'stunnel',
  title: 'stunnel',
  kind: 'load-balancer',
  summary: 'Puts TLS around connections that have none, or takes it off',
  operator: null,
  keyLocation: { text: 'A file that is read at start, then the memory of the process.', source: manual },
  supports: {
    'listen:plaintext': yes('client = yes: plaintext in, TLS out', manual),
    'listen:terminate': yes('the default: TLS in, plaintext out', manual),
    'listen:permissive': never('A service expects TLS, or plaintext where client = yes.', manual),
    'listen:passthrough-sni': never('It is an end of TLS by design: a service decrypts or encrypts.', manual),
    'listen:passthrough-tcp': never('It is an end of TLS by design: a service decrypts or encrypts.', manual),
    'client-certificate:optional': yes('verifyChain = yes, then requireCert = no', manual),
    'client-certificate:required': yes('verifyChain = yes with CAfile', manual),
    'dial:plaintext': yes('the default, behind TLS', manual),
    'dial:tls': yes('client = yes', manual),
    'dial:mutual': yes('client = yes with cert and key', manual),
    'dial:opportunistic': never('Where the upgrade is refused, the connection ends.', protocols),
    'verify:none': yes('the default', manual),
    'verify:ca': yes('verifyChain = yes with CAfile', manual),
    'verify:full': yes('verifyChain = yes with checkHost or checkIP', manual),
    'trust:public-ca': yes("CAfile with the system's bundle", manual),
    'trust:private-ca': yes('CAfile', manual),
    'proxy-protocol:accept': never('protocol = proxy writes a header and reads none.', protocols),
    'proxy-protocol:send-v1': yes('protocol = proxy, where TLS ends', manual),
    'proxy-protocol:send-v2': never('Only version 1 is written.', protocols),
    // It carries whatever is inside, and offers no application protocol of its own.
    'http2:listen': yes('it carries what it is given', manual),
    'http2:dial': yes('it carries what it is given', manual),
  },
  // The lowest that the library speaks: OpenSSL 3 allows nothing below 1.2 at the security level that it comes with.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: manual },
  defaults: {
    listeners: [{ id: 'tls', port: 443, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'tcp',
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  // Two more, IMAP and POP3, are protocols of mail.
  upgrades: ['postgres', 'smtp'],
  // Seen in the log of 5.68, at level notice or below.
  logs: {
    'plaintext-to-tls': 'error:0A00009C:SSL routines::http request',
    'tls-to-plaintext': 'error:0A00010B:SSL routines::wrong version number',
    'unknown-ca': 'CERT: Pre-verification error: unable to get local issuer certificate',
    'name-mismatch': 'CERT: Subject checks failed',
    'certificate-expired': 'CERT: Pre-verification error: certificate has expired',
    'no-common-version': 'tlsv1 alert protocol version',
    'connection-refused': 'Connection refused (111)',
    'direct-tls-not-spoken': 'PostgreSQL client did not request TLS, rejecting',
  },
  facts: [
    {
      text: 'In client mode it encrypts and checks nobody: verifyChain is off by default, and checkHost is needed besides.',
      source: manual,
    },
    {
      text: 'verifyChain = yes turns requireCert on, wherever it stands: requireCert = no has to come after it.',
      source: options,
    },
    {
      text: 'One side of a service is always plaintext: TLS in and TLS out takes two services and a socket between them.',
      source: manual,
    },
    {
      text: 'A port without a host in accept is opened on all IPv4 addresses, the plaintext side of a client service too.',
      source: manual,
    },
    {
      text: 'A server name that matches no sni option gets the primary service and its certificate.',
      source: manual,
    },
  ],
  tlsDirectory: '/etc/stunnel/tls',
  checkedAgainst: 'stunnel 5.68',
};
