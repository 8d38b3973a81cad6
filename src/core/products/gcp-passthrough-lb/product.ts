import { checkedAgainstGoogle } from '../../config/google-provider.ts';
import type { Product } from '../../model/product.ts';
import { relaysPackets } from '../relaying.ts';

export const overview = 'https://docs.cloud.google.com/load-balancing/docs/passthrough-network-load-balancer';
const external = 'https://docs.cloud.google.com/load-balancing/docs/network/networklb-backend-service';

export const product: Product = {
  id: 'gcp-passthrough-lb',
  title: 'Google Cloud Passthrough Network Load Balancer',
  kind: 'load-balancer',
  summary: 'Moves packets on, from the internet or inside a network; ends no TLS',
  operator: 'Google Cloud',
  keyLocation: { text: 'Nowhere: TLS ends on the backends, which hold the keys.', source: overview },
  ...relaysPackets(overview),
  facts: [
    {
      text: 'It is no proxy: packets reach the backend with the addresses and ports that the client wrote, so the port cannot change on the way.',
      source: overview,
    },
    { text: 'Backends answer the client directly, not through the load balancer.', source: external },
    {
      text: 'It cannot end TLS, and certificates managed by Google are for proxy load balancers only: renewal on the backends is yours.',
      source: overview,
    },
  ],
  checkedAgainst: checkedAgainstGoogle,
};
