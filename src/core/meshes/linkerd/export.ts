import type { KubernetesObject } from '../../config/kubernetes.ts';
import {
  type MeshExporter,
  type MeshPlan,
  notice,
  portsOf,
  skippedOutbound,
  type Workload,
} from '../../plan/mesh-plan.ts';
import type { Notice } from '../../plan/plan.ts';
import { accountOf, annotationsOf, meshFiles, type PodSettings } from '../files.ts';
import { servicesOf } from '../services.ts';
import { defaultPolicy, goneAround, serversOf } from './policy.ts';

// Annotations: https://github.com/linkerd/linkerd2/blob/main/pkg/k8s/labels.go

/** Namespaces, accounts, Services, who may call, and what only Pods can be told. */
export const exportMesh: MeshExporter = (plan) => {
  const notices: Notice[] = [...unsaid(plan)];
  const objects: readonly KubernetesObject[] = [
    ...plan.namespaces.map(
      (name): KubernetesObject => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, annotations: zoneAnnotations(plan) },
      }),
    ),
    ...plan.members.map(accountOf),
    ...servicesOf(plan, notices),
    ...serversOf(plan, notices),
  ];
  return meshFiles(plan, {
    objects,
    pods: podsOf(plan),
    notices,
    checkedAgainst:
      'Linkerd 2.19: its published custom resource definitions, written down field by field; no cluster was run',
  });
};

const zoneAnnotations = ({ mesh }: MeshPlan): Readonly<Record<string, string>> =>
  annotationsOf({
    'linkerd.io/inject': 'enabled',
    'config.linkerd.io/default-inbound-policy': defaultPolicy(mesh),
    // In place of the default list, so none is none.
    'config.linkerd.io/opaque-ports': mesh.opaquePorts ?? null,
  });

function podsOf(plan: MeshPlan): ReadonlyMap<Workload, PodSettings> {
  const pods = new Map<Workload, PodSettings>();
  for (const member of plan.members)
    pods.set(member, {
      annotations: {
        ...(member.governed ? {} : zoneAnnotations(plan)),
        ...annotationsOf({
          'config.linkerd.io/skip-inbound-ports': portsOf(member, (listener) => goneAround(member, listener)),
          'config.linkerd.io/skip-outbound-ports': skippedOutbound(member),
        }),
      },
    });
  for (const outsider of plan.outsiders) pods.set(outsider, { annotations: { 'linkerd.io/inject': 'disabled' } });
  return pods;
}

/** What the drawing asks for and Linkerd does not have. */
function unsaid({ zone, mesh, members }: MeshPlan): readonly Notice[] {
  const notices: Notice[] = [
    notice(
      'by-hand',
      zone.id,
      'A default policy is read when a Pod starts: restart the workloads of the namespace after a change.',
    ),
  ];
  if (mesh.opaquePorts?.length === 0)
    notices.push(
      notice(
        'lost',
        zone.id,
        'An empty list of opaque ports is drawn, and an annotation without a port leaves the default list in force.',
      ),
    );
  for (const member of members) {
    const skipped = skippedOutbound(member);
    for (const { upstream } of member.links) {
      const { link, title, port, mesh: drawn } = upstream;
      if (drawn !== null && drawn !== 'automatic' && drawn !== 'skipped')
        notices.push(
          notice(
            'lost',
            link,
            `Linkerd has no setting for one destination: ${member.title} → ${title} is mutual TLS of the mesh wherever both ends are in it (${drawn} is drawn).`,
          ),
        );
      if (drawn !== 'skipped' && skipped.includes(port))
        notices.push(
          notice(
            'weakened',
            link,
            `Ports are left out by number: port ${port} of ${title} goes around the proxy of ${member.title} as well.`,
          ),
        );
    }
  }
  return notices;
}
