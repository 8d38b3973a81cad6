import { never, type Product, yes } from '../../model/product.ts';

const proxy = 'https://caddyserver.com/docs/caddyfile/directives/reverse_proxy';
const tls = 'https://caddyserver.com/docs/caddyfile/directives/tls';
const options = 'https://caddyserver.com/docs/caddyfile/options';
const automatic = 'https://caddyserver.com/docs/automatic-https';
const quantum = 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/pqc-support/';
const layer4 = 'https://github.com/mholt/caddy-l4';
const transport = 'https://github.com/caddyserver/caddy/blob/master/modules/caddyhttp/reverseproxy/caddyfile.go';

export const product: Product = {
  id: 'caddy',
  title: 'Caddy',
  kind: 'load-balancer',
  summary: 'Web server and reverse proxy that speaks HTTPS by itself',
  operator: null,
  keyLocation: {
    text: 'In its data folder, which it fills by itself, or a file that is read at start; then the memory of the process.',
    source: automatic,
  },
  supports: {
    'listen:plaintext': yes('a site address with http://', automatic),
    'listen:terminate': yes('a site address with https://, or a name alone', automatic),
    'listen:permissive': never('The scheme of a site decides for its port; the other gets a 400.', automatic),
    'listen:passthrough-sni': never('Only the plugin layer4 relays bytes, which no release brings along.', layer4),
    'listen:passthrough-tcp': never('Only the plugin layer4 relays bytes, which no release brings along.', layer4),
    'client-certificate:optional': yes('client_auth with mode verify_if_given', tls),
    'client-certificate:required': yes('client_auth with mode require_and_verify', tls),
    'dial:plaintext': yes('reverse_proxy host:port', proxy),
    'dial:tls': yes('reverse_proxy https://, or transport http with tls', proxy),
    'dial:mutual': yes('tls_client_auth', proxy),
    'dial:opportunistic': never('The transport decides; there is no fallback.', proxy),
    'verify:none': yes('tls_insecure_skip_verify', proxy),
    'verify:ca': never('One switch turns the checks of issuer and name off together.', proxy),
    'verify:full': yes('always, unless tls_insecure_skip_verify is given', proxy),
    'trust:public-ca': yes("the system's store, unless others are named", proxy),
    'trust:private-ca': yes('tls_trust_pool, called tls_trusted_ca_certs before 2.8', proxy),
    'proxy-protocol:accept': yes('listener_wrappers with proxy_protocol before tls', options, '2.8'),
    'proxy-protocol:send-v1': yes('transport http with proxy_protocol v1', transport, '2.7'),
    'proxy-protocol:send-v2': yes('transport http with proxy_protocol v2', transport, '2.7'),
    'http2:listen': yes('always over TLS; protocols h2c in plaintext', options),
    'http2:dial': yes('over TLS as the upstream offers it; versions h2c in plaintext', proxy),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: tls },
  defaults: {
    // A site that is called by a name: certificate, renewal and redirect come with it.
    listeners: [
      {
        id: 'https',
        port: 443,
        tls: { mode: 'terminate', certificate: { issuer: 'public-ca', renewal: 'automated' } },
      },
      { id: 'http', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
    ],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  // Seen in the log of 2.6.2.
  logs: {
    'plaintext-to-tls': 'nothing above level debug; the answer is 400 Client sent an HTTP request to an HTTPS server.',
    'tls-to-plaintext': 'tls: first record does not look like a TLS handshake',
    'unknown-ca': 'x509: certificate signed by unknown authority',
    'name-mismatch': 'x509: certificate is valid for …, not …',
    'certificate-expired': 'x509: certificate has expired or is not yet valid',
    'client-certificate-required': 'remote error: tls: …',
    'connection-refused': 'connect: connection refused',
  },
  hybridKeyExchange: {
    listen: { text: 'From 2.10 on, built with Go 1.24, it offers X25519MLKEM768 by default.', source: quantum },
    dial: { text: 'From 2.10 on, built with Go 1.24, it offers X25519MLKEM768 to servers.', source: quantum },
  },
  facts: [
    {
      text: 'A site that is called by a name is served over HTTPS, its certificate got and renewed by ACME, and its port 80 redirected, without a word about it in the file.',
      source: automatic,
    },
    {
      text: 'reverse_proxy with a host and port alone dials plaintext, however the site itself is served.',
      source: proxy,
    },
    {
      text: 'client_auth without a CA takes any certificate that is shown, self-signed ones included.',
      source: tls,
    },
    {
      text: 'Where it asks for client certificates, a request whose host is not the server name of its handshake is answered with 421, unless strict_sni_host is turned off.',
      source: 'https://github.com/caddyserver/caddy/blob/v2.6.2/modules/caddyhttp/server.go',
    },
    {
      text: 'Without a client certificate a placeholder such as {tls_client_subject} has no value, and the upstream gets its name instead.',
      source: 'https://github.com/caddyserver/caddy/blob/v2.6.2/modules/caddyhttp/celmatcher.go',
    },
    {
      text: 'It speaks HTTP/3 on UDP of the same port, unless protocols says otherwise.',
      source: options,
    },
  ],
  tlsDirectory: '/etc/caddy/tls',
  checkedAgainst: 'Caddy 2.6.2',
};
