/**
 * What a product can do, since when, and where that is documented. The canvas offers, the simulation bounds and the
 * exporters warn from this one record. A new feature makes every product fail to compile until it answers.
 */
export const features = [
  'listen:plaintext',
  'listen:terminate',
  'listen:permissive',
  'listen:passthrough-sni',
  'listen:passthrough-tcp',
  'client-certificate:optional',
  'client-certificate:required',
  'dial:plaintext',
  'dial:tls',
  'dial:mutual',
  'dial:opportunistic',
  'verify:none',
  'verify:ca',
  'verify:full',
  'trust:public-ca',
  'trust:private-ca',
  'proxy-protocol:accept',
  'proxy-protocol:send-v1',
  'proxy-protocol:send-v2',
  'http2:listen',
  'http2:dial',
] as const;
export type Feature = (typeof features)[number];
