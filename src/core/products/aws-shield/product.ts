import { checkedAgainstAws } from '../../config/aws-provider.ts';
import type { Product } from '../../model/product.ts';
import { relaysPackets } from '../relaying.ts';

const documentation = 'https://docs.aws.amazon.com/waf/latest/developerguide';
const detection = `${documentation}/ddos-event-detection-infrastructure.html`;
const mitigation = `${documentation}/ddos-event-mitigation-logic-regions.html`;
const overview = 'https://aws.amazon.com/documentation-overview/shield/';
export const protectedResources =
  'https://docs.amazonaws.cn/en_us/waf/latest/developerguide/ddos-advanced-summary-protected-resources.html';

export const product: Product = {
  id: 'aws-shield',
  title: 'AWS Shield',
  kind: 'edge',
  summary: 'Keeps floods of packets away; ends and reads no TLS',
  operator: 'AWS',
  keyLocation: { text: 'Nowhere: TLS ends at what it protects, which holds the key.', source: detection },
  ...relaysPackets(detection),
  facts: [
    {
      text: 'Here it stands for what it does to packets and connections, layers 3 and 4: by volume and TCP flags, never by what a session carries.',
      source: mitigation,
    },
    {
      text: 'Layer 7 is for AWS WAF, which reads requests where they are decrypted: at CloudFront, a load balancer or API Gateway.',
      source: `${documentation}/web-acl-associating-aws-resource.html`,
    },
    {
      text: 'Standard is there for everything in AWS; Advanced protects only what is named to it, and not automatically.',
      source: protectedResources,
    },
    { text: 'It cuts an attack down and does not promise to end it.', source: detection },
    { text: 'Standard has fixed thresholds for each type of resource.', source: overview },
  ],
  checkedAgainst: checkedAgainstAws,
};
