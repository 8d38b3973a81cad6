import { checkedAgainstAws } from '../../config/aws-provider.ts';
import type { Product } from '../../model/product.ts';
import { answersApi } from '../aws-endpoint.ts';

const guide = 'https://docs.aws.amazon.com/acm-pca/latest/userguide';
const welcome = `${guide}/PcaWelcome.html`;
const modes = 'https://docs.aws.amazon.com/privateca/latest/userguide/short-lived-certificates.html';
const security = 'https://docs.amazonaws.cn/en_us/privateca/latest/userguide/infrastructure-security.html';
const inAcm = 'https://docs.aws.amazon.com/acm/latest/userguide/private-certificates.title.html';

export const product: Product = {
  id: 'aws-private-ca',
  title: 'AWS Private CA',
  kind: 'certificate-authority',
  summary: 'Private certificate authority run by AWS',
  operator: 'AWS',
  keyLocation: {
    text: 'With AWS, in the region of the CA: it cannot be copied to another, and whoever may call IssueCertificate can be every name.',
    source: welcome,
  },
  supports: answersApi(security, welcome),
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: security },
  defaults: {
    listeners: [{ id: 'api', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'What ACM requests of it lives 13 months (395 days) and is renewed after 11; other lifetimes take IssueCertificate and a renewal of your own.',
      source: inAcm,
    },
    {
      text: 'A CA in the mode for short-lived certificates issues for seven days at most, and ACM requests nothing of it.',
      source: modes,
    },
    {
      text: 'Nobody trusts it by default: its root has to be put into the trust store of every client.',
      source: inAcm,
    },
  ],
  checkedAgainst: checkedAgainstAws,
};
