import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { answersSigned } from '../aws-endpoint.ts';
import { answersHttpsAndHttp } from '../defaults.ts';

export const inTransit = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryptionInTransit.html';
const virtualHosting = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html';
const modernTls = 'https://repost.aws/knowledge-center/s3-enforce-modern-tls';

export const product: Product = {
  id: 'aws-s3',
  title: 'Amazon S3',
  kind: 'data-store',
  summary: 'Object storage of AWS, reached by HTTP',
  operator: 'AWS',
  keyLocation: {
    text: 'Inside AWS, at the endpoint of the region, which all its customers share.',
    source: virtualHosting,
  },
  supports: {
    'listen:plaintext': yes('port 80 of the endpoint, unless the policy of the bucket refuses it', inTransit),
    'listen:terminate': yes('port 443 of the endpoint, always', inTransit),
    'listen:permissive': never('HTTP and HTTPS have a port each.', inTransit),
    ...answersSigned(inTransit),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: inTransit },
  defaults: answersHttpsAndHttp('full'),
  upgrades: [],
  facts: [
    {
      text: 'A bucket takes HTTP as well as HTTPS until its policy denies what comes with aws:SecureTransport = false.',
      source: inTransit,
    },
    {
      text: 'Hybrid post-quantum key exchange (ML-KEM) is there with TLS 1.3 for clients that are configured for it.',
      source: inTransit,
    },
    {
      text: 'TLS 1.3 is offered by all endpoints but those of PrivateLink and Multi-Region Access Points.',
      source: inTransit,
    },
    {
      text: 'The wildcard certificate matches only buckets whose name has no dot.',
      source: virtualHosting,
    },
    { text: 'A least version is asked for in the policy of the bucket, by s3:TlsVersion.', source: modernTls },
  ],
  checkedAgainst: checkedAgainstAws,
};
