import { type KubernetesObject, objectName, podLabels } from '../../config/kubernetes.ts';
import type { Mesh } from '../../model/schema.ts';
import { type MeshMember, type MeshPlan, notice } from '../../plan/mesh-plan.ts';
import type { Notice, PlannedListener } from '../../plan/plan.ts';

const api = 'policy.linkerd.io';

/** What a port without a Server asks: https://linkerd.io/2/reference/authorization-policy */
export const defaultPolicy = ({ mode, authorization }: Mesh): string =>
  authorization === 'deny' ? 'deny' : accessOf(mode);

const accessOf = (mode: Mesh['mode']): string => (mode === 'strict' ? 'all-authenticated' : 'all-unauthenticated');

/**
 * Whether a port is kept from the proxy. Linkerd cannot leave one port without mutual TLS and keep the proxy in front of
 * it; where nobody is named, going around it comes to the same.
 */
export const goneAround = ({ callers }: MeshMember, { mesh }: PlannedListener): boolean =>
  mesh === 'skipped' || (mesh === 'disabled' && callers === null);

/**
 * Ports that differ from the zone, and those of members that name their callers. A Server refuses whatever is not
 * authorised, and takes the place of the list of opaque ports:
 * https://github.com/linkerd/linkerd2/blob/main/charts/linkerd-crds/templates/policy/server.yaml
 */
export function serversOf(plan: MeshPlan, notices: Notice[]): readonly KubernetesObject[] {
  return plan.members.flatMap((member): readonly KubernetesObject[] => {
    const { id, title, namespace, account, callers } = member;
    const known = (callers ?? []).flatMap(({ title: caller, workload }) => {
      if (!workload)
        notices.push(
          notice('lost', id, `${caller} is allowed to call ${title} and has no identity in this mesh: it is refused.`),
        );
      return workload ?? [];
    });
    const seen = new Set<number>();
    const servers = member.listeners.filter((listener) => {
      if (listener.mesh === 'disabled')
        notices.push(
          notice(
            'lost',
            listener.id,
            callers === null
              ? `Linkerd cannot turn mutual TLS off at one port: the proxy of ${title} is kept from port ${listener.port}.`
              : `Without mutual TLS nobody has an identity, and ${title} asks for one: nobody is let in at port ${listener.port}.`,
          ),
        );
      const wanted = !goneAround(member, listener) && (callers !== null || listener.mesh !== null);
      if (!wanted || seen.has(listener.port)) return false;
      seen.add(listener.port);
      return true;
    });
    if (servers.length === 0) return [];
    const authentication: KubernetesObject = {
      apiVersion: `${api}/v1alpha1`,
      kind: 'MeshTLSAuthentication',
      metadata: { name: account, namespace },
      spec: {
        identityRefs: known.map((each) => ({ kind: 'ServiceAccount', name: each.account, namespace: each.namespace })),
      },
    };
    const open = servers.filter(({ mesh }) => callers !== null && known.length > 0 && mesh !== 'disabled');
    return [
      ...servers.map((listener) => serverOf(plan, member, listener)),
      ...(open.length > 0 ? [authentication] : []),
      ...open.map(
        ({ port }): KubernetesObject => ({
          apiVersion: `${api}/v1alpha1`,
          kind: 'AuthorizationPolicy',
          metadata: { name: serverName(id, port), namespace },
          spec: {
            targetRef: { group: api, kind: 'Server', name: serverName(id, port) },
            requiredAuthenticationRefs: [{ group: api, kind: 'MeshTLSAuthentication', name: account }],
          },
        }),
      ),
    ];
  });
}

const serverName = (id: string, port: number): string => objectName(id, String(port));

/** Carried without a look at the first bytes, unless a zone has a list of its own: https://linkerd.io/2.19/features/protocol-detection/ */
const usuallyOpaque = [25, 587, 3306, 4444, 5432, 6379, 9300, 11_211];

const serverOf = (
  { mesh }: MeshPlan,
  { id, namespace, callers }: MeshMember,
  listener: PlannedListener,
): KubernetesObject => ({
  apiVersion: `${api}/v1beta3`,
  kind: 'Server',
  metadata: { name: serverName(id, listener.port), namespace },
  spec: {
    podSelector: { matchLabels: podLabels(id) },
    port: listener.port,
    proxyProtocol: (mesh.opaquePorts ?? usuallyOpaque).includes(listener.port) ? 'opaque' : 'unknown',
    accessPolicy: callers === null ? accessOf(listener.mesh === 'strict' ? 'strict' : 'permissive') : 'deny',
  },
});
