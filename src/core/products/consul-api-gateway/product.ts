import { never, type Product, yes } from '../../model/product.ts';
import { product as envoy } from '../envoy/product.ts';

const reference = 'https://developer.hashicorp.com/consul/docs/reference/config-entry';
const gateway = `${reference}/api-gateway`;
const asksForNone =
  'TLS on its listeners has versions, ciphers and certificates to show, and nothing that asks for one.';

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
  checkedAgainst: 'nothing yet: no configuration is written for it',
};
