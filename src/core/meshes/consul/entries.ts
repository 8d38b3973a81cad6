import type { KubernetesObject } from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { type MeshMember, type MeshPlan, notice } from '../../plan/mesh-plan.ts';
import type { Notice } from '../../plan/plan.ts';
import { serviceName } from '../services.ts';

// Kinds and their rules: https://github.com/hashicorp/consul-k8s/tree/main/control-plane/api/v1alpha1

type Mode = 'strict' | 'permissive';

/** The one mode of a service: as the zone has it, or as all of its ports do. */
export function modeOf({ mesh }: Pick<MeshPlan, 'mesh'>, { listeners }: Pick<MeshMember, 'listeners'>): Mode {
  const zone: Mode = mesh.mode === 'permissive' ? 'permissive' : 'strict';
  const drawn = new Set(listeners.filter((each) => each.mesh !== 'skipped').map((each) => each.mesh ?? zone));
  const [only] = drawn;
  return drawn.size === 1 && (only === 'strict' || only === 'permissive') ? only : zone;
}

export function entriesOf(plan: MeshPlan, notices: Notice[]): readonly KubernetesObject[] {
  const proxied = plan.members.filter(({ proxy }) => proxy !== 'self');
  return [
    ...globalEntries(plan),
    ...proxied.flatMap((member) => [defaultsOf(plan, member), intentionsOf(member, notices)]),
  ];
}

const entry = (kind: string, name: string, namespace: string, spec: YamlMap): KubernetesObject => ({
  apiVersion: 'consul.hashicorp.com/v1alpha1',
  kind,
  metadata: { name, namespace },
  spec,
});

/** What a datacentre has once: permissive mode has to be allowed before a service may have it. */
function globalEntries({ leads, family, mesh, members }: MeshPlan): readonly KubernetesObject[] {
  const [first] = members;
  if (!leads || !first) return [];
  const permissive = family.some((member) => modeOf(member, member) === 'permissive');
  return [
    entry('Mesh', 'mesh', first.namespace, { allowEnablingPermissiveMutualTLS: permissive }),
    entry('ProxyDefaults', 'global', first.namespace, {
      mutualTLSMode: mesh.mode === 'permissive' ? 'permissive' : 'strict',
      // Out by the gateway of the own datacentre: https://developer.hashicorp.com/consul/docs/east-west/mesh-gateway/federation
      ...(family.some(({ forwards }) => forwards) ? { meshGateway: { mode: 'local' } } : {}),
    }),
  ];
}

const defaultsOf = (plan: MeshPlan, member: MeshMember): KubernetesObject =>
  entry('ServiceDefaults', serviceName(member), member.namespace, {
    protocol: protocolOf(member),
    mutualTLSMode: modeOf(plan, member),
  });

/** What the application itself speaks on the port of the service; its own TLS is carried as bytes. */
function protocolOf({ listeners: [first] }: MeshMember): string {
  if (first?.mode !== 'plaintext' || first.protocols.length === 0) return 'tcp';
  if (first.protocols.every((each) => each === 'grpc')) return 'grpc';
  return first.protocols.every((each) => each === 'http') ? 'http' : 'tcp';
}

/** Who may call. A name of its own goes before the wildcard: https://developer.hashicorp.com/consul/docs/secure-mesh/intention */
function intentionsOf(member: MeshMember, notices: Notice[]): KubernetesObject {
  const { id, title, callers } = member;
  const known = (callers ?? []).flatMap(({ title: caller, workload }) => {
    if (!workload)
      notices.push(
        notice('lost', id, `${caller} is allowed to call ${title} and is no service of this mesh: it is refused.`),
      );
    return workload ? [{ name: serviceName(workload), action: 'allow' }] : [];
  });
  return entry('ServiceIntentions', serviceName(member), member.namespace, {
    destination: { name: serviceName(member) },
    sources: [...known, { name: '*', action: callers === null ? 'allow' : 'deny' }],
  });
}
