import type { Zone } from '../model/schema.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import { headerLines } from './comment.ts';
import { printYaml, type YamlMap } from './yaml.ts';

/** A Kubernetes object as it stands in a manifest. */
export interface KubernetesObject extends YamlMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface Metadata extends YamlMap {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string | undefined };
}

/** A DNS label, as the names of Services have to be: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const longestName = 63;
const fit = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * The name of an object, made of ids. Ids that are fit stay as they are, joined by `--`, which no part holds; anything
 * else is spelt as near as a DNS label can and told apart by a hash behind `---`, which no joined name holds.
 */
export function objectName(...ids: readonly string[]): string {
  const joined = ids.join('--');
  if (joined.length <= longestName && /^[a-z]/.test(joined) && ids.every((id) => fit.test(id))) return joined;
  const hash = `---${hashOf(ids)}`;
  const spelt = joined
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^(?![a-z])/, 'n-')
    .slice(0, longestName - hash.length)
    .replace(/-+$/, '');
  return `${spelt}${hash}`;
}

/** FNV-1a, 64 bits: no list of ids that anybody draws shares it with another. No id holds a line feed. */
function hashOf(ids: readonly string[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of ids.join('\n'))
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return hash.toString(36).padStart(13, '0');
}

/** Whether a zone of this kind gives its name to a namespace. */
export const isPlatform = ({ kind }: Zone): boolean => kind === 'cluster' || kind === 'mesh';

/** The namespace of what lies in these zones: named after the innermost mesh or cluster; `default` where none is drawn. */
export function namespaceOf(zones: readonly Zone[]): string {
  const zone = zones.find(isPlatform);
  return zone ? objectName(zone.id) : 'default';
}

/** The cluster that these zones lie in, by the id of its zone; a mesh stands for one where no cluster is drawn. */
export const clusterOf = (zones: readonly Zone[]): string | null =>
  (zones.find(({ kind }) => kind === 'cluster') ?? zones.find(isPlatform))?.id ?? null;

/** Whether these zones lie in the cluster of a component that is of some cluster by its nature, drawn or not. */
export const sharesCluster = (own: readonly Zone[], zones: readonly Zone[]): boolean => {
  const cluster = clusterOf(own);
  return cluster === null || cluster === clusterOf(zones);
};

/** By this label the Pods of a node are found. */
export const podLabels = (node: string) => ({ 'app.kubernetes.io/name': objectName(node) }) as const;

export const metadataOf = (
  plan: { readonly node: Pick<Plan['node'], 'id' | 'zones'> },
  name: string,
  annotations: Readonly<Record<string, string>> = {},
): Metadata => ({
  name,
  namespace: namespaceOf(plan.node.zones),
  labels: podLabels(plan.node.id),
  ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
});

/**
 * What holds key material: Secrets of type kubernetes.io/tls (`tls.crt`, `tls.key`) and ConfigMaps or Secrets with CA
 * certificates (`ca.crt`). They are only ever named: whoever deploys provides them, or cert-manager does.
 */
export const secrets = {
  /** Certificate and key of a listener. */
  server: (node: string, listener: string) => objectName(node, listener, 'tls'),
  /** CAs of the clients that a listener asks for a certificate. */
  clientCa: (node: string, listener: string) => objectName(node, listener, 'clients-ca'),
  /** Certificate and key that a dial presents. */
  client: (node: string, link: string) => objectName(node, link, 'client'),
  /** CAs that a dial trusts. */
  trust: (node: string, link: string) => objectName(node, link, 'ca'),
} as const;

/** Something that is named and not written. A Secret of a certificate with an issuer may be written by cert-manager. */
export const provide = (
  about: string,
  object: { readonly kind: 'Secret' | 'ConfigMap'; readonly name: string; readonly namespace: string },
  holds: string,
  issuedBy: string | null = null,
): Notice => ({
  kind: 'by-hand',
  about,
  message: `Provide the ${object.kind} ${object.name} in the namespace ${object.namespace}: ${holds}.${issuedBy === null ? '' : ' Where cert-manager issues it, that writes the Secret.'}`,
});

/** The same of what a dial of a node trusts. */
export const provideTrust = (
  node: string,
  { link, title, issuer }: Upstream,
  object: { readonly kind: 'Secret' | 'ConfigMap'; readonly namespace: string },
): Notice =>
  provide(
    link,
    { ...object, name: secrets.trust(node, link) },
    `ca.crt with the CA that issued the certificate of ${title} (${issuer})`,
  );

/** The same of what a dial of a node presents. */
export const provideClient = (node: string, { link, title, clientCertificate }: Upstream, namespace: string): Notice =>
  provide(
    link,
    { kind: 'Secret', name: secrets.client(node, link), namespace },
    `tls.crt and tls.key with the client certificate for ${title}`,
    clientCertificate?.issuedBy ?? null,
  );

/** A file of Kubernetes objects: what it is and what it can't say, then one document for each. */
export const manifest = (
  plan: Plan,
  notices: readonly Notice[],
  objects: readonly KubernetesObject[],
  file = 'kubernetes.yaml',
): ExportedFile => ({
  path: `${plan.node.id}/${file}`,
  text: printYaml(headerLines(plan, notices), objects),
  language: 'yaml',
});
