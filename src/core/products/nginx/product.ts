import { never, type Product, yes } from '../../model/product.ts';

const proxy = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html';
const ssl = 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html';
const streamProxy = 'https://nginx.org/en/docs/stream/ngx_stream_proxy_module.html';
const preread = 'https://nginx.org/en/docs/stream/ngx_stream_ssl_preread_module.html';
const proxyProtocol = 'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen';

export const product: Product = {
  id: 'nginx',
  title: 'NGINX',
  kind: 'load-balancer',
  summary: 'Web server, reverse proxy and TCP proxy',
  operator: null,
  keyLocation: { text: 'A file that the master process reads at start, then the memory of every worker.', source: ssl },
  supports: {
    'listen:plaintext': yes('listen 80', proxy),
    'listen:terminate': yes('listen 443 ssl', ssl),
    'listen:permissive': never('A port speaks TLS or plaintext; only error page 497 answers the other.', ssl),
    'listen:passthrough-sni': yes('stream with ssl_preread on', preread, '1.11.5'),
    'listen:passthrough-tcp': yes('stream with proxy_pass', streamProxy),
    'client-certificate:optional': yes('ssl_verify_client optional', ssl),
    'client-certificate:required': yes('ssl_verify_client on', ssl),
    'dial:plaintext': yes('proxy_pass http://', proxy),
    'dial:tls': yes('proxy_pass https://, or proxy_ssl on in stream', proxy),
    'dial:mutual': yes('proxy_ssl_certificate and proxy_ssl_certificate_key', proxy),
    'dial:opportunistic': never('The scheme of proxy_pass decides; there is no fallback.', proxy),
    'verify:none': yes('proxy_ssl_verify off, which is the default', proxy),
    'verify:ca': never('One switch checks issuer and name together.', proxy),
    'verify:full': yes('proxy_ssl_verify on with proxy_ssl_trusted_certificate and proxy_ssl_name', proxy),
    'trust:public-ca': yes("proxy_ssl_trusted_certificate with the system's bundle", proxy),
    'trust:private-ca': yes('proxy_ssl_trusted_certificate', proxy),
    'http2:listen': yes('http2 on', 'https://nginx.org/en/docs/http/ngx_http_v2_module.html', '1.9.5'),
    'http2:dial': yes(
      'grpc_pass, for gRPC; proxy_pass speaks HTTP/1.1',
      'https://nginx.org/en/docs/http/ngx_http_grpc_module.html',
      '1.13.10',
    ),
    'proxy-protocol:accept': yes('listen … proxy_protocol', proxyProtocol),
    'proxy-protocol:send-v1': yes('proxy_protocol on, in stream only', streamProxy),
    'proxy-protocol:send-v2': never('Only version 1 is sent, and only by stream.', streamProxy),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: ssl },
  defaults: {
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'none', sni: null },
    issuer: 'private-ca',
  },
  waitsOnlyToRoute: {
    text: 'ssl_preread is on where a server name decides, and off where there is one way on: then bytes pass as they come.',
    source: preread,
  },
  upgrades: [],
  // Seen in the error log of 1.22.1, at level info.
  comparesNamesOnly: {
    text: 'The upstream’s name is compared with the DNS names on its certificate, never with addresses: give it a name.',
    source: proxy,
  },
  logs: {
    'plaintext-to-tls': 'client sent plain HTTP request to HTTPS port while reading client request headers',
    'tls-to-plaintext':
      'SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
    // 20, "unable to get local issuer certificate", where the server sends intermediate certificates along.
    'unknown-ca':
      'upstream SSL certificate verify error: (21:unable to verify the first certificate) while SSL handshaking to upstream',
    'name-mismatch': 'upstream SSL certificate does not match "…" while SSL handshaking to upstream',
    'certificate-expired':
      'upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream',
    'no-common-version':
      'SSL_do_handshake() failed (SSL: error:0A00042E:SSL routines::tlsv1 alert protocol version:SSL alert number 70) while SSL handshaking to upstream',
    'proxy-protocol-missing': 'broken header: "…" while reading PROXY protocol',
    // The access log of stream, once preread_timeout (30 s) has passed; the error log says nothing. Seen on 1.22.1.
    'server-speaks-first': 'status 200, 0 bytes sent, no upstream address, after preread_timeout',
    'connection-refused': 'connect() failed (111: Connection refused) while connecting to upstream',
  },
  facts: [
    {
      text: 'proxy_pass https:// encrypts and checks nothing: verification and the server name are both off until you turn them on.',
      source: proxy,
    },
    {
      text: 'With an upstream block, the name that is checked is the name of the block, not that of the server, unless proxy_ssl_name says otherwise.',
      source: proxy,
    },
    {
      text: 'Where it asks for client certificates, a request whose host is not the server name of its handshake is answered with 421 as soon as the port has several names.',
      source: 'https://github.com/nginx/nginx/blob/master/src/http/ngx_http_request.c',
    },
    {
      text: 'Until 1.22 neither listen nor proxy_ssl goes beyond TLS 1.2 unless ssl_protocols and proxy_ssl_protocols name TLSv1.3.',
      source: ssl,
    },
    {
      text: 'Names are compared with the DNS names of a certificate only: an upstream dialled by address never verifies.',
      source: 'https://github.com/nginx/nginx/blob/master/src/event/ngx_event_openssl.c',
    },
    { text: 'Only stream sends the PROXY protocol, and only version 1.', source: streamProxy },
  ],
  tlsDirectory: '/etc/nginx/tls',
  checkedAgainst: 'nginx 1.22.1',
};
