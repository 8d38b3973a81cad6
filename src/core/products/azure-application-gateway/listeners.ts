import { attribute, block, comment, type Item, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { isServed, segmentPatterns, strictTransportValue } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { type HostRoutes, routesByHost } from '../../plan/routes.ts';
import { policies } from './product.ts';

export interface GatewayListener {
  /** Blocks of the gateway. */
  readonly blocks: readonly Item[];
  readonly beside: readonly Item[];
  /** Links that its rules lead to. */
  readonly upstreams: readonly string[];
}

const frontend = 'frontend';
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
  const sends = listener.strictTransport !== 'off';
  return {
    beside: tls.beside,
    upstreams: routes.flatMap(({ paths }) => paths.map(({ upstream }) => upstream.link)),
    blocks: [
      ...tls.blocks,
      ...(sends ? [strictTransport(listener, name)] : []),
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

/** Bytes as they come: the TCP proxy, which ends the connection and not the session. */
function relayItems({ id, upstreams }: PlannedListener, index: number, { say }: Notices): GatewayListener | null {
  const [only, ...others] = upstreams;
  if (!only) {
    say('lost', id, `Nothing lies behind listener ${id}, so it is left out.`);
    return null;
  }
  for (const { link, title } of others)
    say(
      'lost',
      link,
      `A relaying listener has one pool, that of ${only.title}: listener ${id} sends nothing to ${title}.`,
    );
  if (only.match?.sni?.length || only.match?.host?.length || only.match?.path !== undefined)
    say('lost', only.link, `It looks at no name and no path: ${only.title} gets everything.`);
  const name = cloudName([id]);
  return {
    beside: [],
    upstreams: [only.link],
    blocks: [
      block(
        'listener',
        [],
        [
          attribute('name', name),
          attribute('frontend_ip_configuration_name', frontend),
          attribute('frontend_port_name', name),
          attribute('protocol', 'Tcp'),
        ],
      ),
      block(
        'routing_rule',
        [],
        [
          attribute('name', name),
          attribute('priority', 1 + index * 100),
          attribute('listener_name', name),
          attribute('backend_address_pool_name', cloudName([only.link])),
          attribute('backend_name', cloudName([only.link])),
        ],
      ),
    ],
  };
}

/** Everything to the https listener, by its first rule. */
export function redirectItems({ id }: PlannedListener, index: number, secure: PlannedListener): GatewayListener {
  const name = cloudName([id]);
  return {
    beside: [],
    upstreams: [],
    blocks: [
      block(
        'http_listener',
        [],
        [
          attribute('name', name),
          attribute('frontend_ip_configuration_name', frontend),
          attribute('frontend_port_name', name),
          attribute('protocol', 'Http'),
        ],
      ),
      block(
        'redirect_configuration',
        [],
        [
          attribute('name', name),
          attribute('redirect_type', 'Permanent'),
          comment('The first rule of the https listener stands for all of its names.'),
          attribute('target_listener_name', cloudName([secure.id, 'rule-1'])),
          attribute('include_path', true),
          attribute('include_query_string', true),
        ],
      ),
      block(
        'request_routing_rule',
        [],
        [
          attribute('name', name),
          attribute('priority', 1 + index * 100),
          attribute('rule_type', 'Basic'),
          attribute('http_listener_name', name),
          attribute('redirect_configuration_name', name),
        ],
      ),
    ],
  };
}

const strictTransport = (listener: PlannedListener, name: string): Item =>
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
            [
              attribute('header_name', 'Strict-Transport-Security'),
              attribute('header_value', strictTransportValue(listener)),
            ],
          ),
        ],
      ),
    ],
  );

function tlsItems(plan: Plan, listener: PlannedListener, { say }: Notices) {
  const { id, port, names, versions, clientCertificate, clientTrusts } = listener;
  const name = cloudName([id]);
  const certificate = resourceName(plan.node.id, id, 'certificate_secret_id');
  const client = resourceName(plan.node.id, id, 'client_ca');
  const asks = clientCertificate === 'required';
  if (versions.join() !== '1.2,1.3')
    say(
      'lost',
      id,
      `The policy that is written accepts TLS 1.2 and 1.3, not ${versions.join(' to ')} as drawn (${policies}).`,
    );
  say(
    'by-hand',
    id,
    `Put a certificate for ${names.join(', ')} into Key Vault and give its secret's versionless id as ${certificate}.`,
  );
  return {
    listener: [attribute('ssl_certificate_name', name), ...(asks ? [attribute('ssl_profile_name', name)] : [])],
    blocks: [
      block('ssl_certificate', [], [attribute('name', name), attribute('key_vault_secret_id', variable(certificate))]),
      ...(asks
        ? [
            block('trusted_client_certificate', [], [attribute('name', name), attribute('data', variable(client))]),
            block(
              'ssl_profile',
              [],
              [
                attribute('name', name),
                attribute('trusted_client_certificate_names', [name]),
                block(
                  'ssl_policy',
                  [],
                  [attribute('policy_type', 'Predefined'), attribute('policy_name', 'AppGwSslPolicy20220101')],
                ),
              ],
            ),
          ]
        : []),
    ],
    beside: [
      variableBlock(
        certificate,
        'string',
        `Key Vault secret with the certificate of ${named(plan.node.title)}, port ${port}, for ${names.join(', ')}, by its id.`,
      ),
      ...(asks
        ? [
            variableBlock(
              client,
              'string',
              `Base64 of the CAs whose client certificates ${named(plan.node.title)}, port ${port}, accepts (${clientTrusts.join(', ')}).`,
            ),
          ]
        : []),
    ],
  };
}

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
