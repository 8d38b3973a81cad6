import { attribute, block, type Item } from '../../config/hcl.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import type { Notices } from '../../config/terraform.ts';
import { isServed, segmentPatterns } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { type HostRoutes, routesByHost } from '../../plan/routes.ts';
import { frontend, type GatewayListener } from './listener.ts';
import { relayItems } from './relays.ts';
import { tlsItems } from './tls.ts';

/** The most host names that one listener can have: https://docs.azure.cn/en-us/application-gateway/multiple-site-overview */
const mostHosts = 5;

/** One drawn listener: a listener of the gateway for each set of host names, each with its rule. */
export function listenerItems(
  plan: Plan,
  listener: PlannedListener,
  index: number,
  notices: Notices,
): GatewayListener | null {
  const { id, mode } = listener;
  if (mode === 'passthrough') return relayItems(listener, index, notices);
  const served = listener.upstreams.filter((upstream) => isServed(upstream, notices));
  const routes = routesByHost(served)
    .map((route) => ({ ...route, hosts: hostsOf(route, notices), paths: pathsOf(route, notices) }))
    .filter(({ hosts, paths }) => hosts !== null && paths.length > 0);
  if (routes.length === 0) {
    notices.say('lost', id, `Nothing lies behind listener ${id}: a rule must lead somewhere, so it is left out.`);
    return null;
  }
  const tls = mode === 'terminate' ? tlsItems(plan, listener, notices) : { listener: [], blocks: [], beside: [] };
  const name = cloudName([id]);
  const strict = strictTransportValue(listener);
  const sends = strict !== null;
  return {
    beside: tls.beside,
    upstreams: routes.flatMap(({ paths }) => paths.map(({ upstream }) => upstream.link)),
    blocks: [
      ...tls.blocks,
      ...(strict === null ? [] : [strictTransport(strict, name)]),
      ...routes.flatMap(({ hosts, paths }, i) => {
        const own = cloudName([id, `rule-${i + 1}`]);
        const [first] = paths;
        const otherwise = paths.find(({ path }) => path === '/') ?? first;
        if (!otherwise) throw new Error('a route without paths is left out before');
        const below = paths.filter(({ path }) => path !== '/');
        if (otherwise.path !== '/')
          notices.say(
            'weakened',
            id,
            `A path map must send what matches nothing somewhere: it goes to ${otherwise.upstream.title} too. Draw a default route.`,
          );
        return [
          block(
            'http_listener',
            [],
            [
              attribute('name', own),
              attribute('frontend_ip_configuration_name', frontend),
              attribute('frontend_port_name', name),
              attribute('protocol', mode === 'terminate' ? 'Https' : 'Http'),
              ...(hosts && hosts.length > 0 ? [attribute('host_names', hosts)] : []),
              ...tls.listener,
            ],
          ),
          block(
            'request_routing_rule',
            [],
            [
              attribute('name', own),
              attribute('priority', 1 + index * 100 + i),
              attribute('http_listener_name', own),
              attribute('rule_type', below.length > 0 ? 'PathBasedRouting' : 'Basic'),
              ...(below.length > 0 ? [attribute('url_path_map_name', own)] : leadsTo(otherwise.upstream)),
              ...(sends && below.length === 0 ? [attribute('rewrite_rule_set_name', name)] : []),
            ],
          ),
          ...(below.length > 0
            ? [
                block(
                  'url_path_map',
                  [],
                  [
                    attribute('name', own),
                    attribute('default_backend_address_pool_name', cloudName([otherwise.upstream.link])),
                    attribute('default_backend_http_settings_name', cloudName([otherwise.upstream.link])),
                    ...(sends ? [attribute('default_rewrite_rule_set_name', name)] : []),
                    ...below.map(({ path, upstream }, n) =>
                      block(
                        'path_rule',
                        [],
                        [
                          attribute('name', cloudName([id, `path-${n + 1}`])),
                          attribute('paths', segmentPatterns(path)),
                          ...leadsTo(upstream),
                          ...(sends ? [attribute('rewrite_rule_set_name', name)] : []),
                        ],
                      ),
                    ),
                  ],
                ),
              ]
            : []),
        ];
      }),
    ],
  };
}

const leadsTo = ({ link }: Upstream): readonly Item[] => [
  attribute('backend_address_pool_name', cloudName([link])),
  attribute('backend_http_settings_name', cloudName([link])),
];

const strictTransport = (value: string, name: string): Item =>
  block(
    'rewrite_rule_set',
    [],
    [
      attribute('name', name),
      block(
        'rewrite_rule',
        [],
        [
          attribute('name', 'strict-transport'),
          attribute('rule_sequence', 100),
          block(
            'response_header_configuration',
            [],
            [attribute('header_name', strictTransportName), attribute('header_value', value)],
          ),
        ],
      ),
    ],
  );

/** Host names of one rule; null where none is left that the gateway takes. */
function hostsOf({ hosts, paths }: HostRoutes, { say }: Notices): readonly string[] | null {
  if (hosts.length === 0) return hosts;
  const about = paths[0]?.upstreams[0]?.link ?? '';
  const fit = hosts.filter((host) => !host.includes(':'));
  for (const host of hosts.filter((each) => !fit.includes(each)))
    say('lost', about, `A listener can't have the host ${host}: requests for it match nothing.`);
  for (const host of fit.slice(mostHosts))
    say('lost', about, `A listener has ${mostHosts} host names at most, so requests for ${host} match nothing.`);
  return fit.length > 0 ? fit.slice(0, mostHosts) : null;
}

interface Path {
  readonly path: string;
  readonly upstream: Upstream;
}

function pathsOf({ paths }: HostRoutes, { say }: Notices): readonly Path[] {
  return paths.flatMap(({ path, upstreams }) => {
    const [first, ...others] = upstreams;
    if (!first) return [];
    for (const { link, title } of others)
      say('lost', link, `A rule leads to one pool, that of ${first.title}: ${title} gets none of these requests.`);
    if (/^\/[A-Za-z0-9_\-./~]*$/.test(path)) return [{ path, upstream: first }];
    say('lost', first.link, `A path pattern can't say ${path} literally, so ${first.title} gets no requests by it.`);
    return [];
  });
}
