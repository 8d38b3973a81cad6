import { type KubernetesObject, objectName, podLabels } from '../../config/kubernetes.ts';
import type { Mesh } from '../../model/schema.ts';
import { type MeshMember, type MeshPlan, notice, type Workload } from '../../plan/mesh-plan.ts';
import type { Desk, Entries } from './outbound.ts';

const modes: Readonly<Record<Mesh['mode'], string>> = {
  permissive: 'PERMISSIVE',
  strict: 'STRICT',
  disabled: 'DISABLE',
};

/**
 * Mutual TLS as the zone has it, and where a workload or a port differs.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function peersOf({ plan, notices }: Desk): readonly KubernetesObject[] {
  const { mesh, zone, namespaces, members } = plan;
  const ambient = mesh.dataPlane === 'ambient';
  const modeOf = (mode: Mesh['mode'], about: string): { mode: string } => {
    if (mode !== 'disabled' || !ambient) return { mode: modes[mode] };
    notices.push(
      notice(
        'lost',
        about,
        'A ztunnel has no mode DISABLE: PERMISSIVE is written, and mutual TLS stays wherever both ends can.',
      ),
    );
    return { mode: modes.permissive };
  };
  const peers = (namespace: string, name: string, spec: KubernetesObject['spec']): KubernetesObject => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name, namespace },
    spec,
  });
  return [
    ...namespaces.map((namespace) => peers(namespace, 'default', { mtls: modeOf(mesh.mode, zone.id) })),
    ...members.flatMap((member): readonly KubernetesObject[] => {
      // What a gateway asks of its own listeners stands in its Gateway.
      if (member.proxy === 'self') return [];
      const ports = new Map<string, { mode: string }>();
      for (const { id, port, mesh: drawn } of member.listeners)
        if (drawn && drawn !== 'skipped') ports.set(String(port), modeOf(drawn, id));
      if (member.governed && ports.size === 0) return [];
      return [
        peers(member.namespace, member.account, {
          selector: { matchLabels: podLabels(member.id) },
          mtls: modeOf(mesh.mode, member.id),
          ...(ports.size > 0 ? { portLevelMtls: Object.fromEntries(ports) } : {}),
        }),
      ];
    }),
  ];
}

/** Who may call: https://github.com/istio/api/blob/master/security/v1beta1/authorization_policy.proto */
export function authorizationOf({ plan, notices }: Desk, entries: Entries): readonly KubernetesObject[] {
  return plan.members.flatMap((member): readonly KubernetesObject[] => {
    const { id, title, namespace, account, callers, proxy } = member;
    if (callers === null || proxy === 'self') return [];
    const known = callers.flatMap((caller) => {
      if (caller.workload) return [principal(caller.workload)];
      notices.push(
        notice(
          'lost',
          id,
          `${caller.title} is allowed to call ${title} and has no identity in this mesh: it is refused.`,
        ),
      );
      return [];
    });
    const policy = (
      name: string,
      target: KubernetesObject['spec'],
      principals: readonly string[],
    ): KubernetesObject => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name, namespace },
      // A policy that allows and names nobody allows nobody.
      spec: {
        ...(target as object),
        action: 'ALLOW',
        ...(principals.length > 0 ? { rules: [{ from: [{ source: { principals } }] }] } : {}),
      },
    });
    const pods = { selector: { matchLabels: podLabels(id) } };
    if (!plan.mesh.waypoint || proxy !== 'ztunnel') return [policy(account, pods, known)];
    // Behind a waypoint a ztunnel meets the identity of the waypoint alone:
    // https://istio.io/latest/docs/ambient/migrate/migrate-policies/
    const entry = entries.names.get(id);
    const waypoint = principal({ namespace, account: waypointName(plan) });
    if (entry === undefined) {
      notices.push(
        notice(
          'by-hand',
          id,
          `Nothing drawn calls ${title}, so no name of it is known to the waypoint: nobody is let in.`,
        ),
      );
      return [policy(account, pods, [])];
    }
    return [
      policy(account, pods, [waypoint]),
      policy(
        objectName(id, 'waypoint'),
        { targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: entry }] },
        known,
      ),
    ];
  });
}

/** The trust domain is that of an installation that says nothing else. */
const principal = ({ namespace, account }: Pick<Workload, 'namespace' | 'account'>): string =>
  `cluster.local/ns/${namespace}/sa/${account}`;

/** Its account bears the same name. */
export const waypointName = ({ zone }: MeshPlan): string => objectName(zone.id, 'waypoint');

/** One in each namespace: https://github.com/istio/api/blob/master/label/labels.yaml */
export function waypointsOf(plan: MeshPlan): readonly KubernetesObject[] {
  if (plan.mesh.dataPlane !== 'ambient' || !plan.mesh.waypoint) return [];
  const proxied = plan.members.filter(({ proxy }: MeshMember) => proxy === 'ztunnel');
  return [...new Set(proxied.map(({ namespace }) => namespace))].map((namespace) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: waypointName(plan), namespace, labels: { 'istio.io/waypoint-for': 'all' } },
    spec: {
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15_008, protocol: 'HBONE' }],
    },
  }));
}
