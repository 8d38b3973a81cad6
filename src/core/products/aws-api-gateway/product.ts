import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const guide = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';
export const mutual = `${guide}/rest-api-mutual-tls.html`;
export const policies = `${guide}/apigateway-custom-domain-tls-version.html`;
export const integrationTls = `${guide}/api-gateway-extensions-integration-tls-config.html`;
export const clientCertificate = `${guide}/getting-started-client-side-ssl-authentication.html`;
export const caCertificate = `${guide}/rest-api-acm-client-certificates.html`;
export const privateIntegration = `${guide}/set-up-private-integration.html`;
const guide2023 = 'https://github.com/awsdocs/amazon-api-gateway-developer-guide';
/** The service models that the AWS command line is built from: every setting that exists. */
const serviceModel = 'https://github.com/boto/botocore';

/** What it writes for a backend that it refuses. */
const refusals = 'https://repost.aws/knowledge-center/api-gateway-ssl-certificate-backend';
const unknownCa = 'Execution failed due to configuration error: PKIX path building failed';
const expired =
  'Execution failed due to configuration error: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed';

const endsHere = 'It reads requests and routes them by path, so every session ends here.';
const chainIsAll =
  'Name and dates are always checked, and whether the issuer is known is checked unless insecure_skip_verification is set.';

export const product: Product = {
  id: 'aws-api-gateway',
  title: 'Amazon API Gateway',
  kind: 'gateway',
  summary: 'API gateway of AWS, for REST APIs',
  operator: 'AWS',
  keyLocation: {
    text: 'In AWS Certificate Manager, and in the endpoints that AWS runs: the certificate of a custom domain name lies there.',
    source: mutual,
  },
  supports: {
    'listen:plaintext': unverified(
      'Everything that was read of it shows https alone; no page was found that rules port 80 out.',
    ),
    'listen:terminate': yes('a custom domain name, or the execute-api endpoint', policies),
    'listen:permissive': never(endsHere, policies),
    'listen:passthrough-sni': never(endsHere, policies),
    'listen:passthrough-tcp': never(endsHere, policies),
    'client-certificate:optional': never(
      'With mutual TLS clients must show a certificate that the trust store knows.',
      mutual,
    ),
    'client-certificate:required': yes('mutual_tls_authentication of a custom domain name', mutual),
    'dial:plaintext': yes('an integration with an http address', privateIntegration),
    'dial:tls': yes('an integration with an https address', privateIntegration),
    'dial:mutual': yes(
      'a client certificate of the stage: one that API Gateway makes and signs itself, or one of a CA of yours from ACM',
      caCertificate,
    ),
    'dial:opportunistic': never('The scheme of the address decides; there is no fallback.', privateIntegration),
    'verify:none': yes(
      'insecure_skip_verification: any issuer will do; name and dates are still checked',
      integrationTls,
    ),
    'verify:ca': never(chainIsAll, integrationTls),
    'verify:full': yes('always, unless insecure_skip_verification is set', integrationTls),
    'trust:public-ca': yes('the CAs of a list of its own', integrationTls),
    'trust:private-ca': never(
      'Its list of CAs cannot be added to; insecure_skip_verification lets any issuer in instead.',
      integrationTls,
    ),
    'proxy-protocol:accept': never('No setting of an API or a domain name speaks of it.', serviceModel),
    'http2:listen': unverified('Whether a regional endpoint speaks HTTP/2 was not found.'),
    'http2:dial': unverified('Whether integrations are spoken to in HTTP/2 was not found.'),
    ...sendsNoProxyProtocol('No setting of an integration speaks of it.', serviceModel),
  },
  // A regional API takes policy TLS_1_0 when nothing is said: 1.0, 1.2 and 1.3. No page read names the versions towards
  // integrations; 1.2 and up is what AWS asks of its own callers.
  versions: { listen: ['1.0', '1.3'], dial: ['1.2', '1.3'], source: policies },
  defaults: {
    listeners: [{ id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    // The scheme of the address is a choice that has to be made, so nothing is encrypted until somebody does.
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  logs: { 'unknown-ca': unknownCa, 'certificate-expired': expired },
  facts: [
    {
      text: 'The execute-api endpoint asks for no client certificate: with mutual TLS on the domain name it has to be disabled, or it is the way around.',
      source: mutual,
    },
    {
      text: 'Mutual TLS and the enhanced security policies exclude each other: with a trust store the least version is 1.2 at best.',
      source: policies,
    },
    {
      text: 'The security policy of the API, not that of the domain name, is what a handshake is judged by; when nothing is said it accepts TLS 1.0.',
      source: policies,
    },
    {
      text: 'insecure_skip_verification drops the question who issued a certificate and nothing else; whoever has any certificate for the name can then stand in.',
      source: integrationTls,
    },
    {
      text: 'A client certificate that API Gateway makes is self-signed and lasts a year: the backend has to trust that one. One of a CA of yours comes from ACM, which has none of a public CA for this.',
      source: caCertificate,
    },
    {
      text: 'A backend that asks for no certificate gets none, and the call goes on: only a backend that demands one makes it mutual.',
      source: `${guide}/rest-api-backend-auth-overview.html`,
    },
    {
      text: 'A backend whose certificate comes from nobody it knows, or has expired, fails the execution as an error of configuration.',
      source: refusals,
    },
    {
      text: 'The certificate of a backend may have a key of 2048 bits at most.',
      source: 'https://repost.aws/knowledge-center/api-gateway-ssl-error',
    },
    {
      text: 'A trust store has no revocation: a lost client certificate stays good until its CA is removed.',
      source: guide2023,
    },
    {
      text: 'A private integration speaks plain HTTP unless its address says https and a server name.',
      source: privateIntegration,
    },
    {
      text: 'AWS WAF reads decrypted requests here: it is attached to the stage of a REST API, and is no hop of its own.',
      source: 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html',
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
