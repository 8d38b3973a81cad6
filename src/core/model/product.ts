import type { Feature } from './features.ts';
import type { Dial, Issuer, Listener, Mesh, Node, TlsVersion } from './schema.ts';

/** An answer with its reason: how the product does it, or why it never does. `unverified` is an honest answer. */
export type Support =
  | { readonly can: 'yes'; readonly how: string; readonly source: string; readonly since?: string }
  | { readonly can: 'never'; readonly why: string; readonly source: string }
  | { readonly can: 'unverified'; readonly why: string };

/** What a node is to the people who draw it; decides the palette group and how a termination there is called. */
export const productKinds = [
  'client',
  'edge',
  'load-balancer',
  'gateway',
  'service',
  'data-store',
  'certificate-authority',
] as const;
export type ProductKind = (typeof productKinds)[number];

/** A statement about the product that a reader should know, with the page that says so. */
export interface Fact {
  readonly text: string;
  readonly source: string;
}

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly kind: ProductKind;
  /** One sentence for the palette: what it is. */
  readonly summary: string;
  /** Who can read its memory besides you: the cloud or CDN that runs it, or null when you run it yourself. */
  readonly operator: string | null;
  /** Where the private key of a terminating listener lives. */
  readonly keyLocation: Fact;
  readonly supports: Readonly<Record<Feature, Support>>;
  /** TLS versions, oldest and newest: what it accepts and dials when nothing is configured, with the source. */
  readonly versions: {
    readonly listen: readonly [min: TlsVersion, max: TlsVersion];
    readonly dial: readonly [min: TlsVersion, max: TlsVersion];
    readonly source: string;
  };
  /** What stands on the canvas the moment the product is dropped there: its own defaults, traps included. */
  readonly defaults: {
    readonly listeners: readonly Listener[];
    /** A new link out of it, before anyone touches it. */
    readonly dial: Dial;
    /** The protocol of a new link into it. */
    readonly protocol: string;
    /** What its dial does once TLS is on and the drawing says no more. */
    readonly tlsDial: Pick<Dial, 'verify' | 'sni'>;
    /** Who issues the certificate of its listeners when the drawing does not say. */
    readonly issuer: Issuer;
  };
  /** Application protocols whose in-band upgrade to TLS it speaks; `all` for a component that stands for any. */
  readonly upgrades: readonly string[] | 'all';
  /** Those that it answers as a server and never asks for itself. */
  readonly answersUpgrades?: readonly string[];
  /** For a server of an in-band protocol: the version from which it also takes TLS from the first byte. */
  readonly directSince?: string;
  /** It compares a certificate with names alone: an address that is dialled by number never matches. */
  readonly comparesNamesOnly?: Fact;
  /** It asks whoever dials for a certificate, drawn or not, and checks what it gets: by public CAs where nothing is drawn. */
  readonly asksEveryClient?: Fact;
  /** Where it offers hybrid post-quantum key exchange (X25519MLKEM768) when nobody configures it. */
  readonly hybridKeyExchange?: { readonly listen?: Fact; readonly dial?: Fact };
  /**
   * It is a proxy of that mesh itself, so that none stands beside it. What it takes from members: `drawn` (what its
   * listeners say), `mesh` (the mesh's mutual TLS ends here), `forward` (passes it on by server name, unread).
   */
  readonly meshProxy?: { readonly of: Mesh['product']; readonly inbound: 'drawn' | 'mesh' | 'forward' };
  /** It stops waiting for a ClientHello and goes on by the default route; others give the connection up. */
  readonly passesOnSilence?: Fact;
  /** It waits for a ClientHello only where some route asks for a server name. */
  readonly waitsOnlyToRoute?: Fact;
  /** What its log says for a failure, by cause, where it is known better than in general: `…` is anything, `|` stands between lines. */
  readonly logs?: Readonly<Record<string, string>>;
  /** What surprises people about it; shown in the inspector. */
  readonly facts: readonly Fact[];
  /** Why no fix proposes it in the place of another, where there is a reason. */
  readonly notProposed?: string;
  /** Where its exported configuration looks for certificates and keys; `/etc/plainsight/tls` when it has no habit. */
  readonly tlsDirectory?: string;
  /** The release its exported configuration was checked against, or how it was checked. */
  readonly checkedAgainst: string;
}

/** Whether the product can do it; with a node, whether that one and its version can. An unstated version is the current one. */
export function can(
  product: Product,
  feature: Feature,
  { version, cannot }: Pick<Node, 'version' | 'cannot'> = {},
): boolean {
  const support = product.supports[feature];
  if (support.can !== 'yes' || cannot?.includes(feature)) return false;
  return support.since === undefined || version === undefined || atLeast(version, support.since);
}

/** Compares dotted versions number by number. */
export function atLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export const speaksUpgrade = ({ upgrades }: Product, protocol: string): boolean =>
  upgrades === 'all' || upgrades.includes(protocol);

/** The same for who is asked. */
export const answersUpgrade = (product: Product, protocol: string): boolean =>
  speaksUpgrade(product, protocol) || (product.answersUpgrades?.includes(protocol) ?? false);

/** What can most comes first: it is least likely to be outgrown. */
export const mostAbleFirst = (a: Product, b: Product): number => abilities(b) - abilities(a);

const abilities = ({ supports }: Product): number =>
  Object.values(supports).filter((each) => each.can === 'yes').length;

export type Products = ReadonlyMap<string, Product>;

export const yes = (how: string, source: string, since?: string): Support =>
  since === undefined ? { can: 'yes', how, source } : { can: 'yes', how, source, since };
export const never = (why: string, source: string): Support => ({ can: 'never', why, source });
export const unverified = (why: string): Support => ({ can: 'unverified', why });
