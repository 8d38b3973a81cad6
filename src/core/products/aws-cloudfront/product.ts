import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const guide = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
export const originHttps = `${guide}/using-https-cloudfront-to-custom-origin.html`;
export const badGateway = `${guide}/http-502-bad-gateway.html`;
export const certificates = `${guide}/cnames-and-https-requirements.html`;
export const viewerPolicies = `${guide}/secure-connections-supported-viewer-protocols-ciphers.html`;
export const originSettings = `${guide}/DownloadDistValuesOrigin.html`;
export const behaviorSettings = `${guide}/DownloadDistValuesCacheBehavior.html`;
export const viewerMutual = `${guide}/enable-mtls-distributions.html`;
export const originMutual = `${guide}/origin-enable-mtls-distributions.html`;
export const cachePolicies = `${guide}/using-managed-cache-policies.html`;
export const requestPolicies = `${guide}/using-managed-origin-request-policies.html`;
const validationModes = `${guide}/mtls-validation-modes.html`;
const ownNames = `${guide}/using-https-alternate-domain-names.html`;
/** The service models that the AWS command line is built from: every setting that exists. */
const serviceModel = 'https://github.com/boto/botocore';

const refused = '502 Bad Gateway, X-Cache: Error from cloudfront';

export const product: Product = {
  id: 'aws-cloudfront',
  title: 'AWS CloudFront',
  kind: 'edge',
  summary: 'Content delivery network of AWS',
  operator: 'AWS',
  keyLocation: {
    text: 'In AWS Certificate Manager (us-east-1) or IAM, and pushed to every edge location; none can be left out.',
    source: ownNames,
  },
  supports: {
    'listen:plaintext': yes('viewer_protocol_policy allow-all or redirect-to-https: port 80', behaviorSettings),
    'listen:terminate': yes('port 443, always', behaviorSettings),
    'listen:permissive': never('HTTP and HTTPS have a port each: draw two listeners.', behaviorSettings),
    'listen:passthrough-sni': never('It terminates TLS at the edge, always.', serviceModel),
    'listen:passthrough-tcp': never('It terminates TLS at the edge, always.', serviceModel),
    'client-certificate:optional': yes('viewer_mtls_config with mode optional', validationModes),
    'client-certificate:required': yes('viewer_mtls_config with mode required', validationModes),
    'dial:plaintext': yes('origin_protocol_policy http-only', originHttps),
    'dial:tls': yes('origin_protocol_policy https-only', originHttps),
    'dial:mutual': yes('origin_mtls_config, since February 2026', originMutual),
    'dial:opportunistic': never(
      'match-viewer follows the scheme that the viewer used; it does not fall back from one to the other.',
      originHttps,
    ),
    'verify:none': never('A certificate that does not pass is answered 502; no setting changes it.', badGateway),
    'verify:ca': never('Issuer, name and dates are always checked together.', badGateway),
    'verify:full': yes('always: issuer, name, dates and chain', badGateway),
    'trust:public-ca': yes("the CAs of Mozilla's list", certificates),
    'trust:private-ca': never(
      "An origin's certificate must come from a CA on Mozilla's list; others cannot be added.",
      certificates,
    ),
    'proxy-protocol:accept': never('It is the first hop; there is no such setting.', serviceModel),
    'http2:listen': yes(
      'HttpVersion http2 or http2and3 of the distribution',
      behaviorSettings.replace('DownloadDistValuesCacheBehavior', 'DownloadDistValuesGeneral'),
    ),
    'http2:dial': yes(
      'for gRPC, which it carries over HTTP/2 end to end; anything else goes to origins as HTTP/1.1',
      `${guide}/distribution-using-grpc.html`,
    ),
    ...sendsNoProxyProtocol('It speaks HTTP to origins; there is no such setting.', serviceModel),
  },
  // Viewers: the policy that Terraform takes when none is named, and that the default certificate forces, starts at TLS 1.0;
  // every policy includes 1.3. Origins: the API has no default; 1.2 is the newest value that can be chosen, and 1.3 is
  // used where the origin offers it.
  versions: { listen: ['1.0', '1.3'], dial: ['1.2', '1.3'], source: viewerPolicies },
  defaults: {
    listeners: [{ id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    // origin_protocol_policy is a choice that has to be made, so nothing is encrypted until somebody does.
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  logs: {
    'unknown-ca': refused,
    'name-mismatch': refused,
    'certificate-expired': refused,
    'no-common-version': refused,
    'tls-to-plaintext': refused,
    'client-certificate-required': refused,
    'client-certificate-untrusted': refused,
    'connection-refused': 'x-edge-detailed-result-type: OriginConnectError',
  },
  facts: [
    {
      text: 'It checks the certificate of an HTTPS origin in full and cannot be told not to, nor to trust a private CA: the load balancer behind it must show a public certificate for the origin domain name.',
      source: certificates,
    },
    {
      text: 'With the default *.cloudfront.net certificate the security policy is TLSv1, whatever is configured.',
      source: serviceModel,
    },
    {
      text: 'Passthrough mode of viewer mutual TLS, which is not drawn here, passes no session through: TLS still ends at the edge, and the certificate goes on to the origin unchecked.',
      source: validationModes,
    },
    { text: 'match-viewer sends the request of an HTTP viewer to the origin in plaintext.', source: originHttps },
    {
      text: 'AWS WAF reads decrypted requests here: it is a setting of the distribution, and no hop of its own.',
      source: 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html',
    },
    {
      text: 'The private key lies in every edge location of AWS, and AWS reads whatever passes.',
      source: ownNames,
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
