import { never, type Product, unverified, yes } from '../../model/product.ts';

const backend = 'https://manpages.ubuntu.com/manpages/noble/man7/vcl-backend.7.html';
const changes = 'https://github.com/varnish/varnish/blob/main/doc/sphinx/whats-new/changes-9.0.rst';
const builtIn = 'https://github.com/varnish/varnish/blob/main/bin/vinyld/builtin.vcl';
const backendTls = 'https://docs.varnish-software.com/varnish-enterprise/features/backend-ssl';
const source = 'https://github.com/varnish/varnish';
const commandLine = 'https://github.com/varnish/varnish/blob/main/doc/sphinx/reference/varnishd.rst';

const native =
  'Varnish 9 ends and dials TLS by itself, and no release of it was at hand to try: here it stands behind Hitch, and dials plaintext.';
const reads = 'It reads HTTP on all its ports.';

export const product: Product = {
  id: 'varnish',
  title: 'Varnish Cache',
  kind: 'load-balancer',
  summary: 'HTTP cache in front of plaintext servers, usually behind Hitch',
  operator: null,
  keyLocation: { text: 'Nowhere: up to version 8 it has no TLS, and no key.', source: changes },
  supports: {
    'listen:plaintext': yes('varnishd -a :80', commandLine),
    'listen:terminate': unverified(native),
    'listen:permissive': never('A port speaks what its -a says: HTTP, PROXY or https.', changes),
    'listen:passthrough-sni': never(reads, source),
    'listen:passthrough-tcp': never(reads, source),
    'client-certificate:optional': unverified(native),
    'client-certificate:required': unverified(native),
    'dial:plaintext': yes('backend with .host and .port', backend),
    'dial:tls': unverified(native),
    'dial:mutual': unverified(native),
    'dial:opportunistic': never('A backend is dialled as it is declared; there is no fallback.', backend),
    'verify:none': unverified(native),
    'verify:ca': unverified(native),
    'verify:full': unverified(native),
    'trust:public-ca': unverified(native),
    'trust:private-ca': unverified(native),
    'proxy-protocol:accept': yes('varnishd -a :6086,PROXY', commandLine),
    'proxy-protocol:send-v1': yes('.proxy_header = 1', backend),
    'proxy-protocol:send-v2': yes('.proxy_header = 2', backend),
    'http2:listen': yes('varnishd -p feature=+http2', commandLine),
    'http2:dial': never('It speaks HTTP/1.1 to backends.', source),
  },
  // No TLS of its own; what version 9 speaks when nothing is configured.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source },
  defaults: {
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'ca' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Up to version 8 it speaks no TLS on either side: whoever reaches its ports reads and writes in plaintext.',
      source: changes,
    },
    {
      text: 'It keeps answers in memory and gives them to others: what is personal has to say so (Cache-Control: private).',
      source: builtIn,
    },
    {
      text: 'From version 9 on backends can be dialled over TLS; the issuer is checked by default, the name only with .ssl_verify_host = 1.',
      source: backendTls,
    },
    {
      text: 'The community renamed its project to Vinyl Cache at 9.0; Varnish Software keeps the name Varnish for its own releases.',
      source: changes,
    },
    {
      text: 'A port of type PROXY believes the address in the header of whoever reaches it.',
      source: commandLine,
    },
  ],
  tlsDirectory: '/etc/varnish/tls',
  checkedAgainst: 'Varnish 7.1.1',
};
