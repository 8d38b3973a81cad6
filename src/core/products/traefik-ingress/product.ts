import { never, type Product, yes } from '../../model/product.ts';

const docs = 'https://github.com/traefik/traefik/blob/master/docs/content/reference';
const routing = `${docs}/routing-configuration`;
const crd = `${routing}/kubernetes/crd`;
const quantum = 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/pqc-support/';
const router = 'https://github.com/traefik/traefik/blob/master/pkg/server/router/tcp/router.go';
const httpTls = `${routing}/http/tls/overview.md`;
const tcpTls = `${routing}/tcp/tls.md`;
const options = `${crd}/tls/tlsoption.md`;
const transport = `${crd}/http/serverstransport.md`;
const tcpTransport = `${crd}/tcp/serverstransporttcp.md`;
const ingressRoute = `${crd}/http/ingressroute.md`;
const ingressRouteTcp = `${crd}/tcp/ingressroutetcp.md`;
const entryPoints = `${docs}/install-configuration/entrypoints.md`;
const certificates = `${routing}/http/tls/tls-certificates.md`;
const checksBoth = 'One switch, insecureSkipVerify, turns the check of the chain and of the name off together.';

export const product: Product = {
  id: 'traefik-ingress',
  title: 'Traefik in Kubernetes',
  kind: 'gateway',
  summary: 'Traefik as a Kubernetes ingress, with IngressRoute and IngressRouteTCP',
  operator: null,
  keyLocation: { text: 'In a Kubernetes Secret, read by Traefik into its memory.', source: ingressRoute },
  supports: {
    'listen:plaintext': yes('a route without tls', httpTls),
    'listen:terminate': yes('a route with tls and a secretName', httpTls),
    'listen:permissive': yes('one route with tls and one without on the same entry point', httpTls),
    'listen:passthrough-sni': yes('an IngressRouteTCP with tls.passthrough', tcpTls),
    'listen:passthrough-tcp': yes('an IngressRouteTCP for HostSNI(`*`) without tls, alone on its entry point', router),
    'client-certificate:optional': yes('clientAuthType VerifyClientCertIfGiven', options),
    'client-certificate:required': yes('clientAuthType RequireAndVerifyClientCert', options),
    'dial:plaintext': yes('scheme http, or a TCP service without tls', ingressRoute),
    'dial:tls': yes('scheme https, or tls: true at a TCP service', ingressRouteTcp),
    'dial:mutual': yes('certificatesSecrets of a ServersTransport', transport),
    'dial:opportunistic': never('scheme and tls decide; there is no fallback.', ingressRouteTcp),
    'verify:none': yes('insecureSkipVerify', transport),
    'verify:ca': never(checksBoth, transport),
    'verify:full': yes('always, unless insecureSkipVerify is set', transport),
    'trust:public-ca': yes('the store of the system, when rootCAs is missing', transport),
    'trust:private-ca': yes('rootCAs from a ConfigMap or Secret', transport),
    'proxy-protocol:accept': yes('proxyProtocol.trustedIPs of an entry point', entryPoints),
    'http2:listen': yes('with TLS, unless alpnProtocols leaves it out', options),
    'http2:dial': yes('scheme https, or h2c, unless disableHTTP2 is set', transport),
    'proxy-protocol:send-v1': yes('proxyProtocol.version 1 of a ServersTransportTCP: TCP services only', tcpTransport),
    'proxy-protocol:send-v2': yes('proxyProtocol.version 2 of a ServersTransportTCP: TCP services only', tcpTransport),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: options },
  defaults: {
    listeners: [
      { id: 'web', port: 80, tls: { mode: 'plaintext' } },
      { id: 'websecure', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'self-signed' } } },
    ],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'self-signed',
  },
  upgrades: [],
  hybridKeyExchange: {
    listen: {
      text: 'Built with Go 1.24, it offers X25519MLKEM768 unless curvePreferences says otherwise.',
      source: quantum,
    },
    dial: { text: 'Built with Go 1.24, it offers X25519MLKEM768 to servers.', source: quantum },
  },
  answersUpgrades: ['postgres'],
  facts: [
    {
      text: 'Without sniStrict, whoever asks for an unknown name, or for none, gets the default certificate.',
      source: certificates,
    },
    {
      text: 'TLS options belong to the host name in a rule: a rule without one gets the option called default, whatever it names.',
      source: ingressRoute,
    },
    {
      text: 'There may be one TLSOption called default in all namespaces; of several, none counts.',
      source: options,
    },
    { text: 'RequestClientCert and RequireAnyClientCert ask for a certificate and verify none.', source: options },
    {
      text: 'A TCP route that ends TLS sends plaintext on until the service says tls: true.',
      source: ingressRouteTcp,
    },
    {
      text: 'An entry point that reads PROXY headers takes connections without one as well.',
      source: entryPoints,
    },
    {
      text: 'It answers the in-band request of PostgreSQL at TCP routes with TLS, and never makes one itself: it starts TLS towards a server at once.',
      source: router,
    },
  ],
  checkedAgainst:
    'Traefik 3: schemas of @kubernetes-models/traefik 2.0.0, documentation of Traefik 3.7; no Traefik was run',
};
