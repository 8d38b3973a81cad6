import { atLeast, type Product } from './product.ts';
import type { KeyExchange, Node } from './schema.ts';

/** Where a product has the hybrid group X25519MLKEM768 from. */
interface HybridGroup {
  /** The TLS library that brings it, and since when. */
  readonly library: string;
  /** The first release that has it, of every line of releases; null: no release of the product says, for the library is the system's. */
  readonly since: readonly [string, ...string[]] | null;
  /** What an unstated version is taken for: the release that exports are checked against; null: the newest. */
  readonly checked: string | null;
  readonly source: string;
}

const support = 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/pqc-support/';
const ofTheSystem: HybridGroup = { library: 'OpenSSL 3.5', since: null, checked: null, source: support };
const traefik: HybridGroup = { library: 'Go 1.24', since: ['2.11.26', '3.4.2'], checked: null, source: support };

/** The one table of it. What is not in it is taken as drawn. */
export const hybridGroups: Readonly<Record<string, HybridGroup>> = {
  apache: ofTheSystem,
  caddy: { library: 'Go 1.24', since: ['2.10'], checked: '2.6.2', source: support },
  // Its BoringSSL had it when https://github.com/istio/istio/issues/55588 was written, between 1.33 and 1.34.
  envoy: {
    library: 'BoringSSL',
    since: ['1.34'],
    checked: '1.30',
    source: 'https://github.com/istio/istio/issues/55588',
  },
  'go-service': {
    library: 'crypto/tls',
    since: ['1.24'],
    checked: null,
    source: 'https://github.com/golang/go/issues/69985',
  },
  haproxy: ofTheSystem,
  hitch: ofTheSystem,
  'ingress-nginx': ofTheSystem,
  nginx: ofTheSystem,
  'node-service': { library: 'OpenSSL 3.5', since: ['22.20', '24.5'], checked: '20', source: support },
  // Before 18 it takes one elliptic curve and no list of groups; from 18 on the library is the system's.
  postgresql: {
    library: 'OpenSSL 3.5',
    since: ['18'],
    checked: '15',
    source: 'https://github.com/macdice/postgres/commit/3d1ef3a15c3eb68dae44b94e89d04c422b26fc16',
  },
  'python-service': ofTheSystem,
  stunnel: ofTheSystem,
  traefik,
  'traefik-ingress': traefik,
};

const line = (version: string): string | undefined => version.split('.')[0];

/** Whether a node can offer the group: its version has it, or does not say. */
export function hasHybridGroup(product: Product, { version }: Pick<Node, 'version'>): boolean {
  const known = hybridGroups[product.id];
  const release = version ?? known?.checked ?? undefined;
  if (!known?.since || release === undefined) return true;
  const newest = known.since.at(-1);
  return known.since.some((since) => atLeast(release, since) && (since === newest || line(release) === line(since)));
}

/** The release to run for it; null where none says. */
export const hybridRelease = (product: Product): string | null => hybridGroups[product.id]?.since?.at(-1) ?? null;

/** The best key exchange on offer: as drawn, within what the release has; undrawn, what the product offers by itself. */
export function offeredKeyExchange(
  product: Product,
  node: Pick<Node, 'version'>,
  end: 'listen' | 'dial',
  drawn: KeyExchange | undefined,
): KeyExchange {
  if (drawn === 'rsa' || drawn === 'ecdhe') return drawn;
  const best = drawn === 'hybrid' || product.hybridKeyExchange?.[end] !== undefined;
  return best && hasHybridGroup(product, node) ? 'hybrid' : 'ecdhe';
}
