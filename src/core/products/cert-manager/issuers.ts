import {
  type KubernetesObject,
  namespaceOf,
  objectName,
  podLabels,
  provideClient,
  provideTrust,
  secrets,
  sharesCluster,
} from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { NeededCertificate } from '../../plan/certificates.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { vault } from './product.ts';

/** Who signs in cert-manager's terms. */
export type Signer = 'acme' | 'vault' | 'ca' | 'self-signed';

export interface IssuerRef {
  readonly signer: Signer;
  readonly name: string;
  readonly kind: 'Issuer' | 'ClusterIssuer';
  /** Where its own Secrets lie; those of a ClusterIssuer in the namespace of cert-manager. */
  readonly namespace: string;
}

/** https://cert-manager.io/docs/configuration/ca/: the default of --cluster-resource-namespace */
const ownNamespace = 'cert-manager';

export const signerOf = (plan: Plan, { issuer }: Pick<NeededCertificate, 'issuer'>): Signer =>
  issuer === 'public-ca'
    ? 'acme'
    : issuer === 'self-signed'
      ? 'self-signed'
      : plan.upstreams.length > 0
        ? 'vault'
        : 'ca';

/** The namespace of the Secret: the holder's, or cert-manager's node's own where the holder is no part of the cluster. */
export const namespaceFor = (plan: Plan, { zones }: Pick<NeededCertificate, 'zones'>): string =>
  namespaceOf(isInCluster(plan, { zones }) ? zones : plan.node.zones);

export const isInCluster = (plan: Plan, { zones }: Pick<NeededCertificate, 'zones'>): boolean =>
  sharesCluster(plan.node.zones, zones);

/** One issuer for each signer: of one namespace where that is enough, else of the cluster. */
export function issuerRefs(plan: Plan): ReadonlyMap<Signer, IssuerRef> {
  const namespaces = new Map<Signer, Set<string>>();
  // A Vault that is drawn gets its issuer, whether or not a certificate is drawn yet.
  if (plan.upstreams.length > 0) namespaces.set('vault', new Set([namespaceOf(plan.node.zones)]));
  for (const certificate of plan.issues) {
    const signer = signerOf(plan, certificate);
    const known = namespaces.get(signer) ?? new Set();
    namespaces.set(signer, known.add(namespaceFor(plan, certificate)));
  }
  return new Map(
    [...namespaces].map(([signer, all]) => {
      const [only = ownNamespace] = all;
      const one = all.size === 1;
      return [
        signer,
        {
          signer,
          name: objectName(plan.node.id, signer),
          kind: one ? 'Issuer' : 'ClusterIssuer',
          namespace: one ? only : ownNamespace,
        },
      ] as const;
    }),
  );
}

export function issuerObjects(plan: Plan, ref: IssuerRef, notices: Notice[]): readonly KubernetesObject[] {
  switch (ref.signer) {
    case 'acme':
      notices.push({
        kind: 'by-hand',
        about: plan.node.id,
        message: `The issuer ${ref.name} answers HTTP-01 challenges through an Ingress without a class: name the class that serves port 80 to the internet, or put a DNS-01 solver in its place, which wildcard names need anyway.`,
      });
      return [
        issuer(plan, ref, {
          acme: {
            server: 'https://acme-v02.api.letsencrypt.org/directory',
            privateKeySecretRef: { name: objectName(plan.node.id, 'acme', 'account') },
            solvers: [{ http01: { ingress: {} } }],
          },
        }),
      ];
    case 'self-signed':
      return [issuer(plan, ref, { selfSigned: {} })];
    case 'ca':
      return ownAuthority(plan, ref, notices);
    case 'vault':
      return vaultIssuer(plan, ref, notices);
  }
}

const issuer = (plan: Plan, { name, kind, namespace }: IssuerRef, spec: YamlMap): KubernetesObject => ({
  apiVersion: 'cert-manager.io/v1',
  kind,
  metadata: { name, ...(kind === 'Issuer' ? { namespace } : {}), labels: podLabels(plan.node.id) },
  spec,
});

/** A root that signs itself and then the rest: https://cert-manager.io/docs/configuration/selfsigned/#bootstrapping-ca-issuers */
function ownAuthority(plan: Plan, ref: IssuerRef, notices: Notice[]): readonly KubernetesObject[] {
  const root = objectName(plan.node.id, 'root');
  notices.push({
    kind: 'by-hand',
    about: plan.node.id,
    message: `The key of the root lies in the Secret ${root} in the namespace ${ref.namespace}: whoever reads it can issue any certificate of the design. Whoever verifies needs ca.crt out of it, and again when it is renewed.`,
  });
  const starter: IssuerRef = { ...ref, name: objectName(plan.node.id, 'root', 'self-signed') };
  return [
    issuer(plan, starter, { selfSigned: {} }),
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: root, namespace: ref.namespace, labels: podLabels(plan.node.id) },
      spec: {
        isCA: true,
        commonName: root,
        secretName: root,
        // Ten years: a root outlives what it signs.
        duration: '87600h',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { name: starter.name, kind: starter.kind, group: 'cert-manager.io' },
      },
    },
    issuer(plan, ref, { ca: { secretName: root } }),
  ];
}

function vaultIssuer(plan: Plan, ref: IssuerRef, notices: Notice[]): readonly KubernetesObject[] {
  const [upstream, ...others] = plan.upstreams;
  if (!upstream) return [];
  for (const { link, title } of others)
    notices.push({ kind: 'lost', about: link, message: `An issuer asks one Vault: nothing is asked of ${title}.` });
  notices.push({
    kind: 'by-hand',
    about: upstream.link,
    message: `In ${upstream.title}, let the role ${ref.name} of the mount pki sign the names below, and let the role ${ref.name} of the Kubernetes login use it (${vault}).`,
  });
  const { namespace, name } = ref;
  const labels = podLabels(plan.node.id);
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name, namespace, labels },
      rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [name], verbs: ['create'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name, namespace, labels },
      subjects: [{ kind: 'ServiceAccount', name: 'cert-manager', namespace: ownNamespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    },
    issuer(plan, ref, {
      vault: {
        server: `${upstream.tls === 'plaintext' ? 'http' : 'https'}://${hostInRequest(upstream.host)}:${upstream.port}`,
        path: `pki/sign/${name}`,
        ...(upstream.tls === 'plaintext' ? {} : dialOf(plan, ref, upstream, notices)),
        auth: { kubernetes: { role: name, mountPath: '/v1/auth/kubernetes', serviceAccountRef: { name } } },
      },
    }),
  ];
}

function dialOf(plan: Plan, { namespace }: IssuerRef, upstream: Upstream, notices: Notice[]): YamlMap {
  const { link, issuer, serverName, host, tls } = upstream;
  const trust = secrets.trust(plan.node.id, link);
  const client = secrets.client(plan.node.id, link);
  if (issuer !== 'public-ca') notices.push(provideTrust(plan.node.id, upstream, { kind: 'Secret', namespace }));
  if (tls === 'mutual') notices.push(provideClient(plan.node.id, upstream, namespace));
  return {
    ...(serverName.toLowerCase() === host.toLowerCase() ? {} : { serverName }),
    ...(issuer === 'public-ca' ? {} : { caBundleSecretRef: { name: trust, key: 'ca.crt' } }),
    ...(tls === 'mutual'
      ? {
          clientCertSecretRef: { name: client, key: 'tls.crt' },
          clientKeySecretRef: { name: client, key: 'tls.key' },
        }
      : {}),
  };
}
