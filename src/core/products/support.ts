import type { Feature } from '../model/features.ts';
import { never, type Support } from '../model/product.ts';

type Group<Prefix extends string> = Record<Extract<Feature, `${Prefix}${string}`>, Support>;

/** For what dials and is never dialled. */
export const listensToNobody = (
  source: string,
): Group<'listen:'> &
  Group<'client-certificate:'> &
  Pick<Record<Feature, Support>, 'proxy-protocol:accept' | 'http2:listen'> => {
  const none = never('It opens connections and accepts none.', source);
  return {
    'listen:plaintext': none,
    'listen:terminate': none,
    'listen:permissive': none,
    'listen:passthrough-sni': none,
    'listen:passthrough-tcp': none,
    'client-certificate:optional': none,
    'client-certificate:required': none,
    'proxy-protocol:accept': none,
    'http2:listen': none,
  };
};

/** For what is dialled and dials nobody. */
export const dialsNobody = (
  source: string,
): Group<'dial:'> & Group<'verify:'> & Group<'trust:'> & Group<'proxy-protocol:send'> => {
  const none = never('It answers connections and opens none of its own here.', source);
  return {
    'dial:plaintext': none,
    'dial:tls': none,
    'dial:mutual': none,
    'dial:opportunistic': none,
    'verify:none': none,
    'verify:ca': none,
    'verify:full': none,
    'trust:public-ca': none,
    'trust:private-ca': none,
    'proxy-protocol:send-v1': none,
    'proxy-protocol:send-v2': none,
  };
};

/** For what speaks another application protocol than HTTP. */
export const speaksNoHttp = (source: string): Group<'http2:'> => {
  const none = never('It speaks a protocol of its own, not HTTP.', source);
  return { 'http2:listen': none, 'http2:dial': none };
};

/** For a product that never sends the PROXY protocol. */
export const sendsNoProxyProtocol = (why: string, source: string): Group<'proxy-protocol:send'> => ({
  'proxy-protocol:send-v1': never(why, source),
  'proxy-protocol:send-v2': never(why, source),
});
