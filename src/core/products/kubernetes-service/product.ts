import { never, type Product, yes } from '../../model/product.ts';
import { passesOn } from '../defaults.ts';

export const annotations =
  'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/';
export const gke = 'https://docs.cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer';
export const aks = 'https://kubernetes-sigs.github.io/cloud-provider-azure/topics/loadbalancer/';
const service = 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer';
const targetGroups = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html';
const policies = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html';

const checksNothing = 'The load balancer of AWS accepts any certificate of a Pod; those of GKE and AKS speak no TLS.';

export const product: Product = {
  id: 'kubernetes-service',
  title: 'Kubernetes Service (LoadBalancer)',
  kind: 'load-balancer',
  summary: 'Cloud load balancer that a Service asks for: TCP on GKE and AKS, TCP or TLS on AWS',
  operator: 'the cloud provider',
  keyLocation: {
    text: 'Nowhere while it passes bytes on. With the ssl-cert annotation of AWS: in Certificate Manager and the load balancer.',
    source: annotations,
  },
  supports: {
    'listen:plaintext': never('It relays bytes and never reads them: that is passthrough.', service),
    'listen:terminate': yes('on AWS alone: the ssl-cert annotation makes the ports TLS listeners', annotations),
    'listen:permissive': never('A port relays bytes or, on AWS, ends TLS.', annotations),
    'listen:passthrough-sni': never('It looks at addresses and ports, never into the stream.', service),
    'listen:passthrough-tcp': yes('type: LoadBalancer, without further ado', service),
    'client-certificate:optional': never('No annotation asks clients for a certificate.', annotations),
    'client-certificate:required': never('No annotation asks clients for a certificate.', annotations),
    'dial:plaintext': yes('behind a TLS listener of AWS: backend-protocol tcp, which is the default', annotations),
    'dial:tls': yes('behind a TLS listener of AWS: backend-protocol ssl', annotations),
    'dial:mutual': never('No annotation holds a client certificate.', annotations),
    'dial:opportunistic': never('backend-protocol decides; there is no fallback.', annotations),
    'verify:none': yes('always: there is no other way', targetGroups),
    'verify:ca': never(checksNothing, targetGroups),
    'verify:full': never(checksNothing, targetGroups),
    'trust:public-ca': never(checksNothing, targetGroups),
    'trust:private-ca': never(checksNothing, targetGroups),
    'proxy-protocol:accept': never('No annotation has it read a header.', annotations),
    'http2:listen': yes('alpn-policy on a TLS listener of AWS; otherwise it carries whatever comes', annotations),
    'http2:dial': yes('it carries what it is given', service),
    'proxy-protocol:send-v1': never('AWS sends version 2 only.', annotations),
    'proxy-protocol:send-v2': yes('on AWS: the proxy-protocol annotation', annotations),
  },
  // Those of the Network Load Balancer that AWS makes of it; elsewhere nothing is terminated.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source: policies },
  defaults: passesOn,
  upgrades: [],
  facts: [
    {
      text: 'The annotations that end TLS are those of AWS. GKE makes a passthrough load balancer of the same Service, and the list for AKS knows nothing of TLS: there the Pods get the bytes as they came.',
      source: gke,
    },
    {
      text: 'With ssl-cert and without ssl-ports, every port of the Service becomes a TLS listener.',
      source: annotations,
    },
    {
      text: 'With ssl-cert alone the way from the load balancer to the Pods is plaintext: backend-protocol is tcp unless it says ssl.',
      source: annotations,
    },
    { text: 'With backend-protocol ssl it encrypts and never checks the certificate of a Pod.', source: targetGroups },
    { text: 'On AWS it is internal unless aws-load-balancer-scheme says internet-facing.', source: annotations },
    { text: 'On GKE it is public unless it is asked to be internal.', source: gke },
    { text: 'On AKS it is public unless an annotation makes it internal.', source: aks },
  ],
  checkedAgainst:
    'Kubernetes schemas of kubernetes-models 5.1.0; annotations by the documentation of AWS Load Balancer Controller 3.5',
};
