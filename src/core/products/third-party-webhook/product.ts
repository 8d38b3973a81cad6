import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsVerified } from '../defaults.ts';
import { listensToNobody, sendsNoProxyProtocol } from '../support.ts';

/** A client is what establishes connections to send requests. */
const clientRole = 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3';
const rfc9525 = 'https://www.rfc-editor.org/rfc/rfc9525';
/** What three of the senders that publish their rules say of endpoints. */
export const demands = 'https://developer.icemortgagetechnology.com/developer-connect/reference/webhook-endpoints';
const meta =
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint.md';
const github = 'https://docs.github.com/en/enterprise-server@3.1/rest/apps/webhooks';
const ownCa = 'https://plain.com/docs/mtls';

export const product: Product = {
  id: 'third-party-webhook',
  title: 'Third-party webhook',
  kind: 'client',
  summary: "Somebody else's system that calls yours",
  operator: 'third party',
  keyLocation: { text: 'With the third party: if it shows a certificate, its key is theirs.', source: ownCa },
  supports: {
    ...listensToNobody(clientRole),
    'dial:plaintext': yes('an http:// address, where the sender takes one', clientRole),
    'dial:tls': yes('an https:// address', demands),
    'dial:mutual': yes('where the sender offers it; the CA that you trust for it is theirs', meta),
    'dial:opportunistic': unverified('What a sender does when https fails is for it to say.'),
    'verify:none': yes('where the sender has a switch for it, such as insecure_ssl', github),
    'verify:ca': never('Issuer and name are checked together.', rfc9525),
    'verify:full': yes('what senders do unless told otherwise', demands),
    'trust:public-ca': yes('the trust store of the sender', demands),
    'trust:private-ca': never(
      'Its trust store is not yours to change: senders refuse certificates that no public CA issued.',
      meta,
    ),
    'http2:dial': unverified('Which version of HTTP a sender speaks is for it to say.'),
    ...sendsNoProxyProtocol('Only proxies speak it.', 'https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt'),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: demands },
  defaults: dialsVerified,
  upgrades: [],
  facts: [
    {
      text: 'You control neither its trust store nor its versions: a certificate of a public CA is what it expects, and self-signed ones are refused.',
      source: meta,
    },
    {
      text: 'If it shows a client certificate, that comes from a CA of its own, which you have to trust in front of your service.',
      source: ownCa,
    },
    {
      text: 'Some senders can be told not to check your certificate; then anybody on the way can take what it sends.',
      source: github,
    },
    {
      text: 'TLS says nothing of who sent a request, unless there is a client certificate: check its signature as well.',
      source: 'https://hackage.haskell.org/package/stripe-signature',
    },
  ],
  checkedAgainst: 'nothing to configure: instructions for the third party',
};
