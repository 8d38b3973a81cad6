import { never, type Product, yes } from '../../model/product.ts';

// Each page was read in the documentation of release 3.7.9, which stands there under these addresses.
const docs = 'https://doc.traefik.io/traefik/reference';
const routing = `${docs}/routing-configuration`;
const entryPoints = `${docs}/install-configuration/entrypoints/`;
const file = `${routing}/other-providers/file/`;
const httpTls = `${routing}/http/tls/overview/`;
const options = `${routing}/http/tls/tls-options/`;
const certificates = `${routing}/http/tls/tls-certificates/`;
const tcpTls = `${routing}/tcp/tls/`;
const tcpRules = `${routing}/tcp/routing/rules-and-priority/`;
const service = `${routing}/http/load-balancing/service/`;
const transport = `${routing}/http/load-balancing/serverstransport/`;
const tcpTransport = `${routing}/tcp/serverstransport/`;
const source = 'https://github.com/traefik/traefik/blob/v3.7.9/pkg';
const dialer = `${source}/tcp/dialer.go`;
const goTls = 'https://pkg.go.dev/crypto/tls#Config';

export const product: Product = {
  id: 'traefik',
  title: 'Traefik',
  kind: 'load-balancer',
  summary: 'Edge router for HTTP and TCP that you run',
  operator: null,
  keyLocation: { text: 'In the files that the dynamic configuration names, read again when it changes.', source: file },
  supports: {
    'listen:plaintext': yes('a router without tls', httpTls),
    'listen:terminate': yes('a router with tls', httpTls),
    'listen:permissive': yes(
      'two routers on one entry point, one with tls and one without: the first bytes decide',
      `${source}/server/router/tcp/router.go`,
    ),
    'listen:passthrough-sni': yes('a TCP router with HostSNI and tls.passthrough', tcpTls),
    'listen:passthrough-tcp': yes('a TCP router with HostSNI(`*`) and no tls', tcpRules),
    'client-certificate:optional': yes('clientAuthType VerifyClientCertIfGiven', options),
    'client-certificate:required': yes('clientAuthType RequireAndVerifyClientCert', options),
    'dial:plaintext': yes('a server with an http or h2c URL, or a TCP server without tls', service),
    'dial:tls': yes('a server with an https URL, or a TCP server with tls', service),
    'dial:mutual': yes('certificates of the serversTransport', transport),
    'dial:opportunistic': never('The URL decides, or tls of a TCP server; there is no fallback.', service),
    'verify:none': yes('insecureSkipVerify', transport),
    'verify:ca': never('One switch turns off the checks of issuer and of name together.', transport),
    'verify:full': yes('rootCAs and serverName of the serversTransport', transport),
    'trust:public-ca': yes("the system's store, or rootCAs with its bundle", goTls),
    'trust:private-ca': yes('rootCAs', transport),
    'proxy-protocol:accept': yes('proxyProtocol of the entry point', entryPoints),
    'proxy-protocol:send-v1': yes('proxyProtocol of a TCP serversTransport, for TCP services', tcpTransport),
    'proxy-protocol:send-v2': yes('proxyProtocol of a TCP serversTransport, for TCP services', tcpTransport),
    'http2:listen': yes('by ALPN, offered unless alpnProtocols says otherwise', options),
    'http2:dial': yes('by ALPN, or a server with an h2c URL', service),
  },
  // Go's own, where minVersion and maxVersion are not set.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: goTls },
  defaults: {
    // The entry point that there is when none is configured.
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    // Until it is given one, it makes a certificate of its own.
    issuer: 'self-signed',
  },
  upgrades: [],
  answersUpgrades: ['postgres'],
  hybridKeyExchange: {
    listen: { text: 'Go 1.24 and later offers X25519MLKEM768 unless curvePreferences says otherwise.', source: goTls },
    dial: { text: 'Go 1.24 and later offers X25519MLKEM768 to servers.', source: goTls },
  },
  facts: [
    {
      text: 'A TCP service sends what was decrypted on in clear unless its server says tls.',
      source: tcpTls,
    },
    {
      text: 'TLS options belong to the server name, not to the port: a router without a host in its rule gets the default ones.',
      source: `${source}/server/router/tcp/manager.go`,
    },
    {
      text: 'Without sniStrict a handshake for an unknown name is shown the default certificate.',
      source: certificates,
    },
    { text: 'RequestClientCert and RequireAnyClientCert ask for a certificate and never check it.', source: options },
    {
      text: 'A PROXY header is believed and not demanded: connections without one are served as well.',
      source: entryPoints,
    },
    {
      text: 'It answers the in-band TLS request of PostgreSQL clients on TCP routers with tls, and never makes one itself where TLS ends at it.',
      source: `${source}/server/router/tcp/postgres.go`,
    },
    {
      text: 'Files of the file provider are Go templates before they are YAML: two opening braces in a text would be run.',
      source: file,
    },
    { text: 'To a TCP server it dials TLS only with a server name, or without checking anything.', source: dialer },
  ],
  tlsDirectory: '/etc/traefik/tls',
  checkedAgainst: 'the reference of Traefik 3.7.9, as a schema',
};
