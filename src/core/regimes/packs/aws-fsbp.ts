import { distributions } from '../controls/aws-cloudfront.ts';
import { loadBalancers } from '../controls/aws-load-balancers.ts';
import { guide } from '../controls/aws-settings.ts';
import type { Pack } from '../regime.ts';

export const pack: Pack = {
  id: 'aws-fsbp',
  title: 'AWS Foundational Security Best Practices',
  summary: 'The checks of AWS Security Hub on load balancers and CloudFront, as they would fall on what is drawn.',
  status: 'voluntary',
  source: `${guide}/fsbp-standard.html`,
  caveats: [
    'These checks look at one setting at a time. None knows the class of the data, the path across several hops, or whether the upstream is verified.',
    'TLS passed through to the target fails ELB.18 and ELB.22, although nobody in between can read it.',
  ],
  levels: [],
  clauses: [...loadBalancers, ...distributions],
};
