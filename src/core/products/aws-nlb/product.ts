import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { passesOn } from '../defaults.ts';

const guide = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network';
export const targetGroups = `${guide}/load-balancer-target-groups.html`;
export const policies = `${guide}/describe-ssl-policies.html`;
const listeners = `${guide}/load-balancer-listeners.html`;
export const mutual = `${guide}/mutual-authentication.html`;
/** The user guide as of 2023, archived by AWS. */
const guide2023 = 'https://github.com/awsdocs/elb-network-load-balancers-user-guide';
const vpcEncryption = 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html';
const serviceModel = 'https://github.com/boto/botocore';

const checksNothing =
  'It encrypts to a TLS target and accepts any certificate: self-signed, expired or for another name. No attribute turns a check on.';

export const product: Product = {
  id: 'aws-nlb',
  title: 'AWS Network Load Balancer',
  kind: 'load-balancer',
  summary: 'Managed TCP and TLS load balancer of AWS',
  operator: 'AWS',
  keyLocation: {
    text: 'Behind a TLS listener: in AWS Certificate Manager or IAM, and in the load balancer. Behind a TCP listener it has none.',
    source: listeners,
  },
  supports: {
    // A TCP listener relays whatever comes, plaintext too, and reads nothing of it.
    'listen:plaintext': never('A TCP listener relays bytes and never reads them: that is passthrough.', listeners),
    'listen:terminate': yes('a TLS listener', listeners),
    'listen:permissive': never('A listener relays TCP or terminates TLS.', listeners),
    'listen:passthrough-sni': never(
      'The server name chooses the certificate of a TLS listener; it does not route.',
      guide2023,
    ),
    'listen:passthrough-tcp': yes('a TCP listener', listeners),
    'client-certificate:optional': never(
      'Mutual TLS has verify mode only: a client without a certificate is refused.',
      mutual,
    ),
    'client-certificate:required': yes('mutual_authentication in verify mode on a TLS listener', mutual),
    'dial:plaintext': yes('a target group with protocol TCP behind a TLS listener', targetGroups),
    'dial:tls': yes('a target group with protocol TLS behind a TLS listener', targetGroups),
    'dial:mutual': never('Nothing in a target group holds a client certificate.', serviceModel),
    'dial:opportunistic': never('The protocol of the target group decides; there is no fallback.', targetGroups),
    'verify:none': yes('always: there is no other way', targetGroups),
    'verify:ca': never(checksNothing, targetGroups),
    'verify:full': never(checksNothing, targetGroups),
    'trust:public-ca': never('It checks no target, so it has no trust store for them.', targetGroups),
    'trust:private-ca': never('It checks no target, so it has no trust store for them.', targetGroups),
    'proxy-protocol:accept': never(
      'A header that the client sends is not read; it is passed on behind its own, if it sends one.',
      guide2023,
    ),
    'http2:listen': yes('ALPN policy of a TLS listener; a TCP listener carries whatever comes', listeners),
    'http2:dial': yes('it carries what it is given', listeners),
    'proxy-protocol:send-v1': never('Only version 2 is sent.', serviceModel),
    'proxy-protocol:send-v2': yes('proxy_protocol_v2 on the target group', targetGroups),
  },
  // As for the Application Load Balancer: every version that some policy offers; the API's default policy starts at 1.0.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source: policies },
  // Whether it sends a server name to targets is not documented, so nothing is said of it here.
  defaults: passesOn,
  upgrades: [],
  facts: [
    {
      text: 'Behind a TLS listener it never checks the certificate of a target; behind a TCP listener the session goes on to the target, and the client checks it.',
      source: targetGroups,
    },
    {
      text: 'A TLS listener with a TCP target group sends plaintext on: the name of the protocol does not show it.',
      source: targetGroups,
    },
    {
      text: 'The current guide has client certificates on TLS listeners, in verify mode only. The guide of 2023 still sends you to a TCP listener for that, and the API reference still speaks of HTTPS listeners.',
      source: mutual,
    },
    {
      text: 'Where VPC encryption controls enforce encryption, TLS listeners are forbidden.',
      source: vpcEncryption,
    },
    {
      text: 'The security policy that the API and Terraform choose when none is named still accepts TLS 1.0.',
      source: policies,
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
