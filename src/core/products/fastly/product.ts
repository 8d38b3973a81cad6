import { checkedAgainstFastly } from '../../config/fastly-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { answersHttpsAndHttp } from '../defaults.ts';
import { sendsNoProxyProtocol } from '../support.ts';

export const service = 'https://registry.terraform.io/providers/fastly/fastly/latest/docs/resources/service_vcl';
export const mutual = 'https://docs.fastly.com/documentation/reference/api/tls/mutual-tls/authentication';
/** Where enforced is false when left out; the API has true. */
const mutualResource =
  'https://github.com/fastly/terraform-provider-fastly/blob/main/docs/resources/tls_mutual_authentication.md';
const prerequisites =
  'https://www.fastly.com/documentation/guides/getting-started/domains/securing-domains/tls-prerequisites-and-limitations';
const header = 'https://fastly.com/documentation/reference/http/http-headers/Fastly-SSL';
const http2 = 'https://www.fastly.com/blog/http2-now-general-availability';
const termination = 'https://docs.fastly.com/en/guides/tls';

const endsHere = 'A service reads requests: every session ends at the edge.';

export const product: Product = {
  id: 'fastly',
  title: 'Fastly',
  kind: 'edge',
  summary: 'CDN that is programmed in VCL',
  operator: 'Fastly',
  keyLocation: {
    text: 'With Fastly, for certificates that it manages and for those you upload.',
    source: prerequisites,
  },
  supports: {
    'listen:plaintext': yes('a domain without force_ssl', service),
    'listen:terminate': yes('a domain with a TLS subscription or a certificate of yours', prerequisites),
    'listen:permissive': unverified('HTTP and HTTPS have a port each; none for both was found.'),
    'listen:passthrough-sni': never(endsHere, termination),
    'listen:passthrough-tcp': never(endsHere, termination),
    'client-certificate:optional': yes('mutual authentication without enforced: it fails open', mutual),
    'client-certificate:required': yes('mutual authentication with enforced', mutual),
    'dial:plaintext': yes('use_ssl = false, which is the default', service),
    'dial:tls': yes('use_ssl = true', service),
    'dial:mutual': yes('ssl_client_cert and ssl_client_key', service),
    'dial:opportunistic': never('use_ssl decides; there is no fallback.', service),
    'verify:none': yes('ssl_check_cert = false', service),
    'verify:ca': unverified('One switch checks the certificate; whether the name can be left out is not documented.'),
    'verify:full': yes('ssl_check_cert = true, which is the default, with ssl_cert_hostname', service),
    'trust:public-ca': yes('without ssl_ca_cert', service),
    'trust:private-ca': yes('ssl_ca_cert', service),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    'http2:listen': yes('by default, with every certificate', http2),
    'http2:dial': unverified('No setting of a backend of a VCL service speaks of it.'),
    ...sendsNoProxyProtocol('Nothing in a backend speaks of it.', service),
  },
  // Managed certificates take TLS 1.2 at least. Towards origins the pages read name no default; exports always say both ends.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: prerequisites },
  defaults: answersHttpsAndHttp('full'),
  upgrades: [],
  facts: [
    { text: 'A backend is reached in plaintext on port 80 until use_ssl says otherwise.', source: service },
    {
      text: 'The name that is checked and the name that is sent are two settings: ssl_cert_hostname does not touch SNI, ssl_sni_hostname does not touch the check.',
      source: service,
    },
    {
      text: 'Mutual authentication that is not enforced fails open: whoever shows no certificate, or a bad one, comes in. Left out, enforced is true in the API and false in the Terraform provider.',
      source: mutualResource,
    },
    {
      text: 'The header Fastly-SSL of a client is not overwritten: an origin that believes it believes the client.',
      source: header,
    },
  ],
  checkedAgainst: checkedAgainstFastly,
};
