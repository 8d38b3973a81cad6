import { never, type Product, yes } from '../../model/product.ts';
import { embedded as envoy } from '../envoy/embedded.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const reference = 'https://developer.hashicorp.com/consul/docs/reference/config-entry';
const gateway = `${reference}/api-gateway`;
// Whatever a route leads to is dialled with the certificate of the gateway and checked for a SPIFFE ID of the mesh.
const code = 'https://github.com/hashicorp/consul/blob/main/agent/xds/clusters.go';
const asksForNone =
  'TLS on its listeners has versions, ciphers and certificates to show, and nothing that asks for one.';
const noHeader = 'No field of its configuration is about the PROXY protocol.';
const meshOnly =
  'Its routes lead to services of the mesh, by mutual TLS of the mesh: TLS towards others starts at a terminating gateway.';

/** The way into a Consul mesh from outside. */
export const product: Product = {
  ...envoy,
  id: 'consul-api-gateway',
  title: 'Consul API Gateway',
  summary: 'The way into a Consul service mesh',
  keyLocation: { text: 'In the file-system or inline certificate entries that its listeners name.', source: gateway },
  supports: {
    ...envoy.supports,
    'listen:plaintext': yes('a listener without certificates, which is the default', gateway),
    'listen:terminate': yes('tls with certificates on the listener', gateway),
    'listen:permissive': never('A listener has certificates or has none; draw two listeners.', gateway),
    'listen:passthrough-sni': never('Its listeners end TLS, or speak none.', gateway),
    'listen:passthrough-tcp': yes('a listener with protocol tcp and no certificates', gateway),
    'proxy-protocol:accept': never(noHeader, gateway),
    ...sendsNoProxyProtocol(noHeader, gateway),
    'dial:plaintext': yes('as the application speaks, inside the mutual TLS of the mesh', gateway),
    'dial:tls': never(meshOnly, code),
    'dial:mutual': never(meshOnly, code),
    'verify:none': never(meshOnly, code),
    'verify:ca': never(meshOnly, code),
    'verify:full': never(meshOnly, code),
    'trust:public-ca': never(meshOnly, code),
    'trust:private-ca': never(meshOnly, code),
    'client-certificate:optional': never(asksForNone, gateway),
    'client-certificate:required': never(asksForNone, gateway),
  },
  defaults: {
    ...envoy.defaults,
    listeners: [{ id: 'http', port: 8080, tls: { mode: 'plaintext' } }],
    protocol: 'http',
  },
  meshProxy: { of: 'consul', inbound: 'drawn' },
  facts: [
    { text: 'A listener has no TLS until certificates are attached to it.', source: gateway },
    {
      text: 'The older ingress gateway is the same in this: TLS is off unless it is turned on.',
      source: `${reference}/ingress-gateway`,
    },
  ],
  checkedAgainst:
    'Consul on Kubernetes 2.0.3: Gateway API schemas of @kubernetes-models/gateway-api 2.0.0 and the rules of its controller; no gateway was run',
};
