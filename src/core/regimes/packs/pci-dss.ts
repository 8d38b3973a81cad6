import { access } from '../controls/pci-access.ts';
import { networks, requirement4 } from '../controls/pci-networks.ts';
import { records } from '../controls/pci-records.ts';
import type { Pack } from '../regime.ts';

export const pack: Pack = {
  id: 'pci-dss-4.0.1',
  title: 'PCI DSS 4.0.1',
  summary: 'Binds by contract whoever stores, processes or transmits card data; here its words on data in transit.',
  status: 'in-force',
  source: requirement4,
  caveats: [
    'It does not demand TLS on every internal hop. Card numbers in clear behind the load balancer are no breach of 4.2.1: they are good practice missed, and they keep everything that sees them in scope.',
    'The login form on the same hop may still break 8.3.2, which holds inside as well.',
    'Whether a private or virtual network is private is the assessor’s decision.',
  ],
  levels: [],
  clauses: [...networks, ...access, ...records],
};
