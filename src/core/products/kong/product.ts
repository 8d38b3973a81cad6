import { never, type Product, unverified, yes } from '../../model/product.ts';

// Read at release 3.9.3.
const source = 'https://github.com/Kong/kong/blob/3.9.3';
const settings = `${source}/kong.conf.default`;
const services = `${source}/kong/db/schema/entities/services.lua`;
const routes = `${source}/kong/db/schema/entities/routes.lua`;
const streamRoutes = `${source}/kong/db/schema/entities/routes_subschemas.lua`;
const certificates = `${source}/kong/db/schema/entities/certificates.lua`;
const httpTemplate = `${source}/kong/templates/nginx_kong.lua`;
const streamTemplate = `${source}/kong/templates/nginx_kong_stream.lua`;
const balancer = `${source}/kong/runloop/balancer/init.lua`;
const mtlsAuth = 'https://developer.konghq.com/plugins/mtls-auth';
const verifyClient = 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client';
const proxySsl = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_verify';

export const product: Product = {
  id: 'kong',
  title: 'Kong Gateway',
  kind: 'gateway',
  summary: 'API gateway that you run, built on NGINX',
  operator: null,
  keyLocation: {
    text: 'In the files that kong.conf names, in the configuration, or wherever a vault reference in it leads.',
    source: certificates,
  },
  supports: {
    'listen:plaintext': yes('a port in proxy_listen or stream_listen without ssl', settings),
    'listen:terminate': yes('a port in proxy_listen or stream_listen with ssl', settings),
    'listen:permissive': never('A port in proxy_listen or stream_listen has ssl or has it not.', settings),
    'listen:passthrough-sni': yes(
      'a port in stream_listen with ssl, and a route with protocol tls_passthrough',
      streamRoutes,
    ),
    'listen:passthrough-tcp': yes('a port in stream_listen without ssl', settings),
    'client-certificate:optional': yes('nginx_proxy_ssl_verify_client = optional, handed on to NGINX', verifyClient),
    'client-certificate:required': yes('nginx_proxy_ssl_verify_client = on, handed on to NGINX', verifyClient),
    'dial:plaintext': yes('protocol http, tcp or grpc of a service', services),
    'dial:tls': yes('protocol https, tls or grpcs of a service', services),
    'dial:mutual': yes('client_certificate of a service', services),
    'dial:opportunistic': never('The protocol of the service decides; there is no fallback.', services),
    'verify:none': yes('tls_verify false or left out', services),
    'verify:ca': never('One switch checks issuer and name together.', proxySsl),
    'verify:full': yes('tls_verify with ca_certificates, for https and tls', services),
    'trust:public-ca': yes('nginx_proxy_proxy_ssl_trusted_certificate, handed on to NGINX', proxySsl),
    'trust:private-ca': yes('ca_certificates of the service', services),
    'proxy-protocol:accept': yes('proxy_protocol in proxy_listen or stream_listen', settings),
    'proxy-protocol:send-v1': unverified('Its reference names no way to send one.'),
    'proxy-protocol:send-v2': unverified('Its reference names no way to send one.'),
    'http2:listen': yes('http2 in proxy_listen', settings),
    'http2:dial': yes('a service with protocol grpc or grpcs, and no other', services),
  },
  // Its NGINX would dial older ones too; OpenSSL 3 leaves them out at its usual security level.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: settings },
  defaults: {
    listeners: [
      { id: 'http', port: 8000, tls: { mode: 'plaintext' } },
      { id: 'https', port: 8443, tls: { mode: 'terminate' } },
    ],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'none' },
    // Until it is given one, it makes a certificate of its own.
    issuer: 'self-signed',
  },
  comparesNamesOnly: {
    text: 'It is NGINX that compares: the name is looked for among the DNS names of a certificate, never among its addresses.',
    source: proxySsl,
  },
  upgrades: [],
  facts: [
    {
      text: 'Certificates of upstreams are not checked until tls_verify says so, service by service.',
      source: services,
    },
    {
      text: 'A service with protocol grpcs cannot be told to check a certificate: tls_verify and ca_certificates are for https and tls.',
      source: services,
    },
    {
      text: 'The name that it sends and checks is the one in the Host header: that of the server, or with preserve_host the one that the client asked for.',
      source: httpTemplate,
    },
    { text: 'With several targets, each is checked by its own host name.', source: balancer },
    {
      text: 'HTTP routes belong to no port: what is served at one port in clear or with TLS is served at all such ports.',
      source: routes,
    },
    {
      text: 'Certificates, ciphers, versions and the demand for client certificates hold for all ports at once.',
      source: httpTemplate,
    },
    {
      text: 'The plugin that maps client certificates to consumers, mtls-auth, belongs to the Enterprise edition.',
      source: mtlsAuth,
    },
    {
      text: 'A tls_passthrough route needs server names: there is none for whatever else comes.',
      source: streamRoutes,
    },
    {
      text: 'To answer by server name, TLS ports for streams go through a second server in the same process.',
      source: streamTemplate,
    },
  ],
  tlsDirectory: '/etc/kong/tls',
  checkedAgainst: 'the entities of Kong Gateway 3.9.3, as a schema',
};
