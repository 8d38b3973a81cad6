import * as v from 'valibot';

/**
 * The document as it stands in a file, format `plainsight/topology`, version 1. This schema is the only definition:
 * the types below are inferred from it and `public/schema/topology-1.json` is generated from it.
 */

/** An object that keeps fields unknown to this version, while its type shows only the known ones. */
const record = <const E extends v.ObjectEntries>(entries: E): v.ObjectSchema<E, undefined> =>
  v.looseObject(entries) as unknown as v.ObjectSchema<E, undefined>;

/** Refuses what no name needs and every log viewer trips over: control characters and lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const printable = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$/u;

const text = v.pipe(v.string(), v.maxLength(500), v.regex(printable, 'must not contain control characters'));
const id = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'must start with a letter or digit and hold at most 64 letters, digits, "_", "." or "-"',
  ),
);
/** RFC 1123 host name (a leading `*.` allowed), IPv4 address, or IPv6 address without brackets. */
const hostName = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^(?:(?:\*\.)?(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})$/,
    'must be a host name (an internationalised one in its xn-- form) or an IP address',
  ),
);
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const coordinate = v.pipe(v.number(), v.finite(), v.minValue(-1e7), v.maxValue(1e7));

export const TlsVersion = v.picklist(['1.0', '1.1', '1.2', '1.3']);
export const Issuer = v.picklist(['public-ca', 'private-ca', 'self-signed']);
export const Verify = v.picklist(['none', 'ca', 'full']);
export const Negotiation = v.picklist(['direct', 'in-band']);

export const Certificate = record({
  issuer: Issuer,
  names: v.exactOptional(v.pipe(v.array(hostName), v.maxLength(100))),
  expired: v.exactOptional(v.boolean()),
});

const terminating = {
  clientCertificate: v.exactOptional(v.picklist(['none', 'optional', 'required'])),
  /** Issuers of client certificates that this listener accepts; the design's private CA when absent. */
  clientTrusts: v.exactOptional(v.array(Issuer)),
  minVersion: v.exactOptional(TlsVersion),
  maxVersion: v.exactOptional(TlsVersion),
  certificate: v.exactOptional(Certificate),
};

export const ListenerTls = v.variant('mode', [
  record({ mode: v.literal('plaintext') }),
  record({ mode: v.literal('terminate'), ...terminating }),
  record({ mode: v.literal('permissive'), ...terminating }),
  record({ mode: v.literal('passthrough'), by: v.exactOptional(v.picklist(['sni', 'tcp'])) }),
]);

export const Listener = record({
  id,
  port,
  tls: ListenerTls,
  acceptsProxyProtocol: v.exactOptional(v.boolean()),
});

export const Dial = record({
  tls: v.picklist(['plaintext', 'tls', 'mutual', 'opportunistic']),
  verify: v.exactOptional(Verify),
  /** The server name sent and checked; `null` sends none; absent: the name of whoever terminates. */
  sni: v.exactOptional(v.nullable(hostName)),
  minVersion: v.exactOptional(TlsVersion),
  maxVersion: v.exactOptional(TlsVersion),
  /** Issuers that this dial accepts; absent: what its product trusts. */
  trusts: v.exactOptional(v.array(Issuer)),
  /** What a mutual dial presents; the design's private CA issues it when absent. */
  clientCertificate: v.exactOptional(Certificate),
  /** How TLS starts; absent: as the application protocol does it (PostgreSQL and MySQL in band). */
  negotiation: v.exactOptional(Negotiation),
  sendsProxyProtocol: v.exactOptional(v.union([v.boolean(), v.picklist(['v1', 'v2'])])),
});

export const Match = record({
  /** Server names behind a passthrough listener. */
  sni: v.exactOptional(v.array(hostName)),
  /** Host names and path prefix behind a terminated one. */
  host: v.exactOptional(v.array(hostName)),
  path: v.exactOptional(
    v.pipe(v.string(), v.maxLength(500), v.regex(/^\/[\x21-\x7e]*$/, 'must be a path starting with "/"')),
  ),
});

export const zoneKinds = [
  'internet',
  'provider-edge',
  'dmz',
  'private-network',
  'cluster',
  'mesh',
  'host',
  'data-tier',
  'on-premises',
  'third-party',
] as const;

const zone = {
  id,
  kind: v.picklist(zoneKinds),
  title: text,
  parent: v.exactOptional(id),
  networkEncryption: v.exactOptional(v.picklist(['none', 'wireguard', 'ipsec', 'macsec', 'provider'])),
  mesh: v.exactOptional(
    record({
      product: v.picklist(['istio', 'linkerd', 'consul']),
      mode: v.picklist(['permissive', 'strict', 'disabled']),
      dataPlane: v.exactOptional(v.picklist(['sidecar', 'ambient'])),
    }),
  ),
};
export const Zone = record(zone);

const node = {
  id,
  product: id,
  title: text,
  zone: v.exactOptional(id),
  /** The product's version, where what it can do depends on it. */
  version: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]+(\.[0-9]+){0,3}$/, 'must be a version such as 1.29.5'))),
  /** The name or address other components dial; absent: made from the id, under `.internal`. */
  host: v.exactOptional(hostName),
  listeners: v.exactOptional(v.pipe(v.array(Listener), v.maxLength(50))),
  stores: v.exactOptional(v.array(id)),
};
export const Node = record(node);
const Position = record({ x: coordinate, y: coordinate });

export const Link = record({
  id,
  from: id,
  to: id,
  title: v.exactOptional(text),
  /** The listener reached; absent: the first one. */
  listener: v.exactOptional(id),
  /** The listener whose traffic goes out here; absent: any. */
  fromListener: v.exactOptional(id),
  protocol: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a protocol name such as "https"')),
  dial: Dial,
  match: v.exactOptional(Match),
});

export const classifications = ['public', 'internal', 'credentials', 'personal', 'health', 'cardholder'] as const;

export const Asset = record({
  id,
  title: text,
  /** One of the six above, or a class of your own (treated as `internal`). */
  classification: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a class such as "cardholder"')),
  protection: v.exactOptional(record({ by: id, readableBy: v.array(id) })),
});

export const Flow = record({
  id,
  title: text,
  path: v.pipe(v.array(id), v.minLength(1), v.maxLength(10_000)),
  carries: v.array(id),
  /** What comes back; the same wires and processes see it. */
  returns: v.exactOptional(v.array(id)),
});

export const formatName = 'plainsight/topology';
export const formatVersion = 1;

export const Document = record({
  format: v.literal(formatName),
  version: v.literal(formatVersion),
  title: text,
  zones: v.exactOptional(
    v.pipe(v.array(record({ ...zone, position: v.exactOptional(Position) })), v.maxLength(5_000)),
    [],
  ),
  nodes: v.pipe(v.array(record({ ...node, position: v.exactOptional(Position) })), v.maxLength(100_000)),
  links: v.pipe(v.array(Link), v.maxLength(200_000)),
  data: v.exactOptional(v.pipe(v.array(Asset), v.maxLength(5_000)), []),
  flows: v.exactOptional(v.pipe(v.array(Flow), v.maxLength(20_000)), []),
});

export type TlsVersion = v.InferOutput<typeof TlsVersion>;
export type Issuer = v.InferOutput<typeof Issuer>;
export type Verify = v.InferOutput<typeof Verify>;
export type Negotiation = v.InferOutput<typeof Negotiation>;
export type Certificate = v.InferOutput<typeof Certificate>;
export type ListenerTls = v.InferOutput<typeof ListenerTls>;
export type Listener = v.InferOutput<typeof Listener>;
export type Dial = v.InferOutput<typeof Dial>;
export type Match = v.InferOutput<typeof Match>;
export type Zone = v.InferOutput<typeof Zone>;
export type Node = v.InferOutput<typeof Node>;
export type Link = v.InferOutput<typeof Link>;
export type Asset = v.InferOutput<typeof Asset>;
export type Flow = v.InferOutput<typeof Flow>;
export type Position = v.InferOutput<typeof Position>;
export type Document = v.InferOutput<typeof Document>;
export type ZoneKind = (typeof zoneKinds)[number];
export type DialMode = Dial['tls'];
