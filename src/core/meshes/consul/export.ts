import type { KubernetesObject } from '../../config/kubernetes.ts';
import {
  type MeshExporter,
  type MeshMember,
  type MeshPlan,
  notice,
  portsOf,
  skippedOutbound,
  type Workload,
} from '../../plan/mesh-plan.ts';
import type { Notice } from '../../plan/plan.ts';
import { accountOf, annotationsOf, meshFiles, type PodSettings } from '../files.ts';
import { servicesOf } from '../services.ts';
import { entriesOf, modeOf } from './entries.ts';

// Annotations: https://github.com/hashicorp/consul-k8s/blob/main/control-plane/connect-inject/constants/annotations_and_labels.go

/** Config entries as custom resources, Services, accounts, and what only Pods can be told. */
export const exportMesh: MeshExporter = (plan) => {
  const notices: Notice[] = [...unsaid(plan)];
  const objects: readonly KubernetesObject[] = [
    ...plan.namespaces.map((name): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...plan.members.map(accountOf),
    ...servicesOf(plan, notices),
    ...entriesOf(plan, notices),
  ];
  return meshFiles(plan, {
    objects,
    pods: podsOf(plan),
    notices,
    checkedAgainst:
      'Consul on Kubernetes 2.0.3: its published custom resource definitions, written down field by field; no cluster was run',
  });
};

const isTransparent = ({ mesh }: MeshPlan): boolean => mesh.transparentProxy !== false;

function podsOf(plan: MeshPlan): ReadonlyMap<Workload, PodSettings> {
  const pods = new Map<Workload, PodSettings>();
  for (const member of plan.members) {
    if (member.proxy === 'self') continue;
    const [first] = member.listeners;
    pods.set(member, {
      annotations: annotationsOf({
        'consul.hashicorp.com/connect-inject': 'true',
        'consul.hashicorp.com/connect-service-port': first ? String(first.port) : null,
        'consul.hashicorp.com/transparent-proxy': String(isTransparent(plan)),
        'consul.hashicorp.com/transparent-proxy-exclude-inbound-ports': isTransparent(plan)
          ? portsOf(member, ({ mesh }) => mesh === 'skipped')
          : null,
        'consul.hashicorp.com/transparent-proxy-exclude-outbound-ports': isTransparent(plan)
          ? skippedOutbound(member)
          : null,
      }),
    });
  }
  for (const outsider of plan.outsiders)
    pods.set(outsider, { annotations: { 'consul.hashicorp.com/connect-inject': 'false' } });
  return pods;
}

/** What the drawing asks for and Consul does not have. */
function unsaid(plan: MeshPlan): readonly Notice[] {
  const { zone, mesh, members } = plan;
  const notices: Notice[] = [];
  if (!isTransparent(plan))
    notices.push(
      notice(
        'by-hand',
        zone.id,
        'Without the transparent proxy every upstream is listed in consul.hashicorp.com/connect-service-upstreams and dialled on loopback, and applications must listen on loopback alone: else they can be dialled around their proxy.',
      ),
    );
  if (mesh.mode === 'permissive' && members.some(({ callers }) => callers !== null))
    notices.push(
      notice(
        'weakened',
        zone.id,
        'Intentions are not enforced for whoever comes without mutual TLS: in permissive mode the drawn callers are not the only ones let in.',
      ),
    );
  return [...notices, ...members.flatMap((member) => unsaidOf(plan, member))];
}

function unsaidOf(plan: MeshPlan, member: MeshMember): readonly Notice[] {
  const { id, title, listeners, links, proxy } = member;
  if (proxy === 'self') return [];
  const notices: Notice[] = [];
  const mode = modeOf(plan, member);
  for (const listener of listeners) {
    const drawn = listener.mesh ?? plan.mesh.mode;
    if (drawn !== 'skipped' && drawn !== mode)
      notices.push(
        notice(
          'lost',
          listener.id,
          `Consul has one mode for a service, strict or permissive: ${title} is ${mode} at port ${listener.port} as well, where ${drawn} is drawn.`,
        ),
      );
    if (drawn === 'skipped' && !isTransparent(plan))
      notices.push(
        notice(
          'lost',
          listener.id,
          `Without the transparent proxy no port is redirected, so ${listener.port} is not left out.`,
        ),
      );
  }
  const ports = portsOf(member, ({ mesh }) => mesh !== 'skipped');
  if (ports.length > 1)
    notices.push(
      notice(
        'lost',
        id,
        `A service of Consul has one port: that of ${title} is ${listeners[0]?.port}, and ${ports.filter((port) => port !== listeners[0]?.port).join(', ')} needs a service of its own.`,
      ),
    );
  const skipped = skippedOutbound(member);
  for (const { upstream } of links) {
    const { link, port, mesh } = upstream;
    if (mesh !== null && mesh !== 'automatic' && mesh !== 'skipped')
      notices.push(
        notice(
          'lost',
          link,
          `Consul has no setting for one destination: ${title} → ${upstream.title} is mutual TLS of the mesh wherever both ends are in it (${mesh} is drawn). Towards services outside a terminating gateway starts TLS.`,
        ),
      );
    if (mesh === 'skipped' && !isTransparent(plan))
      notices.push(
        notice('lost', link, `Without the transparent proxy no port is redirected, so ${port} is not left out.`),
      );
    if (mesh !== 'skipped' && skipped.includes(port))
      notices.push(
        notice(
          'weakened',
          link,
          `Ports are left out by number: port ${port} of ${upstream.title} goes around the proxy of ${title} as well.`,
        ),
      );
  }
  return notices;
}
