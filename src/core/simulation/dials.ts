import type { Feature } from '../model/features.ts';
import { can, type Product, type Products, speaksUpgrade } from '../model/product.ts';
import { type Protocol, protocolOf } from '../model/protocols.ts';
import type { DialMode, Issuer, KeyExchange, Link, Negotiation, Node, TlsVersion, Verify } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { boundKeyExchange, ignore, productOf, type Report, refusal, withinVersions } from './bounds.ts';
import { memberOf, originates } from './mesh.ts';

/** A dial as its product really makes it. */
export interface Call {
  readonly node: Node;
  readonly product: Product;
  readonly link: Link;
  readonly protocol: Protocol;
  readonly tls: DialMode;
  readonly verify: Verify;
  /** `undefined`: the name of whoever terminates; `null`: none is sent. */
  readonly sni: string | null | undefined;
  readonly versions: readonly [min: TlsVersion, max: TlsVersion];
  readonly trusts: readonly Issuer[];
  readonly clientCertificate: { readonly issuer: Issuer; readonly expired: boolean };
  readonly negotiation: Negotiation;
  /** The sender's mesh proxy makes this dial around a stream that the application has encrypted already. */
  readonly wraps: boolean;
  readonly keyExchange: KeyExchange;
  readonly alpn: readonly string[] | undefined;
}

/** The dial of a link, bounded by what the product at its start can do. Only called where the dial is its own. */
export function callOf(topology: Topology, link: Link, products: Products, report: Report = ignore): Call | null {
  const node = topology.nodes.get(link.from);
  if (!node) return null;
  const proxied = originates(link) && memberOf(topology, node, products) !== null;
  return callFrom(node, productOf(node, products), link, proxied, report);
}

/** The dial of a link from a node; `proxied`: the node's mesh proxy makes it. */
export function callFrom(node: Node, product: Product, link: Link, proxied: boolean, report: Report = ignore): Call {
  const protocol = protocolOf(link.protocol);
  const { dial } = link;
  const where = { node: node.id, link: link.id };
  const refuse = refusal(report, product, where);

  if (proxied) return proxyCall(node, product, link, protocol);

  let tls = dial.tls;
  if (!can(product, dialFeature[tls], node)) {
    const fallback =
      tls === 'mutual' && can(product, 'dial:tls', node)
        ? 'tls'
        : can(product, 'dial:plaintext', node)
          ? 'plaintext'
          : 'tls';
    if (fallback !== tls && can(product, `dial:${fallback}`, node)) {
      refuse(
        `dial:${tls}`,
        dialName[tls],
        `It dials ${fallback === 'tls' ? 'TLS without a client certificate' : 'plaintext'}.`,
      );
      tls = fallback;
    } else
      refuse(
        `dial:${tls}`,
        dialName[tls],
        'Nothing else is dialled in its place: draw the link from another component.',
      );
  }

  // libpq and its like verify nothing unless told to: the protocol's client library decides, not the service.
  const unstated = protocol.negotiation === 'in-band' ? 'none' : (product.defaults.tlsDial.verify ?? 'full');
  let verify = dial.verify ?? unstated;
  if (tls !== 'plaintext' && tls !== 'opportunistic' && !can(product, verifyFeature[verify], node)) {
    const bounded = boundVerify(product, node, verify);
    if (dial.verify !== undefined) refuse(`verify:${verify}`, verifyName[verify], `It ${verifyDoes[bounded]}.`);
    verify = bounded;
  }

  return {
    node,
    product,
    link,
    protocol,
    tls,
    verify,
    // A check of the name is made against the terminator's; short of one, what is sent is the product's own habit.
    sni: dial.sni === undefined && verify !== 'full' ? product.defaults.tlsDial.sni : dial.sni,
    versions: withinVersions(product.versions.dial, dial.minVersion, dial.maxVersion),
    trusts: dial.trusts ?? trustsOf(product),
    clientCertificate: {
      issuer: dial.clientCertificate?.issuer ?? 'private-ca',
      expired: dial.clientCertificate?.expired ?? false,
    },
    wraps: false,
    keyExchange: boundKeyExchange(
      node,
      product,
      'dial',
      dial.keyExchange,
      where,
      tls === 'plaintext' ? ignore : report,
    ),
    alpn: dial.alpn,
    negotiation: dial.negotiation ?? (speaksUpgrade(product, protocol.id) ? protocol.negotiation : 'direct'),
  };
}

/**
 * TLS that the sender's mesh proxy originates (Istio DestinationRule SIMPLE and MUTUAL): checked by CA and name unless
 * told otherwise, whatever the application itself can. https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
function proxyCall(node: Node, product: Product, link: Link, protocol: Protocol): Call {
  const { dial } = link;
  return {
    node,
    product,
    link,
    protocol,
    tls: link.mesh === 'mutual' ? 'mutual' : 'tls',
    verify: dial.verify ?? 'full',
    sni: dial.sni,
    versions: [dial.minVersion ?? '1.2', dial.maxVersion ?? '1.3'],
    trusts: dial.trusts ?? ['public-ca', 'private-ca'],
    clientCertificate: {
      issuer: dial.clientCertificate?.issuer ?? 'private-ca',
      expired: dial.clientCertificate?.expired ?? false,
    },
    negotiation: 'direct',
    wraps: dial.tls !== 'plaintext',
    keyExchange: dial.keyExchange ?? 'ecdhe',
    alpn: dial.alpn,
  };
}

/** What a dialer trusts when its link does not say: the design's private CA, but for clients that others configure. */
const trustsOf = (product: Product): readonly Issuer[] =>
  product.kind === 'client' && !can(product, 'trust:private-ca') ? publicOnly : bothCas;
const publicOnly: readonly Issuer[] = ['public-ca'];
const bothCas: readonly Issuer[] = ['public-ca', 'private-ca'];

/** The strongest check that is no stronger than asked; where there is none, the weakest that the product does anyway. */
function boundVerify(product: Product, node: Node, asked: Verify): Verify {
  const ladder: readonly Verify[] = ['none', 'ca', 'full'];
  const able = ladder.filter((each) => can(product, `verify:${each}`, node));
  const weaker = able.filter((each) => ladder.indexOf(each) < ladder.indexOf(asked));
  return weaker.at(-1) ?? able[0] ?? 'none';
}

// Looked up, not put together: each dial of a drawing asks for both.
const dialFeature = {
  plaintext: 'dial:plaintext',
  tls: 'dial:tls',
  mutual: 'dial:mutual',
  opportunistic: 'dial:opportunistic',
} as const satisfies Record<DialMode, Feature>;
const verifyFeature = { none: 'verify:none', ca: 'verify:ca', full: 'verify:full' } as const satisfies Record<
  Verify,
  Feature
>;

const dialName: Readonly<Record<DialMode, string>> = {
  plaintext: 'dial plaintext',
  tls: 'dial TLS',
  mutual: 'present a client certificate',
  opportunistic: 'dial TLS opportunistically',
};
const verifyName: Readonly<Record<Verify, string>> = {
  none: 'leave the certificate unchecked',
  ca: "check the issuer without the server's name",
  full: "verify its upstream's certificate",
};
const verifyDoes: Readonly<Record<Verify, string>> = {
  none: 'accepts any certificate',
  ca: 'accepts any certificate of a trusted issuer',
  full: 'checks issuer, name and dates',
};

/** The PROXY protocol header that a link's sender puts in front of the stream, bounded. A relay sends its own. */
export function proxyHeaderOf(
  topology: Topology,
  link: Link,
  products: Products,
  report: Report = ignore,
): 'v1' | 'v2' | null {
  const asked = link.dial.sendsProxyProtocol;
  if (!asked) return null;
  const node = topology.nodes.get(link.from);
  if (!node) return null;
  const product = productOf(node, products);
  const able = (['v2', 'v1'] as const).filter((each) => can(product, `proxy-protocol:send-${each}`, node));
  const chosen = asked === true ? able[0] : able.find((each) => each === asked);
  if (chosen) return chosen;
  const other = able[0];
  refusal(report, product, { node: node.id, link: link.id })(
    `proxy-protocol:send-${asked === true ? 'v2' : asked}`,
    asked === true ? 'send a PROXY protocol header' : `send a PROXY protocol header of version ${asked.slice(1)}`,
    other ? `It sends version ${other.slice(1)}.` : 'None is sent.',
  );
  return other ?? null;
}
