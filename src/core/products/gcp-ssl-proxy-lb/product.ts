import { checkedAgainstGoogle } from '../../config/google-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';

import { certificates, noPolicy, sslProxy } from '../gcp-application-lb/product.ts';

const proxies = 'https://cloud.google.com/load-balancing/docs/target-proxies';
const ssl = 'https://cloud.google.com/load-balancing/docs/ssl';
const encryption = 'https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends';

const notListed =
  'The page on backend authenticated TLS lists Application Load Balancers only; the API takes the setting here too.';
const noClients = 'A target SSL proxy has no field for a policy on client certificates.';

export const product: Product = {
  id: 'gcp-ssl-proxy-lb',
  title: 'Google Cloud SSL Proxy Load Balancer',
  kind: 'load-balancer',
  summary: 'External proxy Network Load Balancer: ends TLS for what is not HTTP',
  operator: 'Google Cloud',
  keyLocation: {
    text: 'Google-managed certificates keep their key inside Google; a self-managed one is uploaded there.',
    source: certificates,
  },
  supports: {
    'listen:plaintext': never('A TCP proxy relays bytes and never reads them: that is passthrough.', proxies),
    'listen:terminate': yes('a target SSL proxy with certificates', ssl),
    'listen:permissive': never('A target proxy is for TCP or for SSL.', proxies),
    'listen:passthrough-sni': never('A target proxy leads to one backend service; no name chooses another.', sslProxy),
    'listen:passthrough-tcp': yes('a target TCP proxy: the connection ends here, what is in it does not', proxies),
    'client-certificate:optional': never(noClients, sslProxy),
    'client-certificate:required': never(noClients, sslProxy),
    'dial:plaintext': yes('backend protocol TCP', ssl),
    'dial:tls': yes('backend protocol SSL', ssl),
    'dial:mutual': unverified(notListed),
    'dial:opportunistic': never('The protocol of the backend service decides; there is no fallback.', ssl),
    'verify:none': yes('the default: any certificate is accepted, expired and self-signed ones too', encryption),
    'verify:ca': unverified(notListed),
    'verify:full': unverified(notListed),
    'trust:public-ca': unverified(notListed),
    'trust:private-ca': unverified(notListed),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'proxy-protocol:send-v1': yes('proxy_header = PROXY_V1 of the target proxy', sslProxy),
    'proxy-protocol:send-v2': never('proxy_header is NONE or PROXY_V1.', sslProxy),
    'http2:listen': unverified('Whether it offers h2 by ALPN was not found.'),
    'http2:dial': yes('it carries what it is given', ssl),
  },
  // An SSL policy is optional; without one the profile is COMPATIBLE from TLS 1.0, which also holds towards backends.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source: noPolicy },
  defaults: {
    listeners: [{ id: 'ssl', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    dial: { tls: 'plaintext' },
    protocol: 'tcp',
    tlsDial: { verify: 'none', sni: null },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Encrypted to the backends means encrypted to anybody: with the backend protocol SSL every certificate is accepted.',
      source: encryption,
    },
    { text: 'An SSL proxy with the backend protocol TCP sends plaintext on.', source: ssl },
    { text: 'It cannot ask clients for a certificate; pass the session through for that.', source: sslProxy },
    { text: 'Without an SSL policy, clients may still use TLS 1.0.', source: noPolicy },
    {
      text: 'Regional proxy Network Load Balancers handle TCP only: they end no TLS.',
      source: 'https://docs.cloud.google.com/load-balancing/docs/tcp',
    },
  ],
  checkedAgainst: checkedAgainstGoogle,
};
