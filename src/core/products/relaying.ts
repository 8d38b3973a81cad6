import type { Feature } from '../model/features.ts';
import { never, type Product, type Support, yes } from '../model/product.ts';
import { passesOn } from './defaults.ts';

/** For what moves packets on and ends nothing: no session is its own, in either direction. */
export const relaysPackets = (source: string): Pick<Product, 'supports' | 'versions' | 'defaults' | 'upgrades'> => ({
  supports: supportsOf(source),
  // It speaks no TLS; whatever the two ends agree on goes through.
  versions: { listen: ['1.0', '1.3'], dial: ['1.0', '1.3'], source },
  defaults: passesOn,
  upgrades: [],
});

function supportsOf(source: string): Record<Feature, Support> {
  const ends = never('It moves packets on and ends no session; TLS ends on the backend.', source);
  const opens = never('It opens no session of its own: TLS goes through it as it comes.', source);
  const header = never('It puts nothing into the stream and reads nothing from it.', source);
  return {
    'listen:plaintext': never('It relays bytes and never reads them: that is passthrough.', source),
    'listen:terminate': ends,
    'listen:permissive': ends,
    'listen:passthrough-sni': never('It looks at addresses and ports, never into the stream.', source),
    'listen:passthrough-tcp': yes('always: there is no other way', source),
    'client-certificate:optional': ends,
    'client-certificate:required': ends,
    'dial:plaintext': yes('it carries what it is given', source),
    'dial:tls': opens,
    'dial:mutual': opens,
    'dial:opportunistic': opens,
    'verify:none': opens,
    'verify:ca': opens,
    'verify:full': opens,
    'trust:public-ca': opens,
    'trust:private-ca': opens,
    'proxy-protocol:accept': header,
    'proxy-protocol:send-v1': header,
    'proxy-protocol:send-v2': header,
    'http2:listen': yes('it carries whatever comes', source),
    'http2:dial': yes('it carries what it is given', source),
  };
}
