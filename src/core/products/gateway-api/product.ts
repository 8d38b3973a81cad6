import { never, type Product, unverified, yes } from '../../model/product.ts';

const types = 'https://github.com/kubernetes-sigs/gateway-api/blob/main/apis/v1';
const gateway = `${types}/gateway_types.go`;
const httpRoute = `${types}/httproute_types.go`;
const grpcRoute = `${types}/grpcroute_types.go`;
const tlsRoute = `${types}/tlsroute_types.go`;
export const backendTls = `${types}/backendtlspolicy_types.go`;
const changes = 'https://github.com/kubernetes-sigs/gateway-api/blob/main/CHANGELOG/1.5-CHANGELOG.md';
const tcpRoute = `${types}/tcproute_types.go`;

const alwaysChecks =
  'A BackendTLSPolicy names a host to check and the CAs to trust; there is no way to leave either out.';
const noHeader = 'No field of the API is about the PROXY protocol; implementations have policies of their own.';

export const product: Product = {
  id: 'gateway-api',
  title: 'Kubernetes Gateway API',
  kind: 'gateway',
  summary: 'A gateway by the Kubernetes Gateway API, whoever implements it',
  operator: null,
  keyLocation: { text: 'In a Kubernetes Secret, handed to the proxy of the implementation.', source: gateway },
  supports: {
    'listen:plaintext': yes('a listener with protocol HTTP or TCP', gateway),
    'listen:terminate': yes('a listener with protocol HTTPS, or TLS with mode Terminate', gateway),
    'listen:permissive': never('A listener has one protocol.', gateway),
    'listen:passthrough-sni': yes('a listener with protocol TLS and mode Passthrough, and a TLSRoute', tlsRoute),
    'listen:passthrough-tcp': yes('a listener with protocol TCP, and a TCPRoute', tcpRoute),
    'client-certificate:optional': yes(
      'frontend validation with AllowInsecureFallback, which lets invalid certificates in as well',
      gateway,
    ),
    'client-certificate:required': yes('frontend validation with AllowValidOnly, the default', gateway),
    'dial:plaintext': yes('whenever no BackendTLSPolicy names the Service', backendTls),
    'dial:tls': yes('a BackendTLSPolicy', backendTls),
    'dial:mutual': yes('tls.backend.clientCertificateRef, one for the whole Gateway', gateway),
    'dial:opportunistic': never('A BackendTLSPolicy is there or not; nothing falls back.', backendTls),
    'verify:none': never(alwaysChecks, backendTls),
    'verify:ca': never(alwaysChecks, backendTls),
    'verify:full': yes('always, with a BackendTLSPolicy', backendTls),
    'trust:public-ca': yes('wellKnownCACertificates: System, where the implementation supports it', backendTls),
    'trust:private-ca': yes('caCertificateRefs to a ConfigMap with ca.crt', backendTls),
    'proxy-protocol:accept': never(noHeader, gateway),
    'http2:listen': yes('wherever the implementation supports GRPCRoute', grpcRoute),
    'http2:dial': unverified('It is the implementation that chooses; appProtocol kubernetes.io/h2c asks for it.'),
    'proxy-protocol:send-v1': never(noHeader, gateway),
    'proxy-protocol:send-v2': never(noHeader, gateway),
  },
  // The API has no field for versions: those of the implementations on current TLS libraries.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: gateway },
  defaults: {
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  comparesNamesOnly: {
    text: 'The hostname of a BackendTLSPolicy is a name, never an address: give the backend a name.',
    source: backendTls,
  },
  facts: [
    {
      text: 'Behind a listener that ends TLS the way to the backend is plaintext until a BackendTLSPolicy names its Service.',
      source: backendTls,
    },
    {
      text: 'Connections whose BackendTLSPolicy names a CA that is not there fail with 5xx: they never fall back to plaintext.',
      source: backendTls,
    },
    {
      text: 'Client certificates are asked for per port, of HTTPS listeners alone; AllowInsecureFallback lets in whoever shows none or an invalid one.',
      source: gateway,
    },
    { text: 'One client certificate is shown to all backends of a Gateway.', source: gateway },
    { text: 'A TLSRoute needs host names: what sends no server name is not routed.', source: tlsRoute },
    {
      text: 'A wildcard host takes any number of labels: *.example.com takes a.b.example.com as well.',
      source: httpRoute,
    },
    {
      text: 'TLSRoute, client certificates of clients and client certificates towards backends are standard since 1.5. Whether an implementation has them, its conformance report says.',
      source: changes,
    },
    {
      text: 'TLS versions and ciphers are not in the API: listeners have options that each implementation defines.',
      source: gateway,
    },
  ],
  checkedAgainst:
    'Gateway API 1.6: schemas of @kubernetes-models/gateway-api 2.0.0 and the rules of its types; no implementation was run',
};
