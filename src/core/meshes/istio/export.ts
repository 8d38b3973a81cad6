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
import { authorizationOf, peersOf, waypointName, waypointsOf } from './inbound.ts';
import { type Desk, destinationsOf, entriesOf } from './outbound.ts';

// Annotations: https://github.com/istio/api/blob/master/annotation/annotations.yaml
// Labels: https://github.com/istio/api/blob/master/label/labels.yaml

/** Namespaces, accounts, what comes in, what goes out, and what only Pods can be told. */
export const exportMesh: MeshExporter = (plan) => {
  const notices: Notice[] = [];
  const desk: Desk = { plan, notices };
  const entries = entriesOf(desk);
  const objects: readonly KubernetesObject[] = [
    ...plan.namespaces.map((name) => namespace(plan, name)),
    ...plan.members.map(accountOf),
    ...waypointsOf(plan),
    ...peersOf(desk),
    ...authorizationOf(desk, entries),
    ...entries.objects,
    ...destinationsOf(desk),
  ];
  if (plan.members.some(({ callers }) => callers !== null))
    notices.push(
      notice(
        'by-hand',
        plan.zone.id,
        'Callers are named by accounts of the trust domain cluster.local, which is that of an installation that says nothing else.',
      ),
    );
  return meshFiles(plan, {
    objects,
    pods: podsOf(plan, notices),
    notices,
    checkedAgainst: 'Istio 1.29.2: schemas of @kubernetes-models/istio 3.0.1; no cluster was run',
  });
};

const isAmbient = ({ mesh }: MeshPlan): boolean => mesh.dataPlane === 'ambient';

const namespace = (plan: MeshPlan, name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    labels: {
      ...(isAmbient(plan) ? { 'istio.io/dataplane-mode': 'ambient' } : { 'istio-injection': 'enabled' }),
      ...(isAmbient(plan) && plan.mesh.waypoint ? { 'istio.io/use-waypoint': waypointName(plan) } : {}),
    },
  },
});

function podsOf(plan: MeshPlan, notices: Notice[]): ReadonlyMap<Workload, PodSettings> {
  const ambient = isAmbient(plan);
  const pods = new Map<Workload, PodSettings>();
  for (const member of plan.members) {
    const inbound = portsOf(member, ({ mesh }) => mesh === 'skipped');
    const outbound = skippedOutbound(member);
    const drawnElsewhere = member.proxy !== 'self' && !member.governed;
    if (member.proxy === 'ztunnel' && inbound.length + outbound.length > 0)
      notices.push(
        notice(
          'lost',
          member.id,
          `A ztunnel carries every port of ${member.title}: in ambient mode no port is left out (${[...inbound, ...outbound].join(', ')}).`,
        ),
      );
    for (const { upstream } of member.links)
      if (outbound.includes(upstream.port) && upstream.mesh !== 'skipped' && member.proxy === 'sidecar')
        notices.push(
          notice(
            'weakened',
            upstream.link,
            `Ports are left out by number: port ${upstream.port} of ${upstream.title} goes around the sidecar of ${member.title} as well.`,
          ),
        );
    pods.set(member, {
      labels: drawnElsewhere
        ? ambient
          ? {
              'istio.io/dataplane-mode': 'ambient',
              ...(plan.mesh.waypoint ? { 'istio.io/use-waypoint': waypointName(plan) } : {}),
            }
          : { 'sidecar.istio.io/inject': 'true' }
        : {},
      annotations:
        member.proxy === 'sidecar'
          ? annotationsOf({
              'traffic.sidecar.istio.io/excludeInboundPorts': inbound,
              'traffic.sidecar.istio.io/excludeOutboundPorts': outbound,
            })
          : {},
    });
  }
  for (const outsider of plan.outsiders)
    pods.set(outsider, {
      labels: ambient ? { 'istio.io/dataplane-mode': 'none' } : { 'sidecar.istio.io/inject': 'false' },
    });
  return pods;
}
