import { checkedAgainstAws } from '../../config/aws-provider.ts';
import type { Product } from '../../model/product.ts';
import { answersApi } from '../aws-endpoint.ts';

const security = 'https://docs.aws.amazon.com/acm/latest/userguide/infrastructure-security.html';
/** The service model that the AWS command line is built from: every field that exists. */
const serviceModel = 'https://github.com/boto/botocore';
const resource = 'https://www.pulumi.com/registry/packages/aws/api-docs/acm/certificate';

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
  supports: answersApi(security, serviceModel),
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
