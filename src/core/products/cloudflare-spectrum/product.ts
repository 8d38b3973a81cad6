import { checkedAgainstCloudflare } from '../../config/cloudflare-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { passesOn } from '../defaults.ts';

export const options = 'https://developers.cloudflare.com/spectrum/reference/configuration-options/';
const proxyProtocol = 'https://developers.cloudflare.com/spectrum/how-to/enable-proxy-protocol/';
export const limitations = 'https://developers.cloudflare.com/spectrum/reference/limitations/';
const terraform =
  'https://registry.terraform.io/providers/cloudflare/cloudflare/5.14.0/docs/resources/spectrum_application';

const notSaid = 'Not said of Spectrum in the pages read.';
const noField = 'Nothing in an application speaks of certificates of clients.';

export const product: Product = {
  id: 'cloudflare-spectrum',
  title: 'Cloudflare Spectrum',
  kind: 'edge',
  summary: "Relays TCP through Cloudflare's edge, and ends TLS if told to",
  operator: 'Cloudflare',
  keyLocation: {
    text: 'Nowhere while it relays; with Cloudflare where it ends TLS.',
    source: options,
  },
  supports: {
    'listen:plaintext': never('An application relays bytes and never reads them: that is passthrough.', options),
    'listen:terminate': yes('tls = flexible, full or strict', terraform),
    'listen:permissive': unverified(notSaid),
    'listen:passthrough-sni': never('An application has a port; no server name chooses an origin.', options),
    'listen:passthrough-tcp': yes('tls = off', terraform),
    'client-certificate:optional': never(noField, terraform),
    'client-certificate:required': never(noField, terraform),
    'dial:plaintext': yes('tls = flexible', terraform),
    'dial:tls': yes('tls = full or strict', terraform),
    'dial:mutual': unverified(notSaid),
    'dial:opportunistic': never('The mode of the application decides; there is no fallback.', terraform),
    'verify:none': yes('tls = full: any certificate is accepted', options),
    'verify:ca': never('Full checks nothing, strict checks the name too; there is nothing between.', options),
    'verify:full': yes('tls = strict', options),
    'trust:public-ca': yes('with tls = strict', options),
    'trust:private-ca': unverified(notSaid),
    'proxy-protocol:accept': unverified(notSaid),
    'proxy-protocol:send-v1': yes('proxy_protocol = v1', proxyProtocol),
    'proxy-protocol:send-v2': yes('proxy_protocol = v2', options),
    'http2:listen': yes('it carries whatever comes', options),
    'http2:dial': yes('it carries what it is given', options),
  },
  // Of applications for TCP, which are what is exported: the zone's min_tls_version does not reach them.
  versions: { listen: ['1.1', '1.3'], dial: ['1.1', '1.3'], source: options },
  defaults: passesOn,
  upgrades: [],
  facts: [
    { text: 'With tls = off the session of the client goes on to the origin, unread.', source: options },
    { text: 'With tls = flexible it ends at Cloudflare, and the origin is reached in plaintext.', source: options },
    { text: 'With tls = full every certificate of the origin is accepted; only strict checks.', source: options },
    {
      text: 'An application for TCP takes TLS 1.1 and up from clients; only one for HTTPS can be told more.',
      source: options,
    },
    {
      text: 'The certificate of Universal SSL is not used here: one that ends TLS takes an advanced or a custom certificate.',
      source: limitations,
    },
    {
      text: 'The origin sees addresses of Cloudflare unless a PROXY header tells it of the client.',
      source: proxyProtocol,
    },
  ],
  checkedAgainst: checkedAgainstCloudflare,
};
