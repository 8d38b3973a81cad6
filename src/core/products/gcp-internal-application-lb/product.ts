import type { Product } from '../../model/product.ts';
import { product as external, noPolicy } from '../gcp-application-lb/product.ts';

const authenticated = 'https://docs.cloud.google.com/load-balancing/docs/backend-authenticated-tls-backend-mtls';
/** Which load balancers take a certificate map and which take certificates one by one. */
const manager = 'https://docs.cloud.google.com/certificate-manager/docs/overview';

/** The same model as the external one, reached from inside the network alone. */
export const product: Product = {
  ...external,
  id: 'gcp-internal-application-lb',
  title: 'Google Cloud Internal Application Load Balancer',
  summary: "Google's HTTP(S) load balancer inside a VPC network, across regions",
  defaults: {
    // Inside the network people begin with HTTP; a certificate takes Certificate Manager.
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'none', sni: null },
    issuer: 'private-ca',
  },
  facts: [
    {
      text: 'The protocol to the backends is HTTP unless you say otherwise, and with HTTPS any certificate is accepted until a BackendAuthenticationConfig is attached.',
      source: authenticated,
    },
    {
      text: 'Certificates come from Certificate Manager by certificate_manager_certificates; a certificate map is for external load balancers.',
      source: manager,
    },
    {
      text: 'The regional kind has tls_settings in the Terraform provider from 7.12.0 on only; the cross-region kind has had them longer, and is what is exported.',
      source: 'https://github.com/hashicorp/terraform-provider-google',
    },
    { text: 'Without an SSL policy, clients may still use TLS 1.0.', source: noPolicy },
  ],
};
