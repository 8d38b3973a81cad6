import {
  type KubernetesObject,
  metadataOf,
  namespaceOf,
  objectName,
  provideTrust,
  secrets,
} from '../../config/kubernetes.ts';
import { type Backend, backendKey, backendOf, isDnsName } from '../../config/kubernetes-backends.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { dialsTls } from '../../plan/sessions.ts';
import { backendTls } from './product.ts';

/** The Services behind the routes, by key. A backend that cannot be given the TLS that is drawn is left out. */
export function backendsOf(
  plan: Plan,
  upstreams: readonly Upstream[],
  notices: Notice[],
): ReadonlyMap<string, Backend> {
  return new Map(
    upstreams.flatMap((upstream) => {
      const { link, title, serverName } = upstream;
      if (dialsTls(upstream) && !isCheckable(serverName)) {
        notices.push({
          kind: 'lost',
          about: link,
          message: `A BackendTLSPolicy checks a host name, which "${serverName}" is not (${backendTls}). Without the policy ${title} would get plaintext, so nothing leads there: give it a name.`,
        });
        return [];
      }
      return [[backendKey(upstream), backendOf(plan, upstream, 'own-namespace')] as const];
    }),
  );
}

const isCheckable = (name: string): boolean => !isAddress(name) && isDnsName(name);

/** TLS towards a Service: https://github.com/kubernetes-sigs/gateway-api/blob/main/apis/v1/backendtlspolicy_types.go */
export function policiesOf(
  plan: Plan,
  upstreams: readonly Upstream[],
  backends: ReadonlyMap<string, Backend>,
  notices: Notice[],
): readonly KubernetesObject[] {
  return upstreams.filter(dialsTls).flatMap((upstream) => {
    const { link, title, issuer, serverName, sendsServerName } = upstream;
    const backend = backends.get(backendKey(upstream));
    if (!backend) return [];
    if (!sendsServerName)
      notices.push({
        kind: 'lost',
        about: link,
        message: `A BackendTLSPolicy sends the name that it checks: ${title} gets ${serverName} as the server name, where none is drawn.`,
      });
    const trust = secrets.trust(plan.node.id, link);
    if (issuer !== 'public-ca')
      notices.push(provideTrust(plan.node.id, upstream, { kind: 'ConfigMap', namespace: backend.namespace }));
    return [
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'BackendTLSPolicy',
        metadata: { ...metadataOf(plan, objectName(plan.node.id, link, 'tls')), namespace: backend.namespace },
        spec: {
          targetRefs: [{ group: '', kind: 'Service', name: backend.name }],
          validation: {
            hostname: serverName.toLowerCase(),
            ...(issuer === 'public-ca'
              ? { wellKnownCACertificates: 'System' }
              : { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: trust }] }),
          },
        },
      },
    ];
  });
}

/** Leave for the Gateway's routes to name Services of other namespaces. */
export function grantsOf(
  plan: Plan,
  backends: Iterable<Backend>,
  kinds: readonly string[],
): readonly KubernetesObject[] {
  // Where no route was left to be written, there is nobody to grant anything to.
  if (kinds.length === 0) return [];
  const home = namespaceOf(plan.node.zones);
  const foreign = [...new Set([...backends].map(({ namespace }) => namespace))].filter((each) => each !== home);
  return foreign.map((namespace) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { ...metadataOf(plan, objectName(plan.node.id, 'routes')), namespace },
    spec: {
      from: kinds.map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace: home })),
      to: [{ group: '', kind: 'Service' }],
    },
  }));
}
