import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const guide = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application';
export const targetGroups = `${guide}/load-balancer-target-groups.html`;
export const policies = `${guide}/describe-ssl-policies.html`;
export const conditions = `${guide}/rule-condition-types.html`;
const listeners = `${guide}/load-balancer-listeners.html`;
const httpsListener = `${guide}/create-https-listener.html`;
export const mutual = `${guide}/mutual-authentication.html`;
const troubleshooting = `${guide}/load-balancer-troubleshooting.html`;
/** The service models that the AWS command line is built from: every attribute that exists. */
const serviceModel = 'https://github.com/boto/botocore';

const checksNothing =
  'It encrypts to an HTTPS target and accepts any certificate: self-signed, expired or for another name. No attribute turns a check on, and none turns one off.';
const handshakeError = 'elb_status_code 502: SSL handshake error when connecting to a target';

export const product: Product = {
  id: 'aws-alb',
  title: 'AWS Application Load Balancer',
  kind: 'load-balancer',
  summary: 'Managed HTTP load balancer of AWS',
  operator: 'AWS',
  keyLocation: {
    text: 'In AWS Certificate Manager or IAM, and in the load balancer nodes that AWS runs.',
    source: httpsListener,
  },
  supports: {
    'listen:plaintext': yes('an HTTP listener', listeners),
    'listen:terminate': yes('an HTTPS listener', httpsListener),
    'listen:permissive': never('A listener speaks HTTP or HTTPS; for both, draw two listeners.', listeners),
    'listen:passthrough-sni': never(
      'It always terminates; for passthrough AWS points to a TCP listener of a Network Load Balancer.',
      httpsListener,
    ),
    'listen:passthrough-tcp': never(
      'It always terminates; for passthrough AWS points to a TCP listener of a Network Load Balancer.',
      httpsListener,
    ),
    'client-certificate:optional': never(
      'Verify mode demands a certificate; passthrough mode forwards whatever is shown in a header and checks nothing.',
      mutual,
    ),
    'client-certificate:required': yes('mutual_authentication in verify mode, with a trust store', mutual),
    'dial:plaintext': yes('a target group with protocol HTTP, which is the default', targetGroups),
    'dial:tls': yes('a target group with protocol HTTPS', targetGroups),
    'dial:mutual': never('Nothing in a target group holds a client certificate.', serviceModel),
    'dial:opportunistic': never('The protocol of the target group decides; there is no fallback.', targetGroups),
    'verify:none': yes('always: there is no other way', targetGroups),
    'verify:ca': never(checksNothing, targetGroups),
    'verify:full': never(checksNothing, targetGroups),
    'trust:public-ca': never('It checks no target, so it has no trust store for them.', targetGroups),
    'trust:private-ca': never('It checks no target, so it has no trust store for them.', targetGroups),
    'proxy-protocol:accept': never('Only X-Forwarded-For tells of a proxy in front.', serviceModel),
    'http2:listen': yes('an HTTPS listener; an HTTP one speaks HTTP/1.1', listeners),
    'http2:dial': yes('ProtocolVersion HTTP2 or GRPC of the target group', targetGroups),
    ...sendsNoProxyProtocol('The attribute belongs to Network Load Balancers.', serviceModel),
  },
  // Every version that some security policy offers. What the policy is when nothing is said depends on who asks: the
  // API and Terraform take ELBSecurityPolicy-2016-08 (TLS 1.0 to 1.2), the console ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09
  // (1.2 and 1.3). Exports always name a policy, so a drawing without versions stands for the widest: the weak end, TLS 1.0,
  // is that of the API's default, and shows. To targets AWS chooses: TLS 1.0 to 1.3 behind a TLS 1.3 listener.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source: policies },
  defaults: {
    // What the console proposes for a new one, and what most of them still have: HTTP on 80, HTTP to the targets.
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    // Whether it sends a server name to targets is not documented, so nothing is said of it here.
    tlsDial: { verify: 'none' },
    issuer: 'public-ca',
  },
  upgrades: [],
  logs: {
    'tls-to-plaintext': handshakeError,
    'no-common-version': handshakeError,
    'client-certificate-required': handshakeError,
    'connection-refused': 'elb_status_code 502: the target sent TCP RST when a connection was attempted',
  },
  facts: [
    {
      text: 'It never checks the certificate of a target, although much is written that says it does: an HTTPS target group keeps a listener on the wire out, and lets an impostor in. AWS relies on the isolation of the VPC instead, which ends where traffic leaves it.',
      source: targetGroups,
    },
    {
      text: 'The security policy that the API and Terraform choose when none is named still accepts TLS 1.0; the console chooses one from 2025.',
      source: policies,
    },
    {
      text: 'The TLS versions towards targets cannot be chosen: TLS 1.0 to 1.3 when an HTTPS listener has a TLS 1.3 policy, else 1.0 to 1.2.',
      source: policies,
    },
    {
      text: 'Passthrough mode of mutual TLS passes no session through: TLS still ends here, and the client certificate goes on in a header, unchecked.',
      source: mutual,
    },
    {
      text: 'AWS WAF reads decrypted requests here: it is attached to the load balancer, and is no hop of its own.',
      source: 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html',
    },
    { text: 'A failed handshake with a target is answered 502 to the client.', source: troubleshooting },
  ],
  checkedAgainst: checkedAgainstAws,
};
