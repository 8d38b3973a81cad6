import * as v from 'valibot';
import { features } from './features.ts';

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

/** The best key exchange on offer: RSA key transport (no forward secrecy), (EC)DHE, or hybrid with ML-KEM. */
export const KeyExchange = v.picklist(['rsa', 'ecdhe', 'hybrid']);
/** ALPN protocol ids, RFC 7301: `h2`, `http/1.1`, `postgresql` … */
const alpn = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,32}$/, 'must be an ALPN id such as "h2"'))),
  v.maxLength(20),
);

export const Certificate = record({
  issuer: Issuer,
  names: v.exactOptional(v.pipe(v.array(hostName), v.maxLength(100))),
  expired: v.exactOptional(v.boolean()),
  /** Certificates that name the same key share its private half: whoever steals one has all. */
  key: v.exactOptional(id),
  /** Days from issue to expiry; absent: what its issuer gives today. */
  lifetimeDays: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650))),
  renewal: v.exactOptional(v.picklist(['automated', 'manual'])),
  /** The node that issues it, where a certificate authority is drawn; absent: whoever `issuer` says. */
  issuedBy: v.exactOptional(id),
});

/** What lowers a risk without removing the exposure, with the reason in words. */
export const Control = record({
  kind: v.picklist([
    'segmentation',
    'hardening',
    'detection',
    'log-scrubbing',
    'physical-protection',
    'rate-limiting',
    'other',
  ]),
  reason: text,
});
const controls = v.exactOptional(v.pipe(v.array(Control), v.maxLength(20)));

const terminating = {
  clientCertificate: v.exactOptional(v.picklist(['none', 'optional', 'required'])),
  /** Issuers of client certificates that this listener accepts; the design's private CA when absent. */
  clientTrusts: v.exactOptional(v.array(Issuer)),
  minVersion: v.exactOptional(TlsVersion),
  maxVersion: v.exactOptional(TlsVersion),
  certificate: v.exactOptional(Certificate),
  keyExchange: v.exactOptional(KeyExchange),
  /** HTTP Strict Transport Security, RFC 6797: sent, or on the preload list of browsers as well. */
  strictTransport: v.exactOptional(v.picklist(['off', 'sent', 'preloaded'])),
};

export const ListenerTls = v.variant('mode', [
  record({
    mode: v.literal('plaintext'),
    /** Answers every request with a redirect to https and forwards none. */
    redirectsToTls: v.exactOptional(v.boolean()),
  }),
  record({ mode: v.literal('terminate'), ...terminating }),
  record({ mode: v.literal('permissive'), ...terminating }),
  record({ mode: v.literal('passthrough'), by: v.exactOptional(v.picklist(['sni', 'tcp'])) }),
]);

export const Listener = record({
  id,
  port,
  tls: ListenerTls,
  acceptsProxyProtocol: v.exactOptional(v.boolean()),
  /** Application protocols that it speaks; absent: whatever its product does. */
  alpn: v.exactOptional(alpn),
  /** What the mesh asks of this port, where it differs from the node's zone; `skipped`: the mesh does not see it. */
  mesh: v.exactOptional(v.picklist(['permissive', 'strict', 'disabled', 'skipped'])),
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
  keyExchange: v.exactOptional(KeyExchange),
  alpn: v.exactOptional(alpn),
  /** Sends requests in the first flight of a resumed session (TLS 1.3 0-RTT): they can be replayed. */
  earlyData: v.exactOptional(v.boolean()),
});

/**
 * How the sender's mesh proxy treats a link: `automatic` (mutual TLS wherever the peer can), `disable` (as it comes),
 * `simple` and `mutual` (the proxy itself originates TLS as the dial's `verify` says), `mesh-mutual` (the mesh's mutual
 * TLS and nothing else), `skipped` (an excluded outbound port).
 */
export const LinkMesh = v.picklist(['automatic', 'disable', 'simple', 'mutual', 'mesh-mutual', 'skipped']);

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
      /** Whether a caller needs to be named in a node's `allows`; absent: everyone with an identity may call. */
      authorization: v.exactOptional(v.picklist(['allow', 'deny'])),
      /** Consul: whether traffic is redirected to the proxy; without it an application can be dialled around it. */
      transparentProxy: v.exactOptional(v.boolean()),
      /** Istio ambient: a shared proxy that reads requests stands in front of the zone's services. */
      waypoint: v.exactOptional(v.boolean()),
      /** Linkerd: ports carried without protocol detection, in place of its default list. */
      opaquePorts: v.exactOptional(v.pipe(v.array(port), v.maxLength(100))),
    }),
  ),
  /** What kind of network it is to an auditor, where that is more than its kind says. */
  network: v.exactOptional(v.picklist(['wireless', 'carrier', 'carrier-assessed'])),
  controls,
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
  /** `outside`: lies in a mesh zone and has no proxy (not injected, host network). */
  mesh: v.exactOptional(v.picklist(['member', 'outside'])),
  /** Who may call it, by mesh identity or client certificate; absent: whoever its zone lets in. */
  allows: v.exactOptional(v.pipe(v.array(id), v.maxLength(1_000))),
  /** What this one can't do although its product can, such as `listen:terminate` for a program without TLS. */
  cannot: v.exactOptional(v.pipe(v.array(v.picklist(features)), v.maxLength(50))),
  /** It is there to read what passes: a firewall, a filter. Passing ciphertext through makes it blind. */
  inspects: v.exactOptional(v.boolean()),
  /** Writes requests and responses to its log, which leaves over its telemetry links. */
  logsBodies: v.exactOptional(v.boolean()),
  /** Facts that it believes when a header states them. */
  trustsHeaders: v.exactOptional(
    v.pipe(v.array(v.picklist(['client-certificate', 'forwarded-for', 'forwarded-proto'])), v.maxLength(3)),
  ),
  controls,
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
  mesh: v.exactOptional(LinkMesh),
  /** What it is for, where its ends do not say. */
  purpose: v.exactOptional(
    v.picklist(['user', 'service', 'database', 'administration', 'health', 'telemetry', 'backup']),
  ),
  /** Milliseconds there and back; absent: what the zones at its ends suggest. */
  roundTripMs: v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(10_000))),
  controls,
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
  /** Sending it twice does no harm. */
  idempotent: v.exactOptional(v.boolean()),
});

/** A promise about the design in one sentence, such as `card is readable only in {orders, db}`. */
export const Assertion = record({ id, text: v.pipe(text, v.minLength(1)) });
/** A rule pack that judges this design, and how strictly where it knows levels. */
export const PackChoice = record({
  id,
  level: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be a level such as "l2"'))),
});
/** A number of the cost model that this design knows better. */
export const Assumption = record({
  id,
  value: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1e9)),
  reason: v.exactOptional(text),
});
/** Why a clause that asks for a written reason is answered for a place (a link or node id), or everywhere. */
export const Rationale = record({
  id,
  clause: text,
  place: v.exactOptional(id),
  reason: text,
  measure: v.exactOptional(text),
  owner: v.exactOptional(text),
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
  flows: v.exactOptional(v.pipe(v.array(Flow), v.maxLength(50_000)), []),
  /** As sentences, or as records that keep their id. */
  assertions: v.exactOptional(v.pipe(v.array(v.union([Assertion, v.pipe(text, v.minLength(1))])), v.maxLength(500))),
  /** By id alone, or with a level. */
  packs: v.exactOptional(v.pipe(v.array(v.union([PackChoice, id])), v.maxLength(50))),
  assumptions: v.exactOptional(v.pipe(v.array(Assumption), v.maxLength(200))),
  rationales: v.exactOptional(v.pipe(v.array(Rationale), v.maxLength(5_000))),
});

export type TlsVersion = v.InferOutput<typeof TlsVersion>;
export type Issuer = v.InferOutput<typeof Issuer>;
export type Verify = v.InferOutput<typeof Verify>;
export type Negotiation = v.InferOutput<typeof Negotiation>;
export type KeyExchange = v.InferOutput<typeof KeyExchange>;
export type Control = v.InferOutput<typeof Control>;
export type LinkMesh = v.InferOutput<typeof LinkMesh>;
export type Assertion = v.InferOutput<typeof Assertion>;
export type PackChoice = v.InferOutput<typeof PackChoice>;
export type Assumption = v.InferOutput<typeof Assumption>;
export type Rationale = v.InferOutput<typeof Rationale>;
export type Mesh = NonNullable<Zone['mesh']>;
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
