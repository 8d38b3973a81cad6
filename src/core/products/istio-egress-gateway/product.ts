import type { Product } from '../../model/product.ts';
import { product as gateway } from '../istio-gateway/product.ts';

const egress = 'https://istio.io/v1.23/docs/tasks/traffic-management/egress/egress-gateway-tls-origination';

/** The one place through which members of an Istio mesh reach what lies outside. */
export const product: Product = {
  ...gateway,
  id: 'istio-egress-gateway',
  title: 'Istio Egress Gateway',
  summary: 'The way out of an Istio mesh, where TLS to outside services starts',
  defaults: {
    ...gateway.defaults,
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    protocol: 'http',
  },
  facts: [
    {
      text: 'It starts TLS only where a DestinationRule says so: without one, what comes in by mutual TLS of the mesh leaves in plaintext.',
      source: egress,
    },
    ...gateway.facts,
  ],
};
