import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { type HostRoutes, isHttp, routesByHost } from '../plan/routes.ts';
import { attribute, block, type Item, reference } from './hcl.ts';
import { strictTransportName, strictTransportValue } from './strict-transport.ts';
import { isIpv6, type Notices, resourceName } from './terraform.ts';

const urlMaps = 'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_url_map';

const serviceOf = (plan: Plan, { link }: Upstream) =>
  reference('google_compute_backend_service', resourceName(plan.node.id, link), 'id');

/** What the URL map of a listener says: which host and path go where, or that everything is sent to https. */
export function routingItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  if (listener.redirectsToTls)
    return [
      block(
        'default_url_redirect',
        [],
        [
          attribute('https_redirect', true),
          // 308 keeps the method of a request, where 301 makes many a GET.
          attribute('redirect_response_code', 'PERMANENT_REDIRECT'),
          attribute('strip_query', false),
        ],
      ),
    ];
  const candidates = listener.upstreams.filter(({ protocol }) => isHttp(protocol));
  const routes = routesByHost(candidates);
  const served = routes.map((route) => ({
    ...route,
    paths: route.paths.filter(({ path, upstreams }) => isPath(path, upstreams, notices)),
  }));
  const first = served.flatMap(({ paths }) => paths).flatMap(({ upstreams }) => upstreams)[0];
  const otherwise = served.find(({ hosts }) => hosts.length === 0)?.paths ?? [];
  const everything = otherwise.find(({ path }) => path === '/')?.upstreams[0] ?? first ?? candidates[0];
  if (!everything) throw new Error('a listener without upstreams is left out before');
  if (!otherwise.some(({ path }) => path === '/'))
    notices.say(
      'weakened',
      listener.id,
      `A URL map must send what matches nothing somewhere: it goes to ${everything.title} too. Draw a default route.`,
    );
  const matchers = served.flatMap((route, i) => {
    const hosts = hostsOf(route, notices);
    const routed = route.paths.some(({ path, upstreams }) => path !== '/' || upstreams.length > 1);
    return hosts.length > 0 && (route.hosts.length > 0 || routed) ? [{ ...route, hosts, name: `hosts-${i + 1}` }] : [];
  });
  return [
    attribute('default_service', serviceOf(plan, everything)),
    ...strictTransport(listener),
    ...matchers.map(({ hosts, name }) =>
      block('host_rule', [], [attribute('hosts', hosts), attribute('path_matcher', name)]),
    ),
    ...matchers.map(({ name, paths }) =>
      block(
        'path_matcher',
        [],
        [
          attribute('name', name),
          attribute(
            'default_service',
            serviceOf(plan, paths.find(({ path }) => path === '/')?.upstreams[0] ?? everything),
          ),
          ...paths.map(({ path, upstreams }, i) =>
            block(
              'route_rules',
              [],
              [
                attribute('priority', i + 1),
                ...target(plan, upstreams),
                block('match_rules', [], [attribute('prefix_match', path)]),
              ],
            ),
          ),
        ],
      ),
    ),
  ];
}
function strictTransport(listener: PlannedListener): readonly Item[] {
  const value = strictTransportValue(listener);
  if (value === null) return [];
  return [
    block(
      'header_action',
      [],
      [
        block(
          'response_headers_to_add',
          [],
          [attribute('header_name', strictTransportName), attribute('header_value', value), attribute('replace', true)],
        ),
      ],
    ),
  ];
}

/** One backend service, or several in equal parts. */
function target(plan: Plan, upstreams: readonly Upstream[]): readonly Item[] {
  const [only, ...others] = upstreams;
  if (only && others.length === 0) return [attribute('service', serviceOf(plan, only))];
  return [
    block(
      'route_action',
      [],
      upstreams.map((upstream) =>
        block(
          'weighted_backend_services',
          [],
          [attribute('backend_service', serviceOf(plan, upstream)), attribute('weight', 1)],
        ),
      ),
    ),
  ];
}

/** Host patterns; without any, all that no other names. */
function hostsOf({ hosts, paths }: HostRoutes, { say }: Notices): readonly string[] {
  if (hosts.length === 0) return ['*'];
  const about = paths[0]?.upstreams[0]?.link ?? '';
  for (const host of hosts) {
    if (isIpv6({ host }))
      say('lost', about, `A host rule can't say ${host}: requests for it match nothing (${urlMaps}).`);
    if (host.startsWith('*.'))
      say('weakened', about, `In a host rule ${host} stands for any number of labels, not for one (${urlMaps}).`);
  }
  return hosts.filter((host) => !isIpv6({ host }));
}

function isPath(path: string, upstreams: readonly Upstream[], { say }: Notices): boolean {
  const fits = path.length <= 1024 && !/[?#]/.test(path);
  for (const { link, title } of fits ? [] : upstreams)
    say(
      'lost',
      link,
      `A path of a request holds no "?" and no "#", so ${path} never matches and ${title} gets nothing by it.`,
    );
  return fits;
}
