import type { NodeExport } from '../plan/bundle.ts';
import { type AlternativeNames, alternativeNames } from '../plan/certificate-names.ts';
import {
  authorityOf,
  certificatesOf,
  type NeededCertificate,
  type TrustBundle,
  trustBundlesOf,
} from '../plan/certificates.ts';
import type { Plan } from '../plan/plan.ts';

/** A certificate that the scripts issue, and the files that they put it into. */
export interface Order {
  readonly certificate: NeededCertificate;
  readonly names: AlternativeNames;
  readonly days: number;
  /** The private CA that signs it; null: its own key. */
  readonly signer: string | null;
  /** Files that the node's configuration names; `bundle` is certificate and key in one. */
  readonly files: { readonly certificate: string | null; readonly key: string | null; readonly bundle: string | null };
}

/** Who issues what in a design. */
export interface Issuance {
  readonly design: string;
  readonly reopen: string | null;
  /** By the private CAs of the design and by themselves: what the scripts do. */
  readonly orders: readonly Order[];
  /** By a certificate authority that is drawn. */
  readonly elsewhere: readonly { readonly certificate: NeededCertificate; readonly authority: Plan }[];
  /** By a public CA. */
  readonly public: readonly NeededCertificate[];
  readonly bundles: readonly TrustBundle[];
  /** Private CAs that the scripts keep, by their folder; and those that are drawn, whose root has to be fetched. */
  readonly authorities: readonly string[];
  readonly roots: readonly { readonly folder: string; readonly authority: Plan }[];
}

/** Days that a certificate lives where the drawing does not say; what a private CA gives is its owner's to choose. */
export const usualDays = 365;

export function issuanceOf(plans: readonly Plan[], nodes: readonly NodeExport[]): Issuance {
  const [first] = plans;
  const drawn = new Map(
    plans.filter(({ product }) => product.kind === 'certificate-authority').map((plan) => [plan.node.id, plan]),
  );
  const texts = new Map(nodes.map(({ node, files }) => [node, files.map(({ text }) => text).join('\n')]));
  const certificates = certificatesOf(plans);
  // Who dials by public CAs alone reads the system's store, which is there already.
  const bundles = trustBundlesOf(plans).filter(
    ({ checks, authorities }) => checks === 'clients' || authorities.some(({ kind }) => kind !== 'public'),
  );

  const orders: Order[] = [];
  const elsewhere: { certificate: NeededCertificate; authority: Plan }[] = [];
  const fromPublic: NeededCertificate[] = [];
  for (const certificate of certificates) {
    const by = certificate.issuedBy === null ? undefined : drawn.get(certificate.issuedBy);
    const authority = authorityOf(certificate);
    if (by && authority.kind !== 'self') elsewhere.push({ certificate, authority: by });
    else if (authority.kind === 'public') fromPublic.push(certificate);
    else
      orders.push({
        certificate,
        names: alternativeNames(certificate.names),
        days: certificate.lifetimeDays ?? usualDays,
        signer: authority.kind === 'private' ? folderOf(authority.node) : null,
        files: filesNamed(certificate, texts.get(certificate.node) ?? ''),
      });
  }
  const trusted = bundles.flatMap(({ authorities }) =>
    authorities.flatMap((each) => (each.kind === 'private' ? [each.node] : [])),
  );
  const own = [
    ...orders.flatMap(({ signer }) => signer ?? []),
    ...trusted.filter((node) => node === null || !drawn.has(node)).map(folderOf),
    ...(bundles.some(({ authorities }) => authorities.some(({ kind }) => kind === 'nobody')) ? [nobody] : []),
  ];
  const roots = [...new Set(trusted)].flatMap((node) => (node === null ? [] : (drawn.get(node) ?? [])));
  return {
    design: first?.design ?? '',
    reopen: first?.reopen ?? null,
    orders,
    elsewhere,
    public: fromPublic,
    bundles,
    authorities: [...new Set(own)],
    roots: roots.map((authority) => ({ folder: folderOf(authority.node.id), authority })),
  };
}

/** The folder of a CA that issues nothing. */
export const nobody = '_nobody';

/** The folder of a private CA; no id starts with an underscore, so that the design's own is no node's. */
export const folderOf = (node: string | null): string => (node === null ? '_private-ca' : node);

/** Private keys are copied no more often than needed: only what the node's files name, else certificate and key. */
function filesNamed({ files }: NeededCertificate, text: string): Order['files'] {
  const named = (path: string) => (text.includes(path) ? path : null);
  const found = { certificate: named(files.certificate), key: named(files.key), bundle: named(files.bundle) };
  return found.certificate || found.key || found.bundle
    ? found
    : { certificate: files.certificate, key: files.key, bundle: null };
}
