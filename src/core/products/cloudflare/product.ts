import { checkedAgainstCloudflare } from '../../config/cloudflare-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { answersHttpsAndHttp } from '../defaults.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const site = 'https://developers.cloudflare.com';
const modes = `${site}/ssl/origin-configuration/ssl-modes/`;
const flexible = `${modes}flexible`;
export const full = `${modes}full`;
export const strict = `${modes}full-strict`;
export const originPulls = `${site}/ssl/origin-configuration/authenticated-origin-pull/`;
export const trustStore = `${site}/ssl/origin-configuration/custom-origin-trust-store/`;
export const clientRules = `${site}/ruleset-engine/rules-language/fields/reference/cf.tls_client_auth.cert_verified`;
const protocols = `${site}/ssl/reference/protocols/`;
const sslOnly = `${modes}ssl-only-origin-pull`;
const universal = `${site}/api/terraform/resources/ssl/subresources/universal`;
const forwarded = `${site}/ssl/client-certificates/forward-a-client-certificate/`;
export const grpc = `${site}/network/grpc-connections/`;
const http2 = `${site}/speed/optimization/protocol/http2-to-origin/`;
const errors = `${site}/support/troubleshooting/http-status-codes/cloudflare-5xx-errors`;
const keyless = `${site}/ssl/keyless-ssl/`;
const off = `${modes}off`;
const spectrumProxy = `${site}/spectrum/how-to/enable-proxy-protocol/`;

const handshakeFailed = 'Error 525: SSL handshake failed';
const invalid = 'Error 526: invalid SSL certificate';
const endsHere = 'A proxied name is answered in HTTP, which is read here; Spectrum is the product that relays bytes.';

export const product: Product = {
  id: 'cloudflare',
  title: 'Cloudflare',
  kind: 'edge',
  summary: 'Edge network, CDN and firewall; one encryption mode for each zone',
  operator: 'Cloudflare',
  keyLocation: {
    text: 'With Cloudflare, for Universal SSL and for uploaded certificates; with Keyless SSL, which has no TLS 1.3, on a key server of yours.',
    source: keyless,
  },
  supports: {
    'listen:plaintext': yes('always_use_https off; the mode Off even sends HTTPS back to HTTP', off),
    'listen:terminate': yes('a proxied name, with the certificate of Universal SSL or one of your own', universal),
    'listen:permissive': unverified('HTTP and HTTPS have a port each; none for both was found.'),
    'listen:passthrough-sni': never(endsHere, modes),
    'listen:passthrough-tcp': never(endsHere, modes),
    'client-certificate:optional': yes(
      'a CA for a host name, and no rule: invalid certificates come in too',
      forwarded,
    ),
    'client-certificate:required': yes(
      'a rule that blocks where cf.tls_client_auth.cert_verified is false',
      clientRules,
    ),
    'dial:plaintext': yes('the modes Off and Flexible', flexible),
    'dial:tls': yes('the modes Full and Full (strict), for visitors that came by HTTPS', full),
    'dial:mutual': yes('authenticated origin pulls with a certificate of the zone or host', originPulls),
    'dial:opportunistic': never('The scheme of the visitor decides, not what the origin can do.', full),
    'verify:none': yes('the mode Full: any certificate is accepted', full),
    'verify:ca': never('Full checks nothing, Full (strict) checks the name too; there is nothing between.', strict),
    'verify:full': yes('the mode Full (strict)', strict),
    'trust:public-ca': yes("public CAs and Cloudflare's own Origin CA", strict),
    'trust:private-ca': yes('a custom origin trust store, which replaces the public CAs', trustStore),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'http2:listen': yes('the setting http2; gRPC needs it', grpc),
    'http2:dial': yes('over TLS, to an origin that offers it by ALPN, unless HTTP/2 to Origin is off', http2),
    ...sendsNoProxyProtocol('The PROXY protocol belongs to Spectrum.', spectrumProxy),
  },
  // TLS 1.0 is let in by default; towards origins suites from TLS 1.0 to 1.3 are offered, and cannot be chosen.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source: protocols },
  // Automatic SSL/TLS starts from what the origin can do and only raises: the weakest, Flexible, is where it may stay.
  defaults: answersHttpsAndHttp('none'),
  upgrades: [],
  logs: {
    'tls-to-plaintext': handshakeFailed,
    'no-common-version': handshakeFailed,
    'unknown-ca': invalid,
    'name-mismatch': invalid,
    'certificate-expired': invalid,
  },
  facts: [
    {
      text: 'Flexible shows visitors a padlock and sends their requests to the origin in plaintext.',
      source: flexible,
    },
    {
      text: 'Full accepts any certificate of the origin: self-signed, expired, for another name. Only Full (strict) checks.',
      source: full,
    },
    {
      text: 'Full and Full (strict) follow the scheme of the visitor: whoever comes by HTTP makes a plaintext leg to the origin, unless Always Use HTTPS or Strict (SSL-only origin pull) stands before it.',
      source: strict,
    },
    {
      text: 'Full (strict) lets an origin through whose certificate has the name that the visitor asked for or the one that is dialled: either will do.',
      source: strict,
    },
    {
      text: 'gRPC is a setting of its own; it goes on to port 443 by TLS only, and the firewall reads headers of it, never the messages.',
      source: grpc,
    },
    {
      text: 'The certificate of authenticated origin pulls that Cloudflare provides is shared by all of its customers: it proves that a request came through Cloudflare, not that it came through your zone.',
      source: originPulls,
    },
    {
      text: 'Strict (SSL-only origin pull) always encrypts to the origin; it takes an Enterprise plan.',
      source: sslOnly,
    },
    {
      text: 'An origin whose certificate does not pass is answered 526 to the visitor, one that spoils the handshake 525.',
      source: `${errors}/error-526/`,
    },
    { text: 'Visitors may use TLS 1.0 until min_tls_version says otherwise.', source: protocols },
    {
      text: 'Without a certificate at the edge, Universal SSL or another, visitors cannot come by HTTPS at all.',
      source: universal,
    },
    {
      text: 'By default Cloudflare chooses the mode itself (Automatic SSL/TLS) and only ever raises it: name it, so that you know it.',
      source: modes,
    },
  ],
  checkedAgainst: checkedAgainstCloudflare,
};
