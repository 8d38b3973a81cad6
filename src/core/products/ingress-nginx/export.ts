import { type KubernetesObject, manifest } from '../../config/kubernetes.ts';
import { backendKey, backendOf, distinctBackends } from '../../config/kubernetes-backends.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { libraryNotices } from '../../plan/hybrid-notices.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, PlannedListener } from '../../plan/plan.ts';
import { type Service, servicesOf } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { controllerObjects, flagsOf } from './controller.ts';
import { type Front, ingressesOf } from './ingresses.ts';
import { retired } from './product.ts';
import { secretNotices } from './secrets.ts';
import { passthroughsOf, tcpConfigMap, tcpServicesOf } from './tcp.ts';

/** Ingresses with the controller's annotations, its ConfigMaps and its class. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [
    {
      kind: 'by-hand',
      about: plan.node.id,
      message: `Ingress NGINX is retired: since March 2026 it gets no releases, no bug fixes and no security fixes (${retired}). Move to an implementation of Gateway API.`,
    },
    ...plan.notices,
    ...unwritten(plan, ['redirect', 'strict-transport', 'listen:key-exchange']),
    ...notices,
    // Towards upstreams it speaks TLS 1.2 and 1.3 alone, and says so there.
    ...versionNotices({ ...plan, upstreams: [] }),
    ...libraryNotices({ ...plan, upstreams: [] }),
  ];
  const { plaintext, secure, tcp } = sortOut(services, said);
  const passed = secure?.listener.mode === 'passthrough' ? secure : undefined;
  const front = frontOf(plaintext, passed ? undefined : secure, said);
  const relayed = [...front.upstreams, ...(passed?.upstreams ?? []), ...tcp.flatMap(({ upstreams }) => upstreams)];
  const backends = new Map(
    distinctBackends(relayed).map((each) => [backendKey(each), backendOf(plan, each, 'external-name')]),
  );
  const tcpServices = tcpServicesOf(plan, tcp, backends, said);
  const routes: readonly KubernetesObject[] = [
    ...ingressesOf(plan, front, backends, said),
    ...(passed ? passthroughsOf(plan, passed, backends, said) : []),
  ];
  const flags = flagsOf(plan, plaintext?.listener, secure?.listener, tcpServices && tcpConfigMap(plan));
  said.push(
    { kind: 'by-hand', about: plan.node.id, message: `Start the controller with ${flags.join(' ')}.` },
    ...[...backends.values()].flatMap((backend) => backend.notices),
    ...secretNotices(plan, front),
  );
  const objects = [
    ...controllerObjects(plan, plaintext?.listener, secure?.listener, said),
    ...[...backends.values()].flatMap((backend) => backend.objects),
    ...routes,
    ...(tcpServices ? [tcpServices] : []),
  ];
  const known = distinctNotices(said);
  return { files: [manifest(plan, known, objects)], notices: known };
};

interface Sorted {
  readonly plaintext: Service | undefined;
  readonly secure: Service | undefined;
  readonly tcp: readonly Service[];
}

/** The controller has one port for HTTP, one for TLS, and any number of ports whose bytes it relays. */
function sortOut(services: readonly Service[], notices: Notice[]): Sorted {
  const isTls = ({ listener: { mode, by }, http }: Service) =>
    mode === 'passthrough' ? by === 'sni' : mode === 'terminate' && http;
  const [secure, ...tooSecure] = services.filter(isTls);
  const [plaintext, ...tooPlain] = services.filter(({ listener, http }) => listener.mode === 'plaintext' && http);
  for (const { listener } of [...tooSecure, ...tooPlain])
    notices.push({
      kind: 'lost',
      about: listener.id,
      message: `The controller has one port for HTTP and one for TLS: the listener "${listener.id}" (port ${listener.port}) is left out.`,
    });
  const tcp = services.filter((service) => !isTls(service) && !(service.listener.mode === 'plaintext' && service.http));
  return { plaintext, secure, tcp };
}

function frontOf(plaintext: Service | undefined, secure: Service | undefined, notices: Notice[]): Front {
  const plain = plaintext && !plaintext.listener.redirectsToTls ? plaintext.upstreams : [];
  const upstreams = [...new Map([...(secure?.upstreams ?? []), ...plain].map((each) => [each.link, each])).values()];
  const sides: readonly (readonly [PlannedListener, Service])[] = [plaintext, secure].flatMap((service) =>
    service && !service.listener.redirectsToTls ? [[service.listener, service] as const] : [],
  );
  for (const [listener, service] of sides)
    for (const { link, title } of upstreams)
      if (!service.upstreams.some((each) => each.link === link))
        notices.push({
          kind: 'lost',
          about: link,
          message: `An Ingress holds for both ports: the listener "${listener.id}" leads to ${title} as well, against the drawing.`,
        });
  return { plaintext: plaintext?.listener, secure: secure?.listener, upstreams };
}
