import type { Certificate, Issuer, Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Plan, Upstream } from './plan.ts';
import { endsTls } from './sessions.ts';

/** What the drawing says of a certificate besides its issuer and names; null: nothing. */
export interface PlannedCertificate {
  /** The node that issues it, where a certificate authority is drawn. */
  readonly issuedBy: string | null;
  /** The product of that node. */
  readonly issuingProduct: string | null;
  readonly lifetimeDays: number | null;
  readonly renewal: 'automated' | 'manual' | null;
  /** Certificates of one key name share its private half. */
  readonly key: string | null;
  /** Drawn as past its end: to be replaced. */
  readonly expired: boolean;
}

/** What a mutual dial presents. */
export interface ClientCertificate extends PlannedCertificate {
  readonly issuer: Issuer;
  readonly names: readonly string[];
}

export const plannedCertificate = (
  drawn: Certificate | undefined,
  { nodes }: Pick<Topology, 'nodes'>,
): PlannedCertificate => ({
  issuedBy: drawn?.issuedBy ?? null,
  issuingProduct: (drawn?.issuedBy === undefined ? undefined : nodes.get(drawn.issuedBy)?.product) ?? null,
  lifetimeDays: drawn?.lifetimeDays ?? null,
  renewal: drawn?.renewal ?? null,
  key: drawn?.key ?? null,
  expired: drawn?.expired ?? false,
});

/** A certificate and its private key that somebody has to obtain, place and renew. */
export interface NeededCertificate extends ClientCertificate {
  /** The node that holds the private key, with its title and product. */
  readonly node: string;
  readonly product: string;
  readonly title: string;
  /** The zones that the node lies in, innermost first. */
  readonly zones: readonly Zone[];
  /** Its listener, or the link that it dials. */
  readonly place: string;
  readonly purpose: 'server' | 'client';
  /** A name that no other certificate of the design has; letters, digits, `.`, `_`, `-` and `:`. */
  readonly id: string;
  /** For products that look at nothing else: the first name, or the node's id where that is too long. */
  readonly commonName: string;
  /** RSA where a key exchange by RSA is drawn, which no other key can do; else EC. */
  readonly algorithm: 'ec' | 'rsa';
  /** A cloud or CDN runs the node: no file is put there, the certificate is handed to its service. */
  readonly operator: string | null;
  readonly files: { readonly certificate: string; readonly key: string; readonly bundle: string };
}

/** A file with the CAs that one place of one node accepts. */
export interface TrustBundle {
  readonly node: string;
  readonly title: string;
  /** The listener that asks clients for a certificate, or the link that is dialled. */
  readonly place: string;
  readonly checks: 'servers' | 'clients';
  readonly operator: string | null;
  readonly file: string;
  /** Whose certificates are accepted. */
  readonly authorities: readonly Authority[];
}

/**
 * Who signs: public CAs, a private CA (a node's, or the design's own), a certificate that is its own authority; and a CA
 * that issues nothing, for who believes nobody that is met: a file that is named has to hold something.
 */
export type Authority =
  | { readonly kind: 'public' }
  | { readonly kind: 'private'; readonly node: string | null }
  | { readonly kind: 'self'; readonly certificate: string }
  | { readonly kind: 'nobody' };

/**
 * Every certificate that the design needs, in the order of the drawing: of all listeners that end TLS and of all mutual
 * dials. Those of a mesh are its own and not among them.
 */
export function certificatesOf(plans: readonly Plan[]): readonly NeededCertificate[] {
  const byRsa = new Set(
    plans.flatMap(({ upstreams }) =>
      upstreams
        .map(sessionOf)
        .filter(({ keyExchange }) => keyExchange === 'rsa')
        .flatMap(({ terminators }) => terminators.map(({ node, listener }) => idOf(node, 'server', listener))),
    ),
  );
  const certificates = plans.flatMap((plan) => [
    ...plan.listeners.filter(endsTls).map((listener): NeededCertificate => {
      const { id, issuer, names, certificate, keyExchange, files } = listener;
      const rsa = keyExchange === 'rsa' || byRsa.has(idOf(plan.node.id, 'server', id));
      return needed(plan, 'server', id, { ...certificate, issuer, names }, files, rsa ? 'rsa' : 'ec');
    }),
    ...plan.upstreams
      .map(sessionOf)
      .flatMap(({ link, clientCertificate, forwarded, files }) =>
        clientCertificate && !forwarded ? [needed(plan, 'client', link, clientCertificate, files, 'ec')] : [],
      ),
  ]);
  // One key has one algorithm.
  const rsaKeys = new Set(certificates.flatMap(({ key, algorithm }) => (algorithm === 'rsa' && key ? [key] : [])));
  return certificates.map((each) => (each.key && rsaKeys.has(each.key) ? { ...each, algorithm: 'rsa' } : each));
}

/** Every file of CAs that the design needs: where dials check whom they reach, and listeners who calls. */
export function trustBundlesOf(plans: readonly Plan[]): readonly TrustBundle[] {
  const needed = new Map(certificatesOf(plans).map((each) => [each.id, each]));
  const callers = new Map<string, NeededCertificate[]>();
  for (const { node, upstreams } of plans)
    for (const { link, terminators } of upstreams.map(sessionOf)) {
      const shown = needed.get(idOf(node.id, 'client', link));
      if (!shown) continue;
      for (const { node, listener } of terminators) {
        const key = idOf(node, 'server', listener);
        const known = callers.get(key);
        if (known) known.push(shown);
        else callers.set(key, [shown]);
      }
    }
  return plans.flatMap((plan) => {
    const at = { node: plan.node.id, title: plan.node.title, operator: plan.product.operator };
    return [
      ...plan.listeners
        .filter((listener) => endsTls(listener) && listener.clientCertificate !== 'none')
        .map((listener): TrustBundle => {
          const { id, files, clientTrusts } = listener;
          const authorities = authoritiesOf(clientTrusts, callers.get(idOf(plan.node.id, 'server', id)) ?? []);
          return { ...at, place: id, checks: 'clients', file: files.clientCa, authorities };
        }),
      ...plan.upstreams
        .map(sessionOf)
        .filter(checksServer)
        .map(({ link, files, issuer, trusts, terminators }): TrustBundle => {
          const shown = terminators.flatMap(({ node, listener }) => needed.get(idOf(node, 'server', listener)) ?? []);
          // The system's store is taken as it stands; a file of the design holds every issuer that is met and accepted.
          const met =
            issuer === 'public-ca' ? [] : shown.map((each) => each.issuer).filter((each) => trusts.includes(each));
          const authorities = authoritiesOf([...new Set([issuer, ...met])], shown);
          return { ...at, place: link, checks: 'servers', file: files.trust, authorities };
        }),
    ];
  });
}

/** What is dialled in the end: by the mesh proxy beside the node where that starts TLS. */
export const sessionOf = (upstream: Upstream): Upstream => upstream.proxied ?? upstream;

/** Whether a dial looks at the certificate that it is shown. */
export const checksServer = ({ tls, verify, forwarded }: Upstream): boolean =>
  !forwarded && (tls === 'tls' || tls === 'mutual') && verify !== 'none';

/** The authority behind a certificate. */
export function authorityOf({ issuer, issuedBy, id }: NeededCertificate): Authority {
  switch (issuer) {
    case 'public-ca':
      return { kind: 'public' };
    case 'private-ca':
      return { kind: 'private', node: issuedBy };
    case 'self-signed':
      return { kind: 'self', certificate: id };
  }
}

const idOf = (node: string, purpose: NeededCertificate['purpose'], place: string): string =>
  `${node}:${purpose}:${place}`;

/** Those that issued what is shown there, once each; where nothing of an accepted kind is shown, the design's own. */
function authoritiesOf(accepted: readonly Issuer[], shown: readonly NeededCertificate[]): readonly Authority[] {
  const authorities = accepted.flatMap((issuer): readonly Authority[] => {
    const known = shown.filter((each) => each.issuer === issuer).map(authorityOf);
    if (known.length > 0) return known;
    if (issuer === 'public-ca') return [{ kind: 'public' }];
    return issuer === 'private-ca' ? [{ kind: 'private', node: null }] : [];
  });
  if (authorities.length === 0) return [{ kind: 'nobody' }];
  return [...new Map(authorities.map((each) => [JSON.stringify(each), each])).values()];
}

/** A common name holds 64 characters (RFC 5280, ub-common-name); an id never more. */
export const commonNameOf = ([first = '']: readonly string[], node: string): string =>
  first !== '' && first.length <= 64 ? first : node;

function needed(
  { node, product }: Plan,
  purpose: NeededCertificate['purpose'],
  place: string,
  certificate: ClientCertificate,
  { certificate: file, key, bundle }: NeededCertificate['files'],
  algorithm: NeededCertificate['algorithm'],
): NeededCertificate {
  return {
    ...certificate,
    node: node.id,
    product: product.id,
    title: node.title,
    zones: node.zones,
    place,
    purpose,
    id: idOf(node.id, purpose, place),
    commonName: commonNameOf(certificate.names, node.id),
    algorithm,
    operator: product.operator,
    files: { certificate: file, key, bundle },
  };
}
