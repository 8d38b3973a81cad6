import type { Feature } from '../model/features.ts';
import { never, type Support, unverified, yes } from '../model/product.ts';
import { dialsNobody } from './support.ts';

type Ports = 'listen:plaintext' | 'listen:terminate' | 'listen:permissive';

/** For a store that is reached by signed requests: all but which ports its endpoint has. */
export const answersSigned = (source: string): Record<Exclude<Feature, Ports>, Support> => {
  const answers = never('It answers requests itself and relays to nobody.', source);
  const signed = never('Callers sign their requests; nothing asks them for a certificate.', source);
  return {
    'listen:passthrough-sni': answers,
    'listen:passthrough-tcp': answers,
    'client-certificate:optional': signed,
    'client-certificate:required': signed,
    'proxy-protocol:accept': unverified('Nothing was found about it.'),
    ...dialsNobody(source),
    'http2:listen': unverified('Whether the endpoint speaks HTTP/2 was not found.'),
    'http2:dial': never('It answers requests and sends none.', source),
  };
};

/**
 * For an authority that is an API of AWS and nothing else.
 * @param security the page on its endpoints
 * @param everything the page that would name whatever else it could do
 */
export const answersApi = (security: string, everything: string): Record<Feature, Support> => {
  const encrypted = never('AWS requires TLS 1.2 of whoever calls its API.', security);
  const answers = never('It answers requests to its API and relays to nobody.', security);
  const signed = never('Requests are signed with an access key.', security);
  return {
    'listen:plaintext': encrypted,
    'listen:terminate': yes('the HTTPS endpoint of the service in each region', security),
    'listen:permissive': encrypted,
    'listen:passthrough-sni': answers,
    'listen:passthrough-tcp': answers,
    'client-certificate:optional': signed,
    'client-certificate:required': signed,
    'proxy-protocol:accept': never('Its API has no setting for what stands in front of it.', everything),
    'http2:listen': unverified('No page says which versions of HTTP the endpoints offer.'),
    'http2:dial': never('It dials nobody here.', everything),
    ...dialsNobody(everything),
  };
};
