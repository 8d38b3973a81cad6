import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody } from '../support.ts';

const security = 'https://docs.aws.amazon.com/acm/latest/userguide/infrastructure-security.html';
/** The service model that the AWS command line is built from: every field that exists. */
const serviceModel = 'https://github.com/boto/botocore';
const resource = 'https://www.pulumi.com/registry/packages/aws/api-docs/acm/certificate';
const answersItself = 'It answers requests to its API and relays to nobody.';

export const product: Product = {
  id: 'aws-acm',
  title: 'AWS Certificate Manager',
  kind: 'certificate-authority',
  summary: "Amazon's public certificates for load balancers, CDN and gateways in AWS",
  operator: 'AWS',
  keyLocation: {
    text: 'In ACM and the AWS services that a certificate is given to; outside of AWS only where export was enabled when it was requested.',
    source: serviceModel,
  },
  supports: {
    'listen:plaintext': never('AWS requires TLS 1.2 of whoever calls its API.', security),
    'listen:terminate': yes('the HTTPS endpoint of the service in each region', security),
    'listen:permissive': never('AWS requires TLS 1.2 of whoever calls its API.', security),
    'listen:passthrough-sni': never(answersItself, security),
    'listen:passthrough-tcp': never(answersItself, security),
    'client-certificate:optional': never('Requests are signed with an access key.', security),
    'client-certificate:required': never('Requests are signed with an access key.', security),
    'proxy-protocol:accept': never('Its API has no setting for what stands in front of it.', serviceModel),
    'http2:listen': unverified('No page says which versions of HTTP the endpoints offer.'),
    'http2:dial': never('It dials nobody here.', serviceModel),
    ...dialsNobody(serviceModel),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: security },
  defaults: {
    listeners: [{ id: 'api', port: 443, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'It renews what it issues as long as the DNS record of the proof stays; what was imported it does not renew.',
      source: resource,
    },
    {
      text: 'Whether a private key may leave AWS is decided when the certificate is requested and never again.',
      source: serviceModel,
    },
    {
      text: 'CloudFront takes certificates from us-east-1 alone, wherever everything else is.',
      source: serviceModel,
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
