import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody } from '../support.ts';

const privacy = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/inter-network-traffic-privacy.html';
export const trust = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ats-certs.html';
/** The endpoints that the AWS command line and SDKs are built from, with their protocols. */
const serviceModel = 'https://github.com/boto/botocore';
const onlyTls =
  'https://raw.githubusercontent.com/aws-samples/resource-control-policy-examples/main/Restrict-resource-access-patterns/Restrict-access-to-only-HTTPS-connections-to-your-resources.json';

const signed = 'Callers sign their requests; nothing asks them for a certificate.';
const answers = 'It answers requests itself and relays to nobody.';

export const product: Product = {
  id: 'aws-dynamodb',
  title: 'Amazon DynamoDB',
  kind: 'data-store',
  summary: 'Key-value database of AWS, reached by HTTP',
  operator: 'AWS',
  keyLocation: { text: 'Inside AWS, at the endpoint of the region, which all its customers share.', source: trust },
  supports: {
    'listen:plaintext': yes('port 80 of the endpoint, unless a policy refuses what comes without TLS', serviceModel),
    'listen:terminate': yes('port 443 of the endpoint, always', trust),
    'listen:permissive': never('HTTP and HTTPS have a port each.', serviceModel),
    'listen:passthrough-sni': never(answers, privacy),
    'listen:passthrough-tcp': never(answers, privacy),
    'client-certificate:optional': never(signed, privacy),
    'client-certificate:required': never(signed, privacy),
    'proxy-protocol:accept': unverified('Nothing was found about it.'),
    ...dialsNobody(privacy),
    'http2:listen': unverified('Whether the endpoint speaks HTTP/2 was not found.'),
    'http2:dial': never('It answers requests and sends none.', privacy),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: privacy },
  defaults: {
    listeners: [
      { id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
      { id: 'http', port: 80, tls: { mode: 'plaintext' } },
    ],
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'The endpoint takes HTTP as well as HTTPS. SDKs use HTTPS unless they are told an http address; a policy on the table refuses what comes without TLS.',
      source: serviceModel,
    },
    { text: 'The condition aws:SecureTransport = false is what such a policy looks at.', source: onlyTls },
    {
      text: 'Its certificates come from Amazon Trust Services: a client with a trust store of its own needs those CAs.',
      source: trust,
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
