import { checkedAgainstAzure } from '../../config/azure-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

export const endToEnd = 'https://learn.microsoft.com/azure/frontdoor/end-to-end-tls';
export const originResource =
  'https://registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs/resources/cdn_frontdoor_origin';
const routeResource =
  'https://registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs/resources/cdn_frontdoor_route';
const mutualTls = 'https://learn.microsoft.com/azure/frontdoor/mutual-tls';
const tlsPolicy = 'https://learn.microsoft.com/azure/frontdoor/tls-policy';
const headers = 'https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol';
const http2 = 'https://learn.microsoft.com/azure/frontdoor/front-door-http2';

const endsHere = 'It ends every connection at the edge and opens another to the origin.';
const inPreview =
  'A preview of the Premium tier has it; the Terraform provider read does not, and it keeps the endpoint from caching.';

export const product: Product = {
  id: 'azure-front-door',
  title: 'Azure Front Door',
  kind: 'edge',
  summary: 'Edge network and CDN of Azure, Standard and Premium',
  operator: 'Microsoft Azure',
  keyLocation: {
    text: 'In certificates that Azure manages, or in Key Vault for your own; and at every edge.',
    source: endToEnd,
  },
  supports: {
    'listen:plaintext': yes('supported_protocols with Http', routeResource),
    'listen:terminate': yes('supported_protocols with Https, and a domain with a certificate', routeResource),
    'listen:permissive': never('Http is answered on port 80, Https on 443; no port takes both.', endToEnd),
    'listen:passthrough-sni': never(endsHere, endToEnd),
    'listen:passthrough-tcp': never(endsHere, endToEnd),
    'client-certificate:optional': unverified(inPreview),
    'client-certificate:required': unverified(inPreview),
    'dial:plaintext': yes('forwarding_protocol HttpOnly', routeResource),
    'dial:tls': yes('forwarding_protocol HttpsOnly', routeResource),
    'dial:mutual': never('Nothing in an origin holds a client certificate.', originResource),
    'dial:opportunistic': never(
      'MatchRequest follows the scheme of the visitor; nothing tries TLS first and falls back.',
      routeResource,
    ),
    'verify:none': never('A valid chain to a CA of Microsoft is always required of an origin.', endToEnd),
    'verify:ca': yes('certificate_name_check_enabled = false: the chain is checked, the name is not', originResource),
    'verify:full': yes('certificate_name_check_enabled = true', originResource),
    'trust:public-ca': yes('the list of CAs that Microsoft keeps', endToEnd),
    'trust:private-ca': never('Private CAs and self-signed certificates are refused.', endToEnd),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'http2:listen': yes('with visitors', http2),
    'http2:dial': unverified('Origins get HTTP/1.1, but for routes with gRPC, which are a preview.'),
    ...sendsNoProxyProtocol('Only headers tell an origin of the visitor.', headers),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: tlsPolicy },
  defaults: {
    listeners: [
      { id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
      { id: 'http', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } },
    ],
    // MatchRequest, behind a redirect: whatever gets through came by https.
    dial: { tls: 'tls', verify: 'full' },
    protocol: 'https',
    tlsDial: { verify: 'full' },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'The scheme towards the origin is that of the visitor by default (MatchRequest): take the redirect away, and visitors by HTTP make a plaintext leg.',
      source: routeResource,
    },
    {
      text: 'Turning the name check off leaves the chain checked: certificates of a private CA are refused either way.',
      source: endToEnd,
    },
    {
      text: 'Without the name check, whoever holds any certificate of a public CA can stand in for the origin.',
      source: originResource,
    },
    {
      text: 'An origin can be reached around it unless it checks X-Azure-FDID and filters addresses.',
      source: headers,
    },
    { text: 'Client certificates are a preview of the Premium tier.', source: mutualTls },
  ],
  checkedAgainst: checkedAgainstAzure,
};
