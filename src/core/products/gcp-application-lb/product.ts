import { checkedAgainstGoogle } from '../../config/google-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const encryption = 'https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends';
const authenticated = 'https://docs.cloud.google.com/load-balancing/docs/backend-authenticated-tls-backend-mtls';
const clientMtls = 'https://cloud.google.com/load-balancing/docs/mtls';
const model = 'https://cloud.google.com/load-balancing/docs/load-balancer-resource-model';
/** The CIS benchmark on what stands there when no SSL policy is attached: profile COMPATIBLE, from TLS 1.0 on. */
export const noPolicy =
  'https://www.tenable.com/audits/items/CIS_Google_Cloud_Platform_v3.0.0_L1.audit:858fa72c56f0e4c98fc234fc475cb764';
/** On backends that have to do without a server name, since these load balancers send none. */
export const noServerName = 'https://docs.cloud.google.com/apigee/docs/hybrid/latest/enable-non-sni';
export const certificates = 'https://docs.cloud.google.com/certificate-manager/docs/core-components';
/** Its arguments: protocol, HTTP when left out, enable_cdn and security_policy. */
export const backendService =
  'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_backend_service';
/** The proxy that has proxy_header, NONE or PROXY_V1, and no policy for client certificates. */
export const sslProxy =
  'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_target_ssl_proxy';
const roots =
  'https://docs.cloud.google.com/ruby/docs/reference/google-cloud-network_security-v1/latest/Google-Cloud-NetworkSecurity-V1-BackendAuthenticationConfig-WellKnownRoots';

const endsHere =
  'It ends every connection; for bytes that pass through, Google has the passthrough Network Load Balancer.';

export const product: Product = {
  id: 'gcp-application-lb',
  title: 'Google Cloud Application Load Balancer',
  kind: 'load-balancer',
  summary: "Google's external HTTP(S) load balancer",
  operator: 'Google Cloud',
  keyLocation: {
    text: 'Google-managed certificates keep their key inside Google; a self-managed one is uploaded there.',
    source: certificates,
  },
  supports: {
    'listen:plaintext': yes('an HTTP target proxy', model),
    'listen:terminate': yes('an HTTPS target proxy with certificates', model),
    'listen:permissive': unverified('A target proxy is for HTTP or for HTTPS; none for both on one port was found.'),
    'listen:passthrough-sni': never(endsHere, model),
    'listen:passthrough-tcp': never(endsHere, model),
    'client-certificate:optional': yes(
      'ServerTlsPolicy with ALLOW_INVALID_OR_MISSING_CLIENT_CERT: invalid ones are let in too, the application must read the verdict',
      clientMtls,
    ),
    'client-certificate:required': yes('ServerTlsPolicy with REJECT_INVALID', clientMtls),
    'dial:plaintext': yes('backend protocol HTTP, which is the default, or H2C', encryption),
    'dial:tls': yes('backend protocol HTTPS or HTTP2', encryption),
    'dial:mutual': yes('a CLIENT_AUTH certificate in the BackendAuthenticationConfig', authenticated),
    'dial:opportunistic': never('The protocol of the backend service decides; there is no fallback.', encryption),
    'verify:none': yes('the default: any certificate is accepted, expired and self-signed ones too', encryption),
    'verify:ca': yes('BackendAuthenticationConfig without a name in tls_settings', authenticated),
    'verify:full': yes('BackendAuthenticationConfig with sni or subject_alt_names in tls_settings', authenticated),
    'trust:public-ca': yes('PUBLIC_ROOTS, considered only when sni is set', roots),
    'trust:private-ca': yes('a trust config of your own', authenticated),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'http2:listen': yes(
      'HTTP/2 over TLS, beside HTTP/1.1',
      'https://docs.cloud.google.com/load-balancing/docs/features',
    ),
    'http2:dial': yes(
      'protocol HTTP2 of the backend service, which is over TLS, or H2C',
      'https://docs.cloud.google.com/load-balancing/docs/https',
    ),
    ...sendsNoProxyProtocol('proxy_header belongs to the target proxies for TCP and SSL.', sslProxy),
  },
  // Listening: an SSL policy is optional, and without one the profile is COMPATIBLE from TLS 1.0. Dialling: the suites
  // of the same profile, not selectable; the documentation names no versions of its own.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source: noPolicy },
  defaults: {
    listeners: [{ id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'none', sni: null },
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'The protocol to the backends is HTTP unless you say otherwise: TLS ends at Google, and the cluster sees plaintext.',
      source: backendService,
    },
    {
      text: 'Switching the backend protocol to HTTPS encrypts and authenticates nobody: any certificate is accepted until a BackendAuthenticationConfig is attached.',
      source: encryption,
    },
    {
      text: 'Setting only sni or subject_alt_names checks the name and not the chain: a self-signed certificate with the right name passes.',
      source: authenticated,
    },
    {
      text: "The visitor's server name is not passed on; without tls_settings.sni none is sent to the backend.",
      source: noServerName,
    },
    { text: 'Without an SSL policy, visitors may still use TLS 1.0.', source: noPolicy },
    {
      text: 'Cloud Armor filters requests where TLS ends: it is bound to the backend services of this load balancer and reads what they carry.',
      source: backendService,
    },
  ],
  checkedAgainst: checkedAgainstGoogle,
};
