import { never, type Product, yes } from '../../model/product.ts';
import { embedded as envoy } from '../envoy/embedded.ts';

const gateway = 'https://istio.io/latest/docs/reference/config/networking/gateway/';
const rule = 'https://istio.io/latest/docs/reference/config/networking/destination-rule/';
const proto = 'https://github.com/istio/api/blob/master/networking/v1alpha3/destination_rule.proto';
const topology = 'https://github.com/istio/api/blob/master/mesh/v1alpha1/proxy.proto';
const tlsPage = 'https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/';

/** The proxy at the edge of an Istio mesh: outsiders meet its listeners, members its mesh identity. */
export const product: Product = {
  ...envoy,
  id: 'istio-gateway',
  title: 'Istio Gateway',
  summary: 'The way into or out of an Istio mesh',
  keyLocation: {
    text: 'In the Kubernetes secret that credentialName names, or in files of the proxy.',
    source: gateway,
  },
  supports: {
    ...envoy.supports,
    'listen:terminate': yes('tls mode SIMPLE', gateway),
    'listen:permissive': never('A server of a Gateway speaks plaintext or TLS; draw two listeners.', gateway),
    'listen:passthrough-sni': yes('tls mode PASSTHROUGH, or AUTO_PASSTHROUGH between clusters', gateway),
    'client-certificate:optional': yes('tls mode OPTIONAL_MUTUAL', gateway),
    'client-certificate:required': yes('tls mode MUTUAL', gateway),
    'listen:plaintext': yes('protocol HTTP or TCP', gateway),
    'listen:passthrough-tcp': yes('protocol TCP, without tls', gateway),
    'dial:plaintext': yes('no DestinationRule, or mode DISABLE', rule),
    'dial:tls': yes('a DestinationRule with mode SIMPLE', rule),
    'dial:mutual': yes('a DestinationRule with mode MUTUAL', rule),
    'verify:none': yes('insecureSkipVerify, false unless set', rule),
    'verify:ca': never('Name and issuer are checked together: the names follow the host when none are given.', rule),
    'proxy-protocol:accept': yes('gatewayTopology.proxyProtocol in the annotation proxy.istio.io/config', topology),
    'proxy-protocol:send-v1': yes('trafficPolicy.proxyProtocol of a DestinationRule, version V1', proto),
    'proxy-protocol:send-v2': yes('trafficPolicy.proxyProtocol of a DestinationRule, version V2', proto),
    'verify:full': yes('a DestinationRule with SIMPLE; the store of the system when caCertificates is missing', rule),
  },
  // Minimum 1.2: https://istio.io/latest/docs/reference/config/networking/gateway/
  versions: {
    listen: ['1.2', '1.3'],
    dial: ['1.2', '1.3'],
    source: 'https://github.com/istio/istio/blob/master/pilot/pkg/networking/core/cluster_tls.go',
  },
  defaults: { ...envoy.defaults, tlsDial: { verify: 'full' } },
  meshProxy: { of: 'istio', inbound: 'drawn' },
  facts: [
    {
      text: 'What comes in and what it dials have TLS settings of their own; members behind it are reached by mutual TLS of the mesh unless a DestinationRule says otherwise.',
      source: tlsPage,
    },
    {
      text: 'PASSTHROUGH together with a DestinationRule that originates TLS encrypts twice: a destination that ends TLS once meets TLS again.',
      source: tlsPage,
    },
    {
      text: 'The oldest version that it accepts is TLS 1.2 unless minProtocolVersion says otherwise.',
      source: gateway,
    },
  ],
  checkedAgainst: 'Istio 1.29.2: schemas of @kubernetes-models/istio 3.0.1; no gateway was run',
};
