import type { Feature } from '../model/features.ts';
import { hasHybridGroup, hybridGroups, hybridRelease, offeredKeyExchange } from '../model/hybrid-group.ts';
import { can, type Product, type Products } from '../model/product.ts';
import type { Issuer, KeyExchange, Link, Listener, ListenerTls, Node, TlsVersion } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';

/** A listener as its product really runs it: what the drawing leaves out filled in, what the product can't do bounded. */
export interface Answer {
  readonly node: Node;
  readonly product: Product;
  readonly listener: Listener;
  /** `closed`: the node listens on nothing here. */
  readonly mode: ListenerTls['mode'] | 'closed';
  readonly by: 'sni' | 'tcp';
  readonly clientCertificate: 'none' | 'optional' | 'required';
  readonly clientTrusts: readonly Issuer[];
  readonly versions: readonly [min: TlsVersion, max: TlsVersion];
  readonly certificate: {
    readonly issuer: Issuer;
    /** Absent: issued for whatever names are dialled. */
    readonly names: readonly string[] | undefined;
    readonly expired: boolean;
  };
  /** Every request is answered with a redirect to https, and none is forwarded. */
  readonly redirects: boolean;
  readonly keyExchange: KeyExchange;
  /** Application protocols on offer; absent: nothing is known, and nothing fails for it. */
  readonly alpn: readonly string[] | undefined;
  readonly acceptsProxyProtocol: boolean;
}

/** A choice that the node's product can't carry out, with what it does instead. */
export interface DesignError {
  readonly code: Feature | 'unknown-product' | 'no-such-listener' | 'no-mesh-proxy' | 'mesh-mode' | 'hybrid-group';
  readonly where: { readonly node: string; readonly link?: string; readonly listener?: string };
  readonly message: string;
  /** What the simulation, and the exported configuration, use instead. */
  readonly alternative: string;
  readonly source?: string;
}

export type Report = (error: DesignError) => void;
export const ignore: Report = () => {};

type Refuse = (feature: Feature, what: string, alternative: string) => void;
const silently: Refuse = () => {};

/** Reports that a product can't do something, with the registry's reason and source. */
export const refusal = (report: Report, product: Product, where: DesignError['where']): Refuse =>
  report === ignore
    ? silently
    : (feature, what, alternative) => {
        const support = product.supports[feature];
        const why = support.can === 'yes' ? `It needs version ${support.since} or later.` : support.why;
        report({
          code: feature,
          where,
          message: `${product.title} cannot ${what}. ${why}`,
          alternative,
          ...(support.can === 'unverified' ? {} : { source: support.source }),
        });
      };

/** The product that stands in for one this version does not know: drawn and simulated as a component of your own. */
const genericProduct = 'generic-service';

export function productOf(node: Node, products: Products, report: Report = ignore): Product {
  const product = products.get(node.product);
  if (product) return product;
  const generic = products.get(genericProduct);
  if (!generic) throw new Error(`the registry lacks ${genericProduct}`);
  report({
    code: 'unknown-product',
    where: { node: node.id },
    message: `This version does not know the product "${node.product}".`,
    alternative: `It is treated as a ${generic.title.toLowerCase()}: nothing product-specific is checked.`,
  });
  return generic;
}

export const listenersOf = (node: Node, product: Product): readonly Listener[] =>
  node.listeners ?? product.defaults.listeners;

/** The name or address that others dial. */
export const hostOf = (node: Pick<Node, 'id' | 'host'>): string => node.host ?? ownName(node);

/** The name of a node that is given none, or only an address. */
export const ownName = ({ id }: Pick<Node, 'id'>): string => `${labelOf(id)}.internal`;

/** A label holds at most 63 characters and does not end in a hyphen (RFC 1123 §2.1); an id may. */
const labelOf = (id: string): string =>
  isLabel.test(id)
    ? id
    : id
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .slice(0, 63)
        .replace(/-+$/, '');
const isLabel = /^[a-z0-9-]{0,62}[a-z0-9]$/;

const order: readonly TlsVersion[] = ['1.0', '1.1', '1.2', '1.3'];
export const versionRank = (version: TlsVersion): number => order.indexOf(version);

/** The listener that a link reaches, bounded. Null only when the link leads to no node. */
export function answerOf(topology: Topology, link: Link, products: Products, report: Report = ignore): Answer | null {
  const node = topology.nodes.get(link.to);
  return node ? answerFrom(node, productOf(node, products), link, report) : null;
}

/** The listener of a node that a link to it reaches, bounded. */
export function answerFrom(node: Node, product: Product, link: Link, report: Report = ignore): Answer {
  const listeners = listenersOf(node, product);
  const listener = link.listener === undefined ? listeners[0] : listeners.find(({ id }) => id === link.listener);
  if (!listener) {
    report({
      code: 'no-such-listener',
      where: { node: node.id, link: link.id },
      message: listeners.length === 0 ? `${node.title} listens on nothing.` : `${node.title} has no such listener.`,
      alternative: 'Connections to it are refused: give it a listener, or lead the link elsewhere.',
    });
    return { ...boundListener(node, product, closedListener), mode: 'closed' };
  }
  return boundListener(node, product, listener);
}

const closedListener: Listener = { id: 'closed', port: 1, tls: { mode: 'plaintext' } };

/** Bounds one listener; reports what its product can't do. */
export function boundListener(node: Node, product: Product, listener: Listener, report: Report = ignore): Answer {
  const { tls } = listener;
  const where = { node: node.id, listener: listener.id };
  const refuse = refusal(report, product, where);

  const { mode, by } = boundMode(node, product, tls, refuse);
  const details = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : undefined;
  let clientCertificate = details?.clientCertificate ?? 'none';
  if (clientCertificate !== 'none' && !can(product, `client-certificate:${clientCertificate}`, node)) {
    refuse(
      `client-certificate:${clientCertificate}`,
      `ask clients for a certificate (${clientCertificate})`,
      'None is asked for.',
    );
    clientCertificate = 'none';
  }
  let acceptsProxyProtocol = listener.acceptsProxyProtocol ?? false;
  if (acceptsProxyProtocol && !can(product, 'proxy-protocol:accept', node)) {
    refuse('proxy-protocol:accept', 'read a PROXY protocol header', 'None is expected.');
    acceptsProxyProtocol = false;
  }
  return {
    node,
    product,
    listener,
    mode,
    by,
    clientCertificate,
    clientTrusts: details?.clientTrusts ?? privateCa,
    versions: withinVersions(product.versions.listen, details?.minVersion, details?.maxVersion),
    certificate: {
      issuer: details?.certificate?.issuer ?? product.defaults.issuer,
      names: details?.certificate?.names?.length ? details.certificate.names : undefined,
      expired: details?.certificate?.expired ?? false,
    },
    redirects: mode === 'plaintext' && tls.mode === 'plaintext' && (tls.redirectsToTls ?? false),
    keyExchange: boundKeyExchange(node, product, 'listen', details?.keyExchange, where, report),
    alpn: listener.alpn,
    acceptsProxyProtocol,
  };
}

/** Key exchange as it is really offered; reports a hybrid one that the release does not have. */
export function boundKeyExchange(
  node: Node,
  product: Product,
  end: 'listen' | 'dial',
  drawn: KeyExchange | undefined,
  where: DesignError['where'],
  report: Report,
): KeyExchange {
  const offered = offeredKeyExchange(product, node, end, drawn);
  const known = hybridGroups[product.id];
  if (drawn === 'hybrid' && !hasHybridGroup(product, node) && known)
    report({
      code: 'hybrid-group',
      where,
      message: `${product.title} ${node.version ?? `${known.checked}, which an unstated version is taken for,`} does not have the hybrid group X25519MLKEM768: it needs version ${known.since?.join(' or ')} or later, with ${known.library}.`,
      alternative: `Classical groups alone are offered. Draw ${node.title} as version ${hybridRelease(product)} once it is.`,
      source: known.source,
    });
  return offered;
}

// Shared by all that say nothing of their own: a large drawing answers in thousands of places.
const privateCa: readonly Issuer[] = ['private-ca'];

/** The range of a product, but where the drawing says otherwise. */
export const withinVersions = (
  range: readonly [TlsVersion, TlsVersion],
  min: TlsVersion | undefined,
  max: TlsVersion | undefined,
): readonly [TlsVersion, TlsVersion] =>
  min === undefined && max === undefined ? range : [min ?? range[0], max ?? range[1]];

const listening = [
  'listen:plaintext',
  'listen:terminate',
  'listen:permissive',
  'listen:passthrough-sni',
  'listen:passthrough-tcp',
] as const;

/** What becomes of a termination mode that a product may not have. A product that never listens is closed. */
function boundMode(node: Node, product: Product, tls: ListenerTls, refuse: Refuse): Pick<Answer, 'mode' | 'by'> {
  if (!listening.some((feature) => can(product, feature, node))) {
    const drawn =
      tls.mode === 'passthrough' ? (`listen:passthrough-${tls.by ?? 'tcp'}` as const) : (`listen:${tls.mode}` as const);
    refuse(drawn, 'be dialled', 'Connections to it are refused.');
    return { mode: 'closed', by: 'tcp' };
  }
  let mode = tls.mode;
  let by = tls.mode === 'passthrough' ? (tls.by ?? 'tcp') : 'tcp';
  if (mode === 'passthrough' && !can(product, `listen:passthrough-${by}`, node)) {
    const other = by === 'sni' ? 'tcp' : 'sni';
    if (can(product, `listen:passthrough-${other}`, node)) {
      refuse(
        `listen:passthrough-${by}`,
        `pass TLS through by ${by.toUpperCase()}`,
        `It passes through by ${other.toUpperCase()}.`,
      );
      by = other;
    } else {
      mode = can(product, 'listen:terminate', node) ? 'terminate' : 'plaintext';
      refuse(`listen:passthrough-${by}`, 'pass TLS through', `Taken as ${modeName[mode]}: it reads what it carries.`);
    }
  }
  if (mode === 'permissive' && !can(product, 'listen:permissive', node)) {
    // The weakest of the two halves: whoever speaks plaintext would be let in.
    mode = can(product, 'listen:plaintext', node) ? 'plaintext' : 'terminate';
    refuse('listen:permissive', 'accept both plaintext and TLS on one port', `Taken as ${modeName[mode]}.`);
  }
  if (mode === 'terminate' && !can(product, 'listen:terminate', node)) {
    refuse('listen:terminate', 'terminate TLS', 'Taken as plaintext.');
    mode = 'plaintext';
  }
  if (mode === 'plaintext' && !can(product, 'listen:plaintext', node)) {
    const rest = (['passthrough-tcp', 'passthrough-sni', 'terminate'] as const).find((each) =>
      can(product, `listen:${each}`, node),
    );
    if (rest) {
      refuse(
        'listen:plaintext',
        'listen in plaintext',
        `Taken as ${rest === 'terminate' ? modeName.terminate : modeName.passthrough}.`,
      );
      mode = rest === 'terminate' ? 'terminate' : 'passthrough';
      if (rest !== 'terminate') by = rest === 'passthrough-sni' ? 'sni' : 'tcp';
    }
  }
  return { mode, by };
}

const modeName: Readonly<Record<ListenerTls['mode'], string>> = {
  plaintext: 'plaintext',
  terminate: 'terminating TLS',
  permissive: 'accepting both',
  passthrough: 'passing bytes through',
};
