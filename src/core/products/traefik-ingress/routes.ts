import { type KubernetesObject, metadataOf, objectName } from '../../config/kubernetes.ts';
import { type Backend, backendKey, isNamable, isRoutableName } from '../../config/kubernetes-backends.ts';
import type { Yaml, YamlMap } from '../../config/yaml.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { routesByHost, routesByName, type Service } from '../../plan/routes.ts';
import { dialsTls, endsTls } from '../../plan/sessions.ts';
import { holding, httpRule, tcpRule } from '../traefik/rules.ts';
import { entryPointOf, tlsSection } from './listeners.ts';
import { transportName } from './transports.ts';

export interface Desk {
  readonly plan: Plan;
  readonly backends: ReadonlyMap<string, Backend>;
  readonly options: ReadonlyMap<string, KubernetesObject>;
  readonly notices: Notice[];
}

/** One object for each way into a listener: a permissive one has two, with TLS and without. */
export function routesOf(desk: Desk, service: Service, middlewares: readonly string[]): readonly KubernetesObject[] {
  const { listener, http } = service;
  const rules = http ? httpRules(desk, service, middlewares) : tcpRules(desk, service);
  if (rules.length === 0) {
    desk.notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `Nothing is routed from the listener "${listener.id}".`,
    });
    return [];
  }
  const object = (secure: boolean, routes: readonly Yaml[]): KubernetesObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: http ? 'IngressRoute' : 'IngressRouteTCP',
    metadata: metadataOf(desk.plan, objectName(desk.plan.node.id, listener.id, ...(secure ? ['secure'] : []))),
    spec: {
      entryPoints: [entryPointOf(listener.id)],
      routes,
      ...(secure ? { tls: tlsSection(desk.plan, listener, desk.options) } : {}),
    },
  });
  const passes = listener.mode === 'passthrough' && listener.by === 'sni';
  const plain = listener.mode !== 'terminate' && !passes;
  return [
    ...(endsTls(listener) || passes ? [object(true, rules)] : []),
    // Without TLS there is no server name to look at.
    ...(plain ? [object(false, http ? rules : everything(desk, service))] : []),
  ];
}

function httpRules(desk: Desk, { listener, upstreams }: Service, middlewares: readonly string[]): readonly Yaml[] {
  const attached = middlewares.length > 0 ? { middlewares: middlewares.map((name) => ({ name })) } : {};
  if (listener.redirectsToTls)
    return [
      {
        kind: 'Rule',
        match: httpRule([], '/'),
        ...attached,
        // Never reached: the redirect answers.
        services: [{ kind: 'TraefikService', name: 'noop@internal' }],
      },
    ];
  // Options that are not the default ones are found by the names in a rule alone.
  const named = (desk.options.get(listener.id)?.metadata.name ?? 'default') !== 'default';
  const names = named ? listener.names.map((name) => name.toLowerCase()).filter(isRoutableName) : [];
  const rules: YamlMap[] = [];
  for (const { hosts, paths } of routesByHost(upstreams)) {
    const known = hosts.filter((host) => isNamable(desk.notices, 'rule', host, paths[0]?.upstreams[0]));
    if (hosts.length > 0 && known.length === 0) continue;
    for (const { path, upstreams: route } of paths) {
      const services = route.flatMap((upstream) => httpService(desk, upstream));
      if (services.length === 0) continue;
      const rule = httpRule(known, path);
      rules.push({ kind: 'Rule', match: known.length === 0 ? holding(rule, names) : rule, ...attached, services });
    }
  }
  // Longer rules win by default: the order of hosts and paths is written out instead.
  return rules.map((rule, i) => ({ ...rule, priority: rules.length - i }));
}

function httpService({ plan, backends }: Desk, upstream: Upstream): readonly Yaml[] {
  const backend = backends.get(backendKey(upstream));
  if (!backend) return [];
  const secure = dialsTls(upstream);
  return [
    {
      name: backend.name,
      port: backend.port,
      scheme: secure ? 'https' : upstream.protocol === 'grpc' ? 'h2c' : 'http',
      ...(secure ? { serversTransport: transportName(plan, upstream) } : {}),
    },
  ];
}

function tcpRules(desk: Desk, service: Service): readonly Yaml[] {
  const { listener, upstreams } = service;
  if (listener.mode === 'plaintext' || (listener.mode === 'passthrough' && listener.by === 'tcp'))
    return everything(desk, service);
  const rules: YamlMap[] = [];
  for (const { names, upstreams: route } of routesByName(upstreams)) {
    const known = names.filter((name) => isNamable(desk.notices, 'rule', name, route[0]));
    const services = route.flatMap((upstream) => tcpService(desk, upstream));
    if (services.length === 0 || (names.length > 0 && known.length === 0)) continue;
    rules.push({ match: tcpRule(known), services });
  }
  return rules.map((rule, i) => ({ ...rule, priority: rules.length - i }));
}

const everything = (desk: Desk, { upstreams }: Service): readonly Yaml[] => {
  const services = upstreams.flatMap((upstream) => tcpService(desk, upstream));
  return services.length === 0 ? [] : [{ match: tcpRule([]), services }];
};

function tcpService({ plan, backends }: Desk, upstream: Upstream): readonly Yaml[] {
  const backend = backends.get(backendKey(upstream));
  if (!backend) return [];
  const secure = dialsTls(upstream);
  return [
    {
      name: backend.name,
      port: backend.port,
      ...(secure ? { tls: true } : {}),
      ...(secure || upstream.sendsProxyProtocol !== null ? { serversTransport: transportName(plan, upstream) } : {}),
    },
  ];
}
