import { type KubernetesObject, metadataOf, objectName } from '../../config/kubernetes.ts';
import { type Backend, backendKey, isNamableWidely } from '../../config/kubernetes-backends.ts';
import type { Yaml, YamlMap } from '../../config/yaml.ts';
import { atLeast } from '../../model/product.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { redirectsTo, routesByHost, routesByName } from '../../plan/routes.ts';
import type { Door } from './gateway.ts';

const most = { rules: 16, hostnames: 16, backends: 16 };

export interface Desk {
  readonly plan: Plan;
  readonly backends: ReadonlyMap<string, Backend>;
  readonly notices: Notice[];
  /** Strict-Transport-Security for what comes to a listener; null: none. */
  readonly strictTransport: (door: Door) => string | null;
}

type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';

/** TCPRoute became standard, and v1, with 1.6: https://github.com/kubernetes-sigs/gateway-api/tree/v1.6.1/config/crd/standard */
export const isExperimental = ({ node: { version } }: Plan): boolean => version !== null && !atLeast(version, '1.6');

function routeOf(
  { plan }: Desk,
  door: Door,
  kind: RouteKind,
  index: number,
  hostnames: readonly string[],
  rules: readonly Yaml[],
): KubernetesObject {
  return {
    apiVersion: `gateway.networking.k8s.io/${kind === 'TCPRoute' && isExperimental(plan) ? 'v1alpha2' : 'v1'}`,
    kind,
    metadata: metadataOf(plan, objectName(plan.node.id, door.service.listener.id, String(index))),
    spec: {
      parentRefs: [{ name: objectName(plan.node.id), sectionName: door.name }],
      ...(hostnames.length > 0 ? { hostnames } : {}),
      rules,
    },
  };
}

/** Routes of a listener that reads HTTP. */
export function httpRoutes(desk: Desk, door: Door): readonly KubernetesObject[] {
  const { listener, upstreams } = door.service;
  if (listener.redirectsToTls)
    return [
      routeOf(
        desk,
        door,
        'HTTPRoute',
        0,
        [],
        [
          {
            filters: [
              {
                type: 'RequestRedirect',
                requestRedirect: { scheme: 'https', port: redirectsTo(desk.plan), statusCode: 301 },
              },
            ],
          },
        ],
      ),
    ];
  // The two kinds must not share a host at one listener.
  const onlyGrpc =
    upstreams.length > 0 && upstreams.every(({ protocol, match }) => protocol === 'grpc' && !match?.path);
  const kind = onlyGrpc ? 'GRPCRoute' : 'HTTPRoute';
  const header = desk.strictTransport(door);
  const filters = header
    ? [
        {
          type: 'ResponseHeaderModifier',
          responseHeaderModifier: { set: [{ name: 'Strict-Transport-Security', value: header }] },
        },
      ]
    : [];
  const routes: KubernetesObject[] = [];
  for (const { hosts, paths } of routesByHost(upstreams)) {
    const known = hosts.filter((host) => isNamableWidely(desk.notices, 'route', host, paths[0]?.upstreams[0]));
    if (hosts.length > 0 && known.length === 0) continue;
    const rules = paths.flatMap(({ path, upstreams: route }): readonly Yaml[] => {
      const refs = refsOf(desk, door, route);
      const [first] = route;
      if (!first || refs.length === 0) return [];
      if (!isPath(path)) {
        desk.notices.push({
          kind: 'lost',
          about: first.link,
          message: `A route takes no path such as ${path}: nothing leads to ${first.title} by it at the listener "${listener.id}".`,
        });
        return [];
      }
      return [
        {
          ...(onlyGrpc ? {} : { matches: [{ path: { type: 'PathPrefix', value: path } }] }),
          ...(filters.length > 0 ? { filters } : {}),
          backendRefs: refs,
        },
      ];
    });
    for (const names of known.length > 0 ? chunks(known, most.hostnames) : [[]])
      for (const some of chunks(rules, most.rules)) routes.push(routeOf(desk, door, kind, routes.length, names, some));
  }
  return routes;
}

/** Routes by server name: of TLS that is passed on, and of TLS that ends here around something else than HTTP. */
export function tlsRoutes(desk: Desk, door: Door): readonly KubernetesObject[] {
  const { listener, upstreams } = door.service;
  const routes: KubernetesObject[] = [];
  const taken = new Set<string>();
  for (const { names, upstreams: route } of routesByName(upstreams)) {
    const refs = refsOf(desk, door, route);
    const [first] = route;
    if (!first || refs.length === 0) continue;
    const drawn = names.length > 0 ? names : namesOf(desk, door, first);
    const known = [...new Set(drawn.map((name) => name.toLowerCase()))].filter(
      (name) => isNamableWidely(desk.notices, 'route', name, first) && !taken.has(name),
    );
    for (const name of known) taken.add(name);
    for (const some of chunks(known, 1_024))
      routes.push(routeOf(desk, door, 'TLSRoute', routes.length, some, [{ backendRefs: refs }]));
  }
  if (routes.length === 0)
    desk.notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `Nothing is routed from the listener "${listener.id}".`,
    });
  return routes;
}

/** Where no name is drawn: those that are known to be asked for. A TLSRoute without names does not exist. */
function namesOf(
  { notices }: Desk,
  { service: { listener } }: Door,
  { link, title, serverName }: Upstream,
): readonly string[] {
  const names =
    listener.mode === 'passthrough' ? [...new Set([...(listener.serverNames ?? []), serverName])] : listener.names;
  notices.push({
    kind: 'weakened',
    about: link,
    message: `A TLSRoute needs names: only ${names.join(', ')} leads to ${title}. Whoever sends another name or none is turned away by the listener "${listener.id}".`,
  });
  return names;
}

/** Routes of a listener that looks at nothing. */
export function tcpRoutes(desk: Desk, door: Door): readonly KubernetesObject[] {
  const { listener, upstreams } = door.service;
  const plain = upstreams.filter(({ link, title, tls, forwarded }) => {
    if (tls === 'plaintext' || forwarded) return true;
    desk.notices.push({
      kind: 'lost',
      about: link,
      message: `A BackendTLSPolicy does not reach a TCPRoute: ${title} would get plaintext where TLS is drawn, so the listener "${listener.id}" does not lead there.`,
    });
    return false;
  });
  const refs = refsOf(desk, door, plain);
  return refs.length === 0 ? [] : [routeOf(desk, door, 'TCPRoute', 0, [], [{ backendRefs: refs }])];
}

function refsOf({ backends, notices, plan }: Desk, door: Door, route: readonly Upstream[]): readonly YamlMap[] {
  const found = route.flatMap((upstream) => backends.get(backendKey(upstream)) ?? []);
  for (const { link, title } of route.filter((each) => backends.has(backendKey(each))).slice(most.backends))
    notices.push({
      kind: 'lost',
      about: link,
      message: `A rule has ${most.backends} backends at most: ${title} gets nothing of the listener "${door.service.listener.id}".`,
    });
  const home = metadataOf(plan, 'route').namespace;
  return found
    .slice(0, most.backends)
    .map(({ name, namespace, port }) => ({ name, ...(namespace === home ? {} : { namespace }), port }));
}

/** As the rules of HTTPPathMatch have it: apis/v1/httproute_types.go. */
const isPath = (path: string): boolean =>
  /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(path) &&
  !/\/\/|\/\.\/|\/\.\.\/|%2f|\/\.\.?$/i.test(path) &&
  path.length <= 1_024;

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const all: (readonly T[])[] = [];
  for (let i = 0; i < items.length; i += size) all.push(items.slice(i, i + size));
  return all;
}
