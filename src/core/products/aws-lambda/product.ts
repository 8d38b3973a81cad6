import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { product as service } from '../generic-service/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

export const urls = 'https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html';
export const infrastructure = 'https://docs.aws.amazon.com/lambda/latest/dg/security-infrastructure.html';
const mutual = 'https://repost.aws/es/questions/QUWEbHAaX4SceNDhn8v3ZG_A/mutual-tls-for-aws-lambda-function-url';

const endsBefore = 'AWS ends TLS before the function runs: its code is handed a request, never a connection.';
const noClients = 'A function URL asks nobody for a certificate: put API Gateway in front for that.';
const { supports: dials } = service;

export const product: Product = {
  id: 'aws-lambda',
  title: 'AWS Lambda',
  kind: 'service',
  summary: 'Functions of your own that AWS runs, reached by a URL',
  operator: 'AWS',
  keyLocation: {
    text: 'Inside AWS, at the endpoint of the function URL; the code of the function never sees it.',
    source: urls,
  },
  supports: {
    'listen:plaintext': unverified('AWS calls the URL an HTTP(S) endpoint and shows https alone.'),
    'listen:terminate': yes('a function URL', urls),
    'listen:permissive': never(endsBefore, urls),
    'listen:passthrough-sni': never(endsBefore, urls),
    'listen:passthrough-tcp': never(endsBefore, urls),
    'client-certificate:optional': never(noClients, mutual),
    'client-certificate:required': never(noClients, mutual),
    'proxy-protocol:accept': never(endsBefore, urls),
    'http2:listen': unverified('Whether function URLs speak HTTP/2 was not found.'),
    // Its code dials, as that of any service does.
    'dial:plaintext': dials['dial:plaintext'],
    'dial:tls': dials['dial:tls'],
    'dial:mutual': dials['dial:mutual'],
    'dial:opportunistic': dials['dial:opportunistic'],
    'verify:none': dials['verify:none'],
    'verify:ca': dials['verify:ca'],
    'verify:full': dials['verify:full'],
    'trust:public-ca': dials['trust:public-ca'],
    'trust:private-ca': dials['trust:private-ca'],
    'http2:dial': dials['http2:dial'],
    ...sendsNoProxyProtocol('Only proxies speak it.', 'https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt'),
  },
  // Said of calls to AWS's API; of function URLs the pages read name no versions.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: infrastructure },
  defaults: {
    listeners: [{ id: 'url', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    dial: { tls: 'tls', verify: 'full' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: 'all',
  facts: [
    {
      text: 'A function URL is reached over the public internet only, and who may call is up to IAM: with NONE, everybody.',
      source: urls,
    },
    {
      text: 'The name of the URL is made by AWS and cannot be changed: a name of your own needs CloudFront or API Gateway in front.',
      source: urls,
    },
    { text: 'Function URLs know no client certificates.', source: mutual },
    {
      text: 'With authorization NONE the permission for everybody is added on its own, and stays when the URL goes.',
      source: 'https://www.pulumi.com/registry/packages/aws/api-docs/lambda/functionurl',
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
