import {
  type KubernetesObject,
  manifest,
  metadataOf,
  objectName,
  podLabels,
  sharesCluster,
} from '../../config/kubernetes.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { annotationsOf, type Exposed } from './aws.ts';

/** Services of type LoadBalancer, with the annotations that the clouds' controllers read. */
export const exportPlan: Exporter = (plan) => {
  const notices: Notice[] = [...plan.notices, ...unwritten(plan)];
  const groups = groupsOf(exposedBy(plan, notices));
  if (groups.length === 0)
    notices.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: 'Nothing is drawn to be exposed: no Service is written.',
    });
  else
    notices.push({
      kind: 'by-hand',
      about: plan.node.id,
      message:
        'It is written as internal. Where clients come over the internet, set aws-load-balancer-scheme to internet-facing on AWS; on GKE and AKS take the annotation away.',
    });
  if (groups.length > 1)
    notices.push({
      kind: 'lost',
      about: plan.node.id,
      message: `A Service leads to one set of Pods: ${plan.node.title} becomes ${groups.length} Services, each with a load balancer and an address of its own.`,
    });
  const services = groups.map((group, i) => serviceOf(plan, group, i === 0, notices));
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, services)], notices: known };
};

/** The listeners that lead somewhere inside the cluster, each with the one node that it leads to. */
function exposedBy(plan: Plan, notices: Notice[]): readonly Exposed[] {
  const exposed: Exposed[] = [];
  const lost = (about: string, message: string) => notices.push({ kind: 'lost', about, message });
  for (const listener of plan.listeners) {
    const { id, port, mode } = listener;
    if (mode === 'closed') continue;
    const [upstream, ...others] = listener.upstreams;
    if (exposed.some((each) => each.listener.port === port))
      lost(id, `The listener "${id}" is left out: port ${port} belongs to another already.`);
    else if (!upstream) lost(id, `Nothing lies behind the listener "${id}": a Service without Pods is not written.`);
    else if (!sharesCluster(plan.node.zones, upstream.zones))
      lost(
        upstream.link,
        `${upstream.title} lies outside the cluster, where a load balancer of a Service cannot lead: the listener "${id}" is left out.`,
      );
    else {
      exposed.push({ listener, upstream });
      for (const { link, title } of others)
        lost(link, `A Service leads to one set of Pods: ${title} gets nothing of the listener "${id}".`);
      const { link, title, match } = upstream;
      if (match?.sni?.length || match?.host?.length || match?.path !== undefined)
        lost(link, `It chooses by port, not by name or path: ${title} gets whatever comes to the listener "${id}".`);
    }
  }
  const used = new Set(plan.listeners.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  for (const { link, title } of plan.upstreams)
    if (!used.has(link)) lost(link, `Nothing leads to ${title}: no listener of ${plan.node.title} is drawn for it.`);
  return exposed;
}

function groupsOf(exposed: readonly Exposed[]): readonly (readonly Exposed[])[] {
  const groups = new Map<string, Exposed[]>();
  for (const each of exposed) {
    const group = groups.get(each.upstream.node);
    if (group) group.push(each);
    else groups.set(each.upstream.node, [each]);
  }
  return [...groups.values()];
}

function serviceOf(plan: Plan, group: readonly Exposed[], only: boolean, notices: Notice[]): KubernetesObject {
  const target = group[0]?.upstream;
  const node = target?.node ?? plan.node.id;
  const name = only ? objectName(plan.node.id) : objectName(plan.node.id, node);
  const annotations = annotationsOf(group, notices);
  // A selector finds Pods of its own namespace only.
  const { namespace } = metadataOf({ node: { id: node, zones: target?.zones ?? plan.node.zones } }, name);
  notices.push({
    kind: 'by-hand',
    about: plan.node.id,
    message: `The Service ${name} finds ${target?.title} by the label app.kubernetes.io/name=${objectName(node)}: its Pods in the namespace ${namespace} must bear it.`,
  });
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadataOf(plan, name, annotations), ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      type: 'LoadBalancer',
      // No node accepts connections of its own accord beside the load balancer; Pods are reached directly.
      selector: podLabels(node),
      ports: group.map(({ listener, upstream }) => ({
        name: `port-${listener.port}`,
        port: listener.port,
        targetPort: upstream.port,
        protocol: 'TCP',
      })),
    },
  };
}
