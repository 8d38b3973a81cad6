import { checkedAgainstAzure } from '../../config/azure-provider.ts';
import type { Product } from '../../model/product.ts';
import { relaysPackets } from '../relaying.ts';

const concepts = 'https://learn.microsoft.com/azure/load-balancer/concepts';
const rule = 'https://learn.microsoft.com/powershell/module/az.network/new-azloadbalancerruleconfig';
/** Says of the Load Balancer, by comparison, that the client's connection goes to the backend. */
const comparison = 'https://learn.microsoft.com/azure/application-gateway/tcp-tls-proxy-overview';

export const product: Product = {
  id: 'azure-load-balancer',
  title: 'Azure Load Balancer',
  kind: 'load-balancer',
  summary: 'Moves packets on in Azure; ends no TLS',
  operator: 'Microsoft Azure',
  keyLocation: { text: 'Nowhere: TLS ends on the backends, which hold the keys.', source: comparison },
  ...relaysPackets(comparison),
  facts: [
    { text: 'It passes the connection of the client to the backend, where it ends, TLS and all.', source: comparison },
    { text: 'It closes no flow, begins none and never touches what one carries.', source: concepts },
    { text: 'A rule may change the port: the frontend has one, the backends another.', source: rule },
  ],
  checkedAgainst: checkedAgainstAzure,
};
