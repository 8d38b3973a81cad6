import type { Product } from '../../model/product.ts';
import { backendService, product as balancer, noPolicy } from '../gcp-application-lb/product.ts';

const encryption = 'https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends';

/** A switch of the external Application Load Balancer: TLS ends, and goes on, as it does there. */
export const product: Product = {
  ...balancer,
  id: 'gcp-cloud-cdn',
  title: 'Google Cloud CDN',
  kind: 'edge',
  summary: 'Cache in the external Application Load Balancer of Google Cloud',
  facts: [
    {
      text: 'It is no hop of its own: enable_cdn on a backend service of the external Application Load Balancer makes that one cache.',
      source: backendService,
    },
    {
      text: 'Towards backends inside Google Cloud it checks no certificate until a BackendAuthenticationConfig is attached; origins behind an internet endpoint group must show one from a public CA.',
      source: encryption,
    },
    {
      text: 'The protocol to the backends is HTTP unless you say otherwise: the padlock of visitors says nothing of that leg.',
      source: backendService,
    },
    { text: 'Without an SSL policy, visitors may still use TLS 1.0.', source: noPolicy },
  ],
};
