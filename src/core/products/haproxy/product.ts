import { never, type Product, yes } from '../../model/product.ts';

const manual = 'https://docs.haproxy.org/2.6/configuration.html';
const bind = `${manual}#5.1`;
const server = `${manual}#5.2`;
const source = 'https://github.com/haproxy/haproxy/blob/master/src/ssl_sock.c';

export const product: Product = {
  id: 'haproxy',
  title: 'HAProxy',
  kind: 'load-balancer',
  summary: 'Load balancer for HTTP and TCP',
  operator: null,
  keyLocation: {
    text: 'One PEM file with certificate and key, read at start, then the memory of the process.',
    source: bind,
  },
  supports: {
    'listen:plaintext': yes('bind :80', bind),
    'listen:terminate': yes('bind :443 ssl crt', bind),
    'listen:permissive': never('A bind line speaks TLS or plaintext; the two take two ports.', bind),
    'listen:passthrough-sni': yes('mode tcp with req.ssl_sni after an inspect-delay', `${manual}#7.3.5`),
    'listen:passthrough-tcp': yes('mode tcp', manual),
    'client-certificate:optional': yes('verify optional with ca-file', bind),
    'client-certificate:required': yes('verify required with ca-file', bind),
    'dial:plaintext': yes('server without ssl', server),
    'dial:tls': yes('server … ssl', server),
    'dial:mutual': yes('server … ssl crt', server),
    'dial:opportunistic': never('The word ssl on the server line decides; there is no fallback.', server),
    'verify:none': yes('verify none, which has to be written', server),
    'verify:ca': yes('verify required with ca-file, without sni and verifyhost', source),
    'verify:full': yes('verify required with ca-file and sni or verifyhost', source),
    'trust:public-ca': yes("ca-file with the system's bundle", server),
    'trust:private-ca': yes('ca-file', server),
    'proxy-protocol:accept': yes('bind … accept-proxy', bind),
    'http2:listen': yes('bind … alpn h2, or proto h2', bind, '1.8'),
    'http2:dial': yes('server … alpn h2, or proto h2', server, '1.9'),
    'proxy-protocol:send-v1': yes('server … send-proxy', server),
    'proxy-protocol:send-v2': yes('server … send-proxy-v2', server),
  },
  // 2.6 accepts and dials TLS 1.2 and later unless ssl-min-ver says otherwise.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: bind },
  defaults: {
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    // The chain is checked by default; the name only where one is sent or given.
    tlsDial: { verify: 'ca', sni: null },
    issuer: 'private-ca',
  },
  passesOnSilence: {
    text: 'When tcp-request inspect-delay has passed and no rule has matched, the connection is passed on as it is: by the default route.',
    source: `${manual}#4.2-tcp-request%20inspect-delay`,
  },
  upgrades: [],
  // Seen in the logs of 2.6.12 with option httplog: towards a server it says where it broke, not why.
  comparesNamesOnly: {
    text: 'The server’s name is compared with the DNS names on its certificate, never with addresses: give it a name.',
    source: manual,
  },
  logs: {
    'plaintext-to-tls': 'SSL handshake failure',
    'tls-to-plaintext': '503 … SC--',
    'unknown-ca': '503 … SC--',
    'name-mismatch': '503 … SC--',
    'certificate-expired': '503 … SC--',
    'connection-refused': '503 … SC--',
    'no-common-version': '503 … SC--',
    // With TLS 1.2 the handshake fails; with 1.3 it is over before the server objects, and some just hang up then.
    'client-certificate-required': '502 … SH-- | 503 … SC--',
    'client-certificate-untrusted': '502 … SH-- | 503 … SC-- | -1 0 - - ----',
    'proxy-protocol-missing': 'Received something which does not look like a PROXY protocol header',
  },
  facts: [
    {
      text: 'A server line with ssl and no ca-file does not start: verification is on, and HAProxy trusts nobody by itself.',
      source: server,
    },
    {
      text: 'The name on a certificate is only checked when sni or verifyhost is given; with ca-file alone, any certificate of that CA will do.',
      source,
    },
    {
      text: 'ssl-server-verify none in the global section silently turns every verification off that a server line does not ask for itself.',
      source: `${manual}#3.1`,
    },
    {
      text: 'Without strict-sni, an unknown server name gets the first certificate.',
      source: bind,
    },
    {
      text: 'A health check on another port than the traffic speaks plaintext, whatever the server line says, until check-ssl is added.',
      source: server,
    },
  ],
  tlsDirectory: '/etc/haproxy/tls',
  checkedAgainst: 'HAProxy 2.6.12',
};
