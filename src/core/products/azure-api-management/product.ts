import { checkedAgainstAzure } from '../../config/azure-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

export const protocols =
  'https://learn.microsoft.com/azure/api-management/api-management-howto-manage-protocols-ciphers';
export const validation =
  'https://learn.microsoft.com/azure/api-management/api-management-howto-mutual-certificates-for-clients';
const provider = 'https://registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs/resources';
const service = `${provider}/api_management`;
const backend = `${provider}/api_management_backend`;
const api = `${provider}/api_management_api`;

const endsHere = 'It reads requests and applies policies to them, so every session ends here.';

export const product: Product = {
  id: 'azure-api-management',
  title: 'Azure API Management',
  kind: 'gateway',
  summary: 'API gateway of Azure',
  operator: 'Microsoft Azure',
  keyLocation: {
    text: 'In Key Vault, which the service reads by a managed identity, or uploaded to it.',
    source: service,
  },
  supports: {
    'listen:plaintext': yes('protocols of an API with http', api),
    'listen:terminate': yes('protocols of an API with https', api),
    'listen:permissive': never('http and https have a port each.', api),
    'listen:passthrough-sni': never(endsHere, service),
    'listen:passthrough-tcp': never(endsHere, service),
    'client-certificate:optional': yes(
      'negotiate_client_certificate alone: asked for, and nothing is refused',
      validation,
    ),
    'client-certificate:required': yes(
      'negotiate_client_certificate, and the policy validate-client-certificate, which refuses',
      validation,
    ),
    'dial:plaintext': yes('a backend with an http address', backend),
    'dial:tls': yes('a backend with an https address', backend),
    'dial:mutual': yes('a certificate in the credentials of the backend, by its thumbprint', backend),
    'dial:opportunistic': never('The address of the backend decides; there is no fallback.', backend),
    'verify:none': yes('validate_certificate_chain and validate_certificate_name = false', backend),
    'verify:ca': yes('validate_certificate_name = false', backend),
    'verify:full': yes('both, which is the default', backend),
    'trust:public-ca': yes('well-known CAs, without further ado', backend),
    'trust:private-ca': yes('CA certificates uploaded to the service, in the store Root', service),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'http2:listen': yes('http2_enabled, which is off by default', service),
    'http2:dial': unverified(
      'For gRPC alone there is a preview, in classic tiers made from January 2026 on; of anything else nothing was found.',
    ),
    ...sendsNoProxyProtocol('A backend is spoken to in HTTP.', backend),
  },
  // TLS 1.2 by default on both sides; 1.3 for clients in the classic tiers (states of the page differ about the v2 tiers),
  // for backends only when switched on.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.2'], source: protocols },
  defaults: {
    listeners: [{ id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    dial: { tls: 'tls', verify: 'full' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Asking for a client certificate refuses nobody: only a policy such as validate-client-certificate does.',
      source: validation,
    },
    {
      text: 'Whether a backend is encrypted is said by the scheme of its address alone.',
      source: backend,
    },
    {
      text: 'The checks of a backend are there to be switched off one by one, for self-signed ones; then anybody can stand in.',
      source: backend,
    },
    {
      text: 'TLS 1.0 and 1.1 are off by default, for clients and for backends; each can be switched on.',
      source: service,
    },
    { text: 'TLS 1.3 towards backends has to be switched on.', source: protocols },
  ],
  checkedAgainst: checkedAgainstAzure,
};
