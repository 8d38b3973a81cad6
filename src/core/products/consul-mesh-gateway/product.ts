import { never, type Product, yes } from '../../model/product.ts';
import { embedded as envoy } from '../envoy/embedded.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const gateway = 'https://developer.hashicorp.com/consul/docs/east-west/mesh-gateway/federation';
const peers =
  'https://developer.hashicorp.com/consul/docs/v1.13.x/connect/gateways/mesh-gateway/service-to-service-traffic-peers';
const forwards = 'It passes sessions of the mesh on by server name and ends none.';

/** Between two federated Consul datacentres: it reads server names, and nothing else. */
export const product: Product = {
  ...envoy,
  id: 'consul-mesh-gateway',
  title: 'Consul Mesh Gateway',
  summary: 'Carries mesh sessions between federated datacentres, unread',
  keyLocation: { text: 'It holds no key of the sessions that it passes on.', source: gateway },
  supports: {
    ...envoy.supports,
    'listen:plaintext': never(forwards, gateway),
    'listen:terminate': never(forwards, gateway),
    'listen:permissive': never(forwards, gateway),
    'listen:passthrough-sni': yes('always', gateway),
    'listen:passthrough-tcp': never(forwards, gateway),
    'client-certificate:optional': never(forwards, gateway),
    'client-certificate:required': never(forwards, gateway),
    'proxy-protocol:accept': never(forwards, gateway),
    ...sendsNoProxyProtocol(forwards, gateway),
  },
  defaults: {
    ...envoy.defaults,
    listeners: [{ id: 'mesh', port: 8443, tls: { mode: 'passthrough', by: 'sni' } }],
    protocol: 'tcp',
  },
  meshProxy: { of: 'consul', inbound: 'forward' },
  facts: [
    {
      text: 'The session runs from the sender’s proxy to the receiver’s: the gateway routes by server name and does not decrypt.',
      source: gateway,
    },
    {
      text: 'Between peered clusters it is another matter: there it decrypts what goes to HTTP services, to route it. That is not what this stands for.',
      source: peers,
    },
  ],
  checkedAgainst:
    'Consul on Kubernetes 2.0.3: values of its Helm chart, written down field by field; no gateway was run',
};
