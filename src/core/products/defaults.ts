import type { Product } from '../model/product.ts';

/** For a client: it dials with TLS and checks whom it reaches. */
export const dialsVerified: Product['defaults'] = {
  listeners: [],
  dial: { tls: 'tls', verify: 'full' },
  protocol: 'https',
  tlsDial: { verify: 'full' },
  issuer: 'private-ca',
};

/** For what passes TLS on unopened until somebody has it end there. */
export const passesOn: Product['defaults'] = {
  listeners: [{ id: 'tcp', port: 443, tls: { mode: 'passthrough', by: 'tcp' } }],
  dial: { tls: 'plaintext' },
  protocol: 'tcp',
  tlsDial: { verify: 'none' },
  issuer: 'public-ca',
};

/**
 * For what answers by HTTPS under a public certificate, and by HTTP as well; what it dials is not encrypted.
 * @param verify what it checks once it dials with TLS
 */
export const answersHttpsAndHttp = (verify: 'none' | 'full'): Product['defaults'] => ({
  listeners: [
    { id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
    { id: 'http', port: 80, tls: { mode: 'plaintext' } },
  ],
  dial: { tls: 'plaintext' },
  protocol: 'https',
  tlsDial: { verify },
  issuer: 'public-ca',
});
