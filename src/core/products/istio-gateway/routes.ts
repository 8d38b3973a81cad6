import { istioObject } from '../../config/istio.ts';
import { type KubernetesObject, namespaceOf, objectName } from '../../config/kubernetes.ts';
import { backendKey, isNamableWidely } from '../../config/kubernetes-backends.ts';
import { strictTransportValue } from '../../config/strict-transport.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Upstream } from '../../plan/plan.ts';
import { routesByHost, routesByName, type Service } from '../../plan/routes.ts';
import { type Desk, gatewayName } from './listeners.ts';

/** The name in the registry by which a link's target is reached. */
export type Hosts = ReadonlyMap<string, string>;

/** https://github.com/istio/api/blob/master/networking/v1alpha3/virtual_service.proto */
export function routesOf(desk: Desk, service: Service, hosts: Hosts): readonly KubernetesObject[] {
  const { listener } = service;
  if (listener.redirectsToTls) return [];
  if (listener.mode === 'passthrough' && listener.by === 'sni') return byName(desk, service, hosts);
  return service.http ? byHost(desk, service, hosts) : asBytes(desk, service, hosts);
}

function virtualService(desk: Desk, { listener }: Service, index: number, hosts: readonly string[], routes: YamlMap) {
  const { plan } = desk;
  return istioObject(
    'VirtualService',
    objectName(plan.node.id, listener.id, String(index)),
    namespaceOf(plan.node.zones),
    { hosts, gateways: [gatewayName(plan, listener)], ...routes },
  );
}

function byHost(desk: Desk, service: Service, hosts: Hosts): readonly KubernetesObject[] {
  const header = strictTransportValue(service.listener);
  const objects: KubernetesObject[] = [];
  for (const { hosts: names, paths } of routesByHost(service.upstreams)) {
    const known = names.filter((name) => isNamableWidely(desk.notices, 'VirtualService', name, paths[0]?.upstreams[0]));
    const http = paths.flatMap(({ path, upstreams }): readonly YamlMap[] => {
      const route = destinations(upstreams, hosts);
      if (route.length === 0) return [];
      return [
        {
          match: [{ uri: { prefix: path } }],
          ...(header ? { headers: { response: { set: { 'Strict-Transport-Security': header } } } } : {}),
          route,
        },
      ];
    });
    if (http.length === 0 || (names.length > 0 && known.length === 0)) continue;
    objects.push(virtualService(desk, service, objects.length, names.length > 0 ? known : ['*'], { http }));
  }
  return objects;
}

function byName(desk: Desk, service: Service, hosts: Hosts): readonly KubernetesObject[] {
  const { port } = service.listener;
  const objects: KubernetesObject[] = [];
  for (const { names, upstreams } of routesByName(service.upstreams)) {
    const known = names.filter((name) => isNamableWidely(desk.notices, 'VirtualService', name, upstreams[0]));
    const route = destinations(upstreams, hosts);
    if (route.length === 0 || (names.length > 0 && known.length === 0)) continue;
    const sniHosts = names.length > 0 ? known : ['*'];
    objects.push(
      virtualService(desk, service, objects.length, sniHosts, { tls: [{ match: [{ port, sniHosts }], route }] }),
    );
  }
  return objects;
}

function asBytes(desk: Desk, service: Service, hosts: Hosts): readonly KubernetesObject[] {
  const { port, mode } = service.listener;
  if (mode !== 'passthrough' && mode !== 'plaintext')
    for (const { link, title, match } of service.upstreams)
      if (match?.sni?.length)
        desk.notices.push({
          kind: 'lost',
          about: link,
          message: `Where TLS ends around bytes, no server name chooses: ${title} gets its share of every connection.`,
        });
  const route = destinations(service.upstreams, hosts);
  return route.length === 0 ? [] : [virtualService(desk, service, 0, ['*'], { tcp: [{ match: [{ port }], route }] })];
}

function destinations(upstreams: readonly Upstream[], hosts: Hosts): readonly YamlMap[] {
  const found = upstreams.flatMap((upstream): readonly YamlMap[] => {
    const host = hosts.get(backendKey(upstream));
    return host === undefined ? [] : [{ host, port: { number: upstream.port } }];
  });
  return found.map((destination) => ({ destination, ...(found.length > 1 ? { weight: 1 } : {}) }));
}
