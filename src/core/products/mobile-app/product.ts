import { type Product, unverified, yes } from '../../model/product.ts';
import { product as browser } from '../browser/product.ts';

const networkSecurityConfig = 'https://developer.android.com/privacy-and-security/security-config';

export const product: Product = {
  ...browser,
  id: 'mobile-app',
  title: 'Mobile app',
  summary: 'An app of your own on phones and tablets',
  supports: {
    ...browser.supports,
    'dial:plaintext': yes('only where the app allows cleartext for the domain', networkSecurityConfig),
    'dial:mutual': yes('with a certificate that the app brings or fetches', networkSecurityConfig),
    'verify:none': yes(
      'a trust manager that accepts everything; Google Play blocks apps that have one',
      'https://support.google.com/faqs/answer/6346016',
    ),
    'verify:ca': yes('a host name verifier that accepts everything', 'https://support.google.com/faqs/answer/6346016'),
    'trust:private-ca': yes('a trust anchor shipped inside the app', networkSecurityConfig),
    'dial:opportunistic': unverified('No mobile HTTP stack was found that falls back by itself.'),
  },
  logs: {
    'unknown-ca': 'CertPathValidatorException: Trust anchor for certification path not found.',
    'name-mismatch': 'SSLPeerUnverifiedException: Hostname not verified',
    'certificate-expired': 'CertificateExpiredException',
    'tls-to-plaintext': 'SSLException: Unable to parse TLS packet header',
    'connection-refused': 'ConnectException: failed to connect',
  },
  facts: [
    {
      text: 'Android apps that target version 9 or later refuse cleartext unless the app names the domain.',
      source: networkSecurityConfig,
    },
    ...browser.facts.slice(1),
  ],
};
