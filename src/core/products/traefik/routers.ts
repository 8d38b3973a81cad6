import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { PlannedListener, Upstream } from '../../plan/plan.ts';
import { readsName, routesByHost, routesByName, type Service } from '../../plan/routes.ts';
import { entryPointOf, middlewaresOf } from './listeners.ts';
import { holding, httpRule, tcpRule } from './rules.ts';

/** How a router takes connections: in clear (or unseen), with TLS that ends here, or with TLS that is passed on. */
type Way = 'clear' | 'tls' | 'passthrough';

interface Router {
  readonly rule: string;
  readonly upstreams: readonly Upstream[];
}

/** The routers of a service by name, those for TLS by these options. */
export const routersOf = (
  service: Service,
  options: string,
  declare: (upstreams: readonly Upstream[]) => string,
): readonly (readonly [string, YamlMap])[] =>
  waysOf(service.listener).flatMap((way) => {
    const { listener, http } = service;
    const routers = http ? httpRouters(service, way === 'tls' ? options : null) : tcpRouters(service, way);
    const middlewares = http ? middlewaresOf(listener, way === 'tls').map(([name]) => name) : [];
    return routers.map(({ rule, upstreams }, i) => [
      // No id holds "+", so that no two names meet.
      [listener.id, ...(listener.mode === 'permissive' ? [way] : []), i + 1].join('+'),
      {
        entryPoints: [entryPointOf(listener)],
        rule,
        // By itself Traefik would prefer the longest rule.
        priority: routers.length - i,
        middlewares: middlewares.length > 0 ? middlewares : undefined,
        service: declare(upstreams),
        tls: { clear: undefined, tls: { options }, passthrough: { passthrough: true } }[way],
      },
    ]);
  });

function waysOf({ mode, by }: PlannedListener): readonly Way[] {
  switch (mode) {
    case 'terminate':
      return ['tls'];
    case 'permissive':
      return ['tls', 'clear'];
    case 'passthrough':
      return [by === 'sni' ? 'passthrough' : 'clear'];
    default:
      return ['clear'];
  }
}

function httpRouters({ listener, upstreams }: Service, options: string | null): readonly Router[] {
  const names = listener.names.filter((name) => !isAddress(name)).map((name) => name.toLowerCase());
  const hold = options !== null && options !== 'default';
  return routesByHost(upstreams).flatMap(({ hosts, paths }) =>
    paths.map(({ path, upstreams: route }) => {
      const rule = httpRule(hosts, path);
      return { rule: hold && hosts.length === 0 ? holding(rule, names) : rule, upstreams: route };
    }),
  );
}

/** Without TLS there is no server name: only what is for all names can be reached. */
function tcpRouters({ listener, upstreams }: Service, way: Way): readonly Router[] {
  const routes = readsName(listener) ? routesByName(upstreams) : [{ names: [], upstreams }];
  return routes
    .filter(({ names, upstreams: route }) => route.length > 0 && (way !== 'clear' || names.length === 0))
    .map(({ names, upstreams: route }) => ({ rule: tcpRule(names), upstreams: route }));
}
