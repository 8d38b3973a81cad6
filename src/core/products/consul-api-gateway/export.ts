import {
  type KubernetesObject,
  manifest,
  metadataOf,
  namespaceOf,
  objectName,
  provide,
  secrets,
} from '../../config/kubernetes.ts';
import { type Backend, backendKey, distinctBackends } from '../../config/kubernetes-backends.ts';
import { strictTransportValue } from '../../config/strict-transport.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { type Service, servicesOf } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import type { Door } from '../gateway-api/gateway.ts';
import { type Desk, httpRoutes, tcpRoutes } from '../gateway-api/routes.ts';

// What its controller takes: https://github.com/hashicorp/consul-k8s/blob/main/control-plane/api-gateway/binding/validation.go

/** A GatewayClass, a Gateway and routes to services of the mesh. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices: found } = servicesOf(plan);
  const notices: Notice[] = [...plan.notices, ...unwritten(plan, ['strict-transport']), ...found];
  const upstreams = distinctBackends(services.flatMap((service) => service.upstreams));
  const desk: Desk = {
    // It reads TCPRoute as Gateway API had it before 1.6.
    plan: { ...plan, node: { ...plan.node, version: '1.5' } },
    backends: new Map(upstreams.map((upstream) => [backendKey(upstream), backendOf(plan, upstream)])),
    notices,
    strictTransport: ({ service }) => strictTransportValue(service.listener),
  };
  if (services.length === 0)
    notices.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `${plan.node.title} has no listener, and a Gateway needs one: nothing is written.`,
    });
  const objects = services.length === 0 ? [] : objectsOf(desk, services);
  notices.push(
    ...[...desk.backends.values()].flatMap((each) => each.notices),
    ...services.flatMap(({ listener }) => needed(plan, listener)),
  );
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, objects)], notices: known };
};

function objectsOf(desk: Desk, services: readonly Service[]): readonly KubernetesObject[] {
  const { plan } = desk;
  const name = objectName(plan.node.id);
  const { labels } = metadataOf(plan, name);
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name, ...(labels ? { labels } : {}) },
      spec: { controllerName: 'consul.hashicorp.com/gateway-controller' },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: metadataOf(plan, name),
      spec: { gatewayClassName: name, listeners: services.map((service) => listenerOf(plan, service)) },
    },
    // A link may be passed on by one listener and dialled anew by another: its Service is one.
    ...[...new Map([...desk.backends.values()].map(({ name, objects }) => [name, objects])).values()].flat(),
    ...services.flatMap((service) => routesOf(desk, service)),
  ];
}

function listenerOf(plan: Plan, { listener, http }: Service): YamlMap {
  const { id, port, mode, versions } = listener;
  const ends = mode === 'terminate';
  return {
    name: objectName(id),
    port,
    protocol: http ? (ends ? 'HTTPS' : 'HTTP') : 'TCP',
    ...(ends
      ? {
          tls: {
            mode: 'Terminate',
            certificateRefs: [{ name: secrets.server(plan.node.id, id) }],
            options: {
              'api-gateway.consul.hashicorp.com/tls_min_version': versionName(versions[0]),
              'api-gateway.consul.hashicorp.com/tls_max_version': versionName(versions[1]),
            },
          },
        }
      : {}),
    allowedRoutes: { namespaces: { from: 'Same' } },
  };
}

const versionName = (version: string): string => `TLSv${version.replace('.', '_')}`;

function routesOf(desk: Desk, service: Service): readonly KubernetesObject[] {
  // Consul has no redirect: better nothing than in plaintext what was to be redirected.
  if (service.listener.redirectsToTls) return [];
  const door: Door = {
    service: {
      ...service,
      upstreams: service.upstreams.map((each) => (each.protocol === 'grpc' ? asHttp(each) : each)),
    },
    name: objectName(service.listener.id),
    protocol: service.http ? 'HTTP' : 'TCP',
  };
  return service.http ? httpRoutes(desk, door) : tcpRoutes(desk, door);
}

/** There is no GRPCRoute. */
const asHttp = (upstream: Upstream): Upstream => ({ ...upstream, protocol: 'http' });

/** A service of the mesh by its Service; any other by its name in Consul, behind a terminating gateway. */
function backendOf(plan: Plan, upstream: Upstream): Backend {
  const { link, node, title, port, reaches, zones } = upstream;
  const home = namespaceOf(plan.node.zones);
  const name = objectName(node);
  if (reaches !== null && reaches === plan.node.mesh?.root) {
    const namespace = namespaceOf(zones);
    const grant: KubernetesObject = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ReferenceGrant',
      metadata: { ...metadataOf(plan, objectName(plan.node.id, link)), namespace },
      spec: {
        from: ['HTTPRoute', 'TCPRoute'].map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace: home })),
        to: [{ group: '', kind: 'Service', name }],
      },
    };
    return { name, namespace, port, objects: namespace === home ? [] : [grant], notices: [] };
  }
  const outside = objectName(plan.node.id, link);
  return {
    name: outside,
    namespace: home,
    port,
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadataOf(plan, outside),
        spec: { ports: [{ name: 'in', port, protocol: 'TCP' }] },
      },
    ],
    notices: [
      {
        kind: 'by-hand',
        about: link,
        message: `${title} is no service of the mesh: register it in Consul as ${outside} and lead it through a terminating gateway, else nothing goes there.`,
      },
    ],
  };
}

function needed(plan: Plan, { id, mode, names, certificate }: PlannedListener): readonly Notice[] {
  if (mode !== 'terminate') return [];
  return [
    provide(
      id,
      { kind: 'Secret', name: secrets.server(plan.node.id, id), namespace: namespaceOf(plan.node.zones) },
      `tls.crt with the certificate chain for ${names.join(', ')}, tls.key with its key`,
      certificate.issuedBy,
    ),
  ];
}
