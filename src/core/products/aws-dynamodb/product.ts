import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { answersSigned } from '../aws-endpoint.ts';
import { answersHttpsAndHttp } from '../defaults.ts';

const privacy = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/inter-network-traffic-privacy.html';
export const trust = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ats-certs.html';
/** Every endpoint, with its protocols. */
const endpoints = 'https://docs.aws.amazon.com/general/latest/gr/ddb.html';
const onlyTls =
  'https://raw.githubusercontent.com/aws-samples/resource-control-policy-examples/main/Restrict-resource-access-patterns/Restrict-access-to-only-HTTPS-connections-to-your-resources.json';

export const product: Product = {
  id: 'aws-dynamodb',
  title: 'Amazon DynamoDB',
  kind: 'data-store',
  summary: 'Key-value database of AWS, reached by HTTP',
  operator: 'AWS',
  keyLocation: { text: 'Inside AWS, at the endpoint of the region, which all its customers share.', source: trust },
  supports: {
    'listen:plaintext': yes('port 80 of the endpoint, unless a policy refuses what comes without TLS', endpoints),
    'listen:terminate': yes('port 443 of the endpoint, always', trust),
    'listen:permissive': never('HTTP and HTTPS have a port each.', endpoints),
    ...answersSigned(privacy),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: privacy },
  defaults: answersHttpsAndHttp('full'),
  upgrades: [],
  facts: [
    {
      text: 'The endpoint takes HTTP as well as HTTPS, unless it is one for FIPS. SDKs use HTTPS unless they are told an http address; a policy on the table refuses what comes without TLS.',
      source: endpoints,
    },
    { text: 'The condition aws:SecureTransport = false is what such a policy looks at.', source: onlyTls },
    {
      text: 'Its certificates come from Amazon Trust Services: a client with a trust store of its own needs those CAs.',
      source: trust,
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
