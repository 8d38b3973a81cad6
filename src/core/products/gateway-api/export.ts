import { type KubernetesObject, manifest, namespaceOf, objectName, provide, secrets } from '../../config/kubernetes.ts';
import { distinctBackends } from '../../config/kubernetes-backends.ts';
import { strictTransportValue } from '../../config/strict-transport.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { dialsTls } from '../../plan/sessions.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { backendsOf, grantsOf, policiesOf } from './backends.ts';
import { type Door, doorOf, gatewayOf } from './gateway.ts';
import { type Desk, httpRoutes, isExperimental, tcpRoutes, tlsRoutes } from './routes.ts';

/** A Gateway, its routes, the Services behind them and the policies for TLS towards those. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices: found } = servicesOf(plan);
  const notices: Notice[] = [...plan.notices, ...unwritten(plan, ['redirect', 'strict-transport']), ...found];
  const doors = services.map(doorOf);
  if (doors.length === 0) {
    const message = `${plan.node.title} has no listener, and a Gateway needs one: nothing is written.`;
    const known = distinctNotices([...notices, { kind: 'by-hand', about: plan.node.id, message }]);
    return { files: [manifest(plan, known, [])], notices: known };
  }
  const upstreams = distinctBackends(
    doors.filter(({ service }) => !service.listener.redirectsToTls).flatMap(({ service }) => service.upstreams),
  );
  const backends = backendsOf(plan, upstreams, notices);
  const desk: Desk = {
    plan,
    backends,
    notices,
    strictTransport: ({ service: { listener } }) => strictTransportValue(listener),
  };
  const gateway = gatewayOf(plan, doors, notices);
  const routes = doors.flatMap((door) => routesOf(desk, door));
  const policies = policiesOf(plan, upstreams, backends, notices);
  const objects: readonly KubernetesObject[] = [
    gateway,
    ...[...backends.values()].flatMap((backend) => backend.objects),
    ...policies,
    ...grantsOf(plan, backends.values(), [...new Set(routes.map(({ kind }) => kind))]),
    ...routes,
  ];
  notices.push(...[...backends.values()].flatMap((backend) => backend.notices), ...byHand(plan, doors));
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, objects)], notices: known };
};

function routesOf(desk: Desk, door: Door): readonly KubernetesObject[] {
  switch (door.protocol) {
    case 'HTTP':
    case 'HTTPS':
      return httpRoutes(desk, door);
    case 'TLS':
      return tlsRoutes(desk, door);
    case 'TCP':
      return tcpRoutes(desk, door);
  }
}

/** What is named and has to be provided, and what the API does not say. */
function byHand(plan: Plan, doors: readonly Door[]): readonly Notice[] {
  const namespace = namespaceOf(plan.node.zones);
  const wanted = (about: string, message: string): Notice => ({ kind: 'by-hand', about, message });
  const dialled = doors.flatMap(({ service }) => service.upstreams).filter(dialsTls);
  const shown = dialled.find(({ tls }) => tls === 'mutual');
  const [min, max] = plan.product.versions.listen;
  return [
    wanted(
      plan.node.id,
      `gatewayClassName ${objectName(plan.node.id)} stands for the class of your implementation: create a GatewayClass of that name, or put the name of an existing one there.`,
    ),
    ...(doors.some(({ protocol }) => protocol === 'TCP')
      ? [
          wanted(
            plan.node.id,
            isExperimental(plan)
              ? 'TCPRoute is in the experimental channel before Gateway API 1.6: install that channel.'
              : 'TCPRoute is written as of Gateway API 1.6; before, it is v1alpha2, in the experimental channel.',
          ),
        ]
      : []),
    ...doors.flatMap(({ service: { listener }, protocol }): readonly Notice[] => {
      const { id, mode, names, versions, clientCertificate, clientTrusts, certificate } = listener;
      if (mode !== 'terminate') return [];
      return [
        provide(
          id,
          { kind: 'Secret', name: secrets.server(plan.node.id, id), namespace },
          `tls.crt with the certificate chain for ${names.join(', ')}, tls.key with its key`,
          certificate.issuedBy,
        ),
        ...(clientCertificate !== 'none' && protocol === 'HTTPS'
          ? [
              provide(
                id,
                { kind: 'ConfigMap', name: secrets.clientCa(plan.node.id, id), namespace },
                `ca.crt with the CAs of client certificates (${clientTrusts.join(', ') || 'none'})`,
              ),
            ]
          : []),
        ...(versions[0] !== min || versions[1] !== max
          ? [
              wanted(
                id,
                `TLS ${versions.join(' to ')} is drawn at the listener "${id}": versions are not in the API, so set them in the options of your implementation.`,
              ),
            ]
          : []),
      ];
    }),
    ...dialled
      .filter(({ versions }) => versions[0] !== min || versions[1] !== max)
      .map(({ link, title, versions }) =>
        wanted(
          link,
          `TLS ${versions.join(' to ')} is drawn towards ${title}: versions are not in the API, so set them in the options of your implementation.`,
        ),
      ),
    ...(shown
      ? [
          provide(
            shown.link,
            { kind: 'Secret', name: secrets.client(plan.node.id, shown.link), namespace },
            'tls.crt and tls.key with the client certificate that backends are shown',
            shown.clientCertificate?.issuedBy ?? null,
          ),
        ]
      : []),
  ];
}
