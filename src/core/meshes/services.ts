import { type KubernetesObject, podLabels } from '../config/kubernetes.ts';
import { type MeshPlan, notice, type Workload } from '../plan/mesh-plan.ts';
import type { Notice } from '../plan/plan.ts';

/** A Service in front of a member: the mesh knows a workload by its Service. Gateways of the mesh have one of their own. */
export function servicesOf({ members, family }: MeshPlan, notices: Notice[]): readonly KubernetesObject[] {
  return members.flatMap((member): readonly KubernetesObject[] => {
    const ports = [...new Set(member.listeners.map(({ port }) => port))].sort((a, b) => a - b);
    if (member.proxy === 'self' || ports.length === 0) return [];
    const name = serviceName(member);
    const address = `${name}.${member.namespace}.svc.cluster.local`;
    const dialled = new Set(
      family.flatMap(({ links }) =>
        links.filter(({ to }) => to?.id === member.id).map(({ upstream }) => upstream.host),
      ),
    );
    for (const host of dialled)
      if (host.toLowerCase() !== address)
        notices.push(
          notice(
            'by-hand',
            member.id,
            `${member.title} is dialled as ${host}, and the mesh knows it as ${address}: let that name lead to the address of the Service, or dial the Service.`,
          ),
        );
    return [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: member.namespace, labels: podLabels(member.id) },
        spec: {
          selector: podLabels(member.id),
          ports: ports.map((port) => ({ name: `port-${port}`, port, targetPort: port, protocol: 'TCP' })),
        },
      },
    ];
  });
}

/** Consul wants it to be that of the account: https://developer.hashicorp.com/consul/docs/connect/k8s */
export const serviceName = ({ account }: Pick<Workload, 'account'>): string => account;
