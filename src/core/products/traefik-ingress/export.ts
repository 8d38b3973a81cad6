import { type KubernetesObject, manifest, namespaceOf, provide, secrets } from '../../config/kubernetes.ts';
import { backendKey, backendOf, distinctBackends } from '../../config/kubernetes-backends.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { type Service, servicesOf } from '../../plan/routes.ts';
import { endsTls } from '../../plan/sessions.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { flagsOf, tlsOptions } from './listeners.ts';
import { middlewaresOf } from './middlewares.ts';
import { type Desk, routesOf } from './routes.ts';
import { transportOf } from './transports.ts';

/** IngressRoutes with their TLS options, middlewares, Services and transports. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices: found } = servicesOf(plan);
  const notices: Notice[] = [
    ...plan.notices,
    ...unwritten(plan, ['redirect', 'strict-transport', 'listen:alpn', 'listen:key-exchange']),
    ...found,
    ...versionNotices(plan, ''),
  ];
  const routed = services.filter(({ listener }) => !listener.redirectsToTls);
  const backends = new Map(
    distinctBackends(routed.flatMap(({ upstreams }) => upstreams)).map((each) => [
      backendKey(each),
      backendOf(plan, each, 'external-name'),
    ]),
  );
  const transports = [true, false].flatMap((http) =>
    distinctBackends(routed.filter((each) => each.http === http).flatMap(({ upstreams }) => upstreams)).flatMap(
      (upstream) => transportOf(plan, upstream, http, notices) ?? [],
    ),
  );
  const options = tlsOptions(plan, services, notices);
  const desk: Desk = { plan, backends, options, notices };
  const routes = services.flatMap((service): readonly KubernetesObject[] => {
    const middlewares = service.http ? middlewaresOf(plan, service.listener) : [];
    return [
      ...middlewares,
      ...routesOf(
        desk,
        service,
        middlewares.map(({ metadata }) => metadata.name),
      ),
    ];
  });
  const objects = [
    ...options.values(),
    ...[...backends.values()].flatMap((backend) => backend.objects),
    ...transports,
    ...routes,
  ];
  const named = objects.some(({ spec }) => isExternal(spec));
  const flags = flagsOf(services, named, notices);
  notices.push(
    { kind: 'by-hand', about: plan.node.id, message: `Start Traefik with ${flags.join(' ')}.` },
    ...[...backends.values()].flatMap((backend) => backend.notices),
    ...services.flatMap((service) => secretNotices(plan, service)),
  );
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, objects)], notices: known };
};

const isExternal = (spec: KubernetesObject['spec']): boolean =>
  typeof spec === 'object' && spec !== null && 'externalName' in spec;

function secretNotices(plan: Plan, { listener }: Service): readonly Notice[] {
  if (!endsTls(listener)) return [];
  const { id, names, clientCertificate, clientTrusts, certificate } = listener;
  const secret = (name: string) => ({ kind: 'Secret', name, namespace: namespaceOf(plan.node.zones) }) as const;
  return [
    provide(
      id,
      secret(secrets.server(plan.node.id, id)),
      `tls.crt with the certificate chain for ${names.join(', ')}, tls.key with its key`,
      certificate.issuedBy,
    ),
    ...(clientCertificate === 'none'
      ? []
      : [
          provide(
            id,
            secret(secrets.clientCa(plan.node.id, id)),
            `ca.crt with the CAs of client certificates (${clientTrusts.join(', ') || 'none'})`,
          ),
        ]),
  ];
}
