import { type KubernetesObject, manifest, podLabels } from '../../config/kubernetes.ts';
import type { Exported } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { type Setting, unwrittenBy } from '../../plan/unwritten.ts';
import { backendsOf } from './backends.ts';
import { type Desk, gatewayOf, limitsCallers } from './listeners.ts';
import { routesOf } from './routes.ts';

/** A Gateway and its VirtualServices for each listener, and rules for whatever is dialled. */
export function gatewayExport(plan: Plan, more: readonly Notice[] = []): Exported {
  const { services, notices: found } = servicesOf(plan);
  const notices: Notice[] = [...plan.notices, ...unsaid(plan), ...found, ...more];
  const backends = backendsOf(
    plan,
    services.flatMap(({ upstreams }) => upstreams),
    notices,
  );
  const desk: Desk = { plan, notices };
  const objects: readonly KubernetesObject[] = [
    ...services.flatMap((service) => [gatewayOf(desk, service), ...routesOf(desk, service, backends.hosts)]),
    ...backends.objects,
  ];
  const [label] = Object.entries(podLabels(plan.node.id));
  notices.push({
    kind: 'by-hand',
    about: plan.node.id,
    message: `Install a gateway (chart istio/gateway) whose Pods bear the label ${label?.join('=')}, with a Service that has the ports ${services.map(({ listener }) => listener.port).join(', ') || 'of its listeners'}.`,
  });
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, objects, 'istio.yaml')], notices: known };
}

const unsaid = (plan: Plan): readonly Notice[] =>
  unwrittenBy(plan, {
    node: plan.listeners.length > 0 && plan.listeners.every(limitsCallers) ? ['allows'] : [],
    listener: (): readonly Setting[] => ['redirect', 'strict-transport'],
    dial: ({ mesh }): readonly Setting[] => (mesh === 'skipped' ? [] : ['dial:mesh']),
  });
