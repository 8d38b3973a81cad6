import { checkedAgainstAzure } from '../../config/azure-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';

export const overview = 'https://learn.microsoft.com/azure/application-gateway/ssl-overview';
export const policies = 'https://learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview';
const mutual = 'https://learn.microsoft.com/azure/application-gateway/mutual-authentication-overview';
const relay = 'https://learn.microsoft.com/azure/application-gateway/tcp-tls-proxy-overview';
const listeners = 'https://learn.microsoft.com/azure/application-gateway/configuration-listeners';
const works = 'https://learn.microsoft.com/azure/application-gateway/how-application-gateway-works';
const terraform = 'https://registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs/resources/application_gateway';
/** certificate_chain_validation_enabled, sni_validation_enabled and sni_name: in azurerm 4.75.0. */
export const switches = 'https://github.com/hashicorp/terraform-provider-azurerm';

export const product: Product = {
  id: 'azure-application-gateway',
  title: 'Azure Application Gateway v2',
  kind: 'load-balancer',
  summary: 'HTTP load balancer of Azure, with an optional web application firewall',
  operator: 'Microsoft Azure',
  keyLocation: {
    text: 'In Key Vault, which the gateway reads by a managed identity, or uploaded to it; and in its instances.',
    source: terraform,
  },
  supports: {
    'listen:plaintext': yes('a listener with protocol Http', terraform),
    'listen:terminate': yes('a listener with protocol Https and a certificate', overview),
    'listen:permissive': never('A listener is for Http or for Https.', terraform),
    'listen:passthrough-sni': never('A listener for TCP relays to one pool; no server name chooses another.', relay),
    'listen:passthrough-tcp': yes(
      'a listener with protocol Tcp: the connection ends here, what is in it does not',
      relay,
    ),
    'client-certificate:optional': never(
      'Strict mode demands a valid certificate; passthrough mode asks for one and checks nothing.',
      mutual,
    ),
    'client-certificate:required': yes('an SSL profile with trusted client certificates', mutual),
    'dial:plaintext': yes('backend settings with protocol Http', terraform),
    'dial:tls': yes('backend settings with protocol Https', terraform),
    'dial:mutual': unverified('No field of the provider holds a client certificate for backends.'),
    'dial:opportunistic': never('The protocol of the backend settings decides; there is no fallback.', terraform),
    'verify:none': yes('chain and name validation of the backend settings off, which is new in 2026', switches),
    'verify:ca': yes('name validation of the backend settings off, which is new in 2026', switches),
    'verify:full': yes('the default: chain, dates and host name; else the backend counts as unhealthy', overview),
    'trust:public-ca': yes('well-known CAs, without further ado', overview),
    'trust:private-ca': yes('a trusted root certificate of your own', overview),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'proxy-protocol:send-v1': unverified('TCP backends can be sent a header; which version is not documented.'),
    'proxy-protocol:send-v2': unverified('TCP backends can be sent a header; which version is not documented.'),
    'http2:listen': yes('http2_enabled, which is off by default', listeners),
    'http2:dial': never('Backends are always spoken to in HTTP/1.1.', listeners),
  },
  // The default policy of the current API; TLS 1.0 and 1.1 ended in August 2025. Towards backends 1.2 at most, as of 2023.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.2'], source: policies },
  defaults: {
    listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Unlike the load balancers of AWS and Google it checks backends by itself: chain, dates and host name. What does not fit counts as unhealthy, and the client gets 502.',
      source: overview,
    },
    {
      text: 'Since 2026 it can be told to trust anything: chain and name validation are switches of the backend settings.',
      source: switches,
    },
    {
      text: 'Passthrough mode of mutual authentication passes no session through: it asks for a certificate and checks nothing.',
      source: mutual,
    },
    {
      text: 'A backend outside the virtual network is reached by the public address of the gateway: with Http that is plaintext on the internet.',
      source: works,
    },
    { text: 'The web application firewall reads HTTP listeners only; TCP and TLS ones pass it by.', source: relay },
  ],
  checkedAgainst: checkedAgainstAzure,
};
