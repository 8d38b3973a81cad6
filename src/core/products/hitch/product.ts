import { never, type Product, unverified, yes } from '../../model/product.ts';

const manual = 'https://github.com/varnish/hitch/blob/master/hitch.conf.man.rst';
const changes = 'https://github.com/varnish/hitch/blob/master/CHANGES.rst';

const clientMode =
  'A client mode (--client) is named on its command line and described nowhere; the export has TLS in front and plaintext behind.';

export const product: Product = {
  id: 'hitch',
  title: 'Hitch',
  kind: 'load-balancer',
  summary: 'Ends TLS in front of one plaintext server, such as Varnish',
  operator: null,
  keyLocation: {
    text: 'One PEM file with key and certificate, read at start, then the memory of every worker.',
    source: manual,
  },
  supports: {
    'listen:plaintext': unverified(clientMode),
    'listen:terminate': yes('frontend with pem-file', manual),
    'listen:permissive': never('A frontend expects TLS.', manual),
    'listen:passthrough-sni': never('It ends TLS on every frontend.', manual),
    'listen:passthrough-tcp': never('It ends TLS on every frontend.', manual),
    'client-certificate:optional': yes('client-verify = optional with client-verify-ca', changes, '1.6'),
    'client-certificate:required': yes('client-verify = required with client-verify-ca', changes, '1.6'),
    'dial:plaintext': yes('backend', manual),
    'dial:tls': unverified(clientMode),
    'dial:mutual': unverified(clientMode),
    'dial:opportunistic': never('What it dials is plaintext.', manual),
    'verify:none': unverified(clientMode),
    'verify:ca': unverified(clientMode),
    'verify:full': unverified(clientMode),
    'trust:public-ca': unverified(clientMode),
    'trust:private-ca': unverified(clientMode),
    'proxy-protocol:accept': yes('proxy-proxy = on, which hands the header on', manual),
    'proxy-protocol:send-v1': yes('write-proxy-v1 = on', manual),
    'proxy-protocol:send-v2': yes('write-proxy-v2 = on', manual),
    // It carries whatever is inside.
    'http2:listen': yes('alpn-protos = "h2,http/1.1"', manual),
    'http2:dial': yes('it carries what it is given', manual),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: manual },
  defaults: {
    listeners: [{ id: 'https', port: 8443, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'What goes to the backend is plaintext: put both on one host, or encrypt the network between them.',
      source: manual,
    },
    { text: 'A process has one backend, whatever the number of its ports.', source: manual },
    {
      text: 'Without write-proxy-v1, write-proxy-v2 or proxy-proxy the backend sees Hitch as the client.',
      source: manual,
    },
    {
      text: 'Without sni-nomatch-abort, an unknown server name gets the certificate that is listed last.',
      source: manual,
    },
    {
      text: 'The PROXY header of version 2 tells the backend that there was TLS, and whether a client certificate was verified.',
      source: manual,
    },
  ],
  tlsDirectory: '/etc/hitch/tls',
  checkedAgainst: 'Hitch 1.7.2',
};
