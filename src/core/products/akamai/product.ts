import { checkedAgainstAkamai } from '../../config/akamai-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { answersHttpsAndHttp } from '../defaults.ts';
import { sendsNoProxyProtocol } from '../support.ts';

export const origin = 'https://techdocs.akamai.com/terraform/docs/origin';
const keystore = 'https://techdocs.akamai.com/property-mgr/reference/latest-mtls-origin-keystore';
const profile = 'https://techdocs.akamai.com/property-mgr/docs/akamai-managed-tls-profile';
const certificate = 'https://techdocs.akamai.com/property-mgr/docs/edge-certificate';
const property = 'https://github.com/akamai/terraform-provider-akamai';
const http2 = 'https://techdocs.akamai.com/property-mgr/reference/ga-http2';

const clients =
  'The mTLS Edge Truststore asks for them and the behaviour enforce_mtls_settings refuses; what the handshake does was not read.';
const endsHere = 'A property reads requests: every session ends at the edge.';

export const product: Product = {
  id: 'akamai',
  title: 'Akamai',
  kind: 'edge',
  summary: 'CDN; a property holds rules, and origins in them',
  operator: 'Akamai',
  keyLocation: {
    text: 'Within the platform of Akamai: the key of an edge certificate is made there and not transmitted.',
    source: certificate,
  },
  supports: {
    'listen:plaintext': yes('a host name without a redirect', property),
    'listen:terminate': yes('a secure property with an edge certificate', certificate),
    'listen:permissive': unverified('HTTP and HTTPS have a port each; none for both was found.'),
    'listen:passthrough-sni': never(endsHere, origin),
    'listen:passthrough-tcp': never(endsHere, origin),
    'client-certificate:optional': unverified(clients),
    'client-certificate:required': unverified(clients),
    'dial:plaintext': yes('requests by HTTP, to http_port', origin),
    'dial:tls': yes('requests by HTTPS, to https_port', origin),
    'dial:mutual': yes('the behaviour mtls_origin_keystore, with auth_client_cert', keystore),
    'dial:opportunistic': unverified('Whether a failed handshake is tried again in plaintext is not documented.'),
    'verify:none': yes(
      'verification_mode PLATFORM_SETTINGS, the default: what it checks is not documented, so nothing is counted on',
      origin,
    ),
    'verify:ca': unverified('The custom mode goes by names; whether they can be left out is not documented.'),
    'verify:full': yes('verification_mode CUSTOM with custom_valid_cn_values and the CAs to honour', origin),
    'trust:public-ca': yes('standard_certificate_authorities', origin),
    'trust:private-ca': yes('custom_certificate_authorities', origin),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'http2:listen': yes('the behaviour http2, on a secure property', http2),
    'http2:dial': unverified(
      'HTTP/2 to origins is an option of an origin since May 2026; whether gRPC goes by it was not found.',
    ),
    ...sendsNoProxyProtocol('Only headers, such as True-Client-IP, tell an origin of the visitor.', origin),
  },
  // The profile that Akamai manages. Towards origins min_tls_version is DYNAMIC, which is documented no further.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: profile },
  defaults: answersHttpsAndHttp('none'),
  upgrades: [],
  facts: [
    {
      text: 'verification_mode is PLATFORM_SETTINGS unless you say otherwise, and what that checks is not documented: name CUSTOM, the names and the CAs.',
      source: origin,
    },
    {
      text: 'An edge server shows its client certificate only if the origin asks; without auth_client_cert it goes on, unauthenticated, where the origin does not.',
      source: keystore,
    },
    {
      text: 'Host header and server name are two settings: forward_host_header is that of the visitor by default.',
      source: origin,
    },
  ],
  checkedAgainst: checkedAgainstAkamai,
};
