import type { Exporter } from '../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { type HostRoutes, isHttp, routesByHost } from '../plan/routes.ts';
import { attribute, block, comment, type Item, reference, variable } from './hcl.ts';
import { failureMark, gather, isIpv6, type Notices, named, resourceName, variableBlock } from './terraform.ts';
import {
  addressOutput,
  endpointItems,
  identity,
  mainFile,
  networkFile,
  nodeFile,
  resource,
} from './terraform-google.ts';
import { backendTls, googleEncryption, proxyTls, sayBackendVersions } from './terraform-google-tls.ts';
import { distinctPorts, isServed, strictTransportValue } from './terraform-listeners.ts';

const urlMaps = 'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_url_map';

/** The Application Load Balancers of Google Cloud: one model, reached from the internet or from inside. */
export interface ApplicationBalancer {
  readonly scheme: 'EXTERNAL_MANAGED' | 'INTERNAL_MANAGED';
  /** Cloud CDN in it. */
  readonly caches: boolean;
}

/** Terraform for an Application Load Balancer of Google Cloud. */
export const exportApplicationBalancer =
  (kind: ApplicationBalancer): Exporter =>
  (plan) => {
    const notices = gather(plan, ['redirect', 'strict-transport']);
    const upstreams = plan.upstreams.filter((upstream) => isServed(upstream, notices));
    const listeners = distinctPorts(plan, notices).filter((listener) => canAnswer(listener, notices));
    for (const upstream of upstreams) sayBackendVersions(upstream, notices);
    const served = listeners.flatMap((listener) => listenerItems(plan, listener, kind, notices));
    const items: readonly Item[] =
      listeners.length === 0
        ? []
        : [
            ...addressItems(plan, kind),
            ...(kind.scheme === 'EXTERNAL_MANAGED' ? filterItems(plan) : []),
            ...served,
            ...upstreams.flatMap((upstream) => serviceItems(plan, upstream, kind, notices)),
          ];
    return {
      files: [
        mainFile(plan.design),
        ...(listeners.length > 0 && (upstreams.length > 0 || kind.scheme === 'INTERNAL_MANAGED')
          ? [networkFile(plan.design)]
          : []),
        nodeFile(plan, notices.all, items),
      ],
      notices: notices.all,
    };
  };

function canAnswer({ id, redirectsToTls, upstreams }: PlannedListener, { say }: Notices): boolean {
  if (redirectsToTls || upstreams.some(({ protocol }) => isHttp(protocol))) return true;
  say('lost', id, `Nothing lies behind listener ${id}: a URL map must lead somewhere, so it is left out.`);
  return false;
}

function addressItems(plan: Plan, { scheme }: ApplicationBalancer): readonly Item[] {
  const name = resourceName(plan.node.id);
  if (scheme === 'EXTERNAL_MANAGED')
    return [
      resource('google_compute_global_address', name, identity(plan.node.title, plan.node.id)),
      addressOutput(plan, 'google_compute_global_address', name),
    ];
  const address = resourceName(plan.node.id, 'address');
  return [variableBlock(address, 'string', `Internal address of ${named(plan.node.title)}, from the subnetwork.`)];
}

/** Cloud Armor reads what an Application Load Balancer has decrypted; rules are for whoever knows the application. */
const filterItems = (plan: Plan): readonly Item[] => [
  comment(
    'Cloud Armor reads requests where TLS ends. This policy lets everything through: put your rules before the last one.',
  ),
  resource('google_compute_security_policy', resourceName(plan.node.id), [
    ...identity(plan.node.title, plan.node.id),
    block(
      'rule',
      [],
      [
        attribute('action', 'allow'),
        attribute('priority', 2_147_483_647),
        attribute('description', 'Whatever no rule before it takes.'),
        block(
          'match',
          [],
          [attribute('versioned_expr', 'SRC_IPS_V1'), block('config', [], [attribute('src_ip_ranges', ['*'])])],
        ),
      ],
    ),
  ]),
];

const serviceOf = (plan: Plan, { link }: Upstream) =>
  reference('google_compute_backend_service', resourceName(plan.node.id, link), 'id');

function listenerItems(
  plan: Plan,
  listener: PlannedListener,
  { scheme }: ApplicationBalancer,
  notices: Notices,
): readonly Item[] {
  const { id, port, mode } = listener;
  const name = resourceName(plan.node.id, id);
  const secure = mode === 'terminate';
  const external = scheme === 'EXTERNAL_MANAGED';
  const tls = secure
    ? proxyTls(plan, listener, external ? 'ssl_certificates' : 'certificate_manager_certificates', notices)
    : null;
  const proxy = secure ? 'google_compute_target_https_proxy' : 'google_compute_target_http_proxy';
  const naming = identity(plan.node.title, plan.node.id, id);
  return [
    ...(tls?.beside ?? []),
    resource('google_compute_url_map', name, [...naming, ...routingItems(plan, listener, notices)]),
    resource(proxy, name, [
      ...naming,
      attribute('url_map', reference('google_compute_url_map', name, 'id')),
      ...(tls?.arguments ?? []),
    ]),
    resource('google_compute_global_forwarding_rule', name, [
      ...naming,
      attribute('load_balancing_scheme', scheme),
      attribute('target', reference(proxy, name, 'id')),
      attribute('port_range', String(port)),
      ...(external
        ? [attribute('ip_address', reference('google_compute_global_address', resourceName(plan.node.id), 'id'))]
        : [
            attribute('ip_address', variable(resourceName(plan.node.id, 'address'))),
            attribute('network', variable('network')),
            attribute('subnetwork', variable('subnetwork')),
          ]),
    ]),
  ];
}

/** What the URL map of a listener says: which host and path go where, or that everything is sent to https. */
function routingItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  if (listener.redirectsToTls)
    return [block('default_url_redirect', [], [attribute('https_redirect', true), attribute('strip_query', false)])];
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
    ...(listener.strictTransport === 'off' ? [] : [strictTransport(listener)]),
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

const strictTransport = (listener: PlannedListener): Item =>
  block(
    'header_action',
    [],
    [
      block(
        'response_headers_to_add',
        [],
        [
          attribute('header_name', 'Strict-Transport-Security'),
          attribute('header_value', strictTransportValue(listener)),
          attribute('replace', true),
        ],
      ),
    ],
  );

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

function serviceItems(
  plan: Plan,
  upstream: Upstream,
  { scheme, caches }: ApplicationBalancer,
  notices: Notices,
): readonly Item[] {
  const { link, title, tls: dial, verify, protocol, failure } = upstream;
  const name = resourceName(plan.node.id, link);
  const tls = backendTls(plan, upstream, notices);
  const secure = dial !== 'plaintext';
  const spoken = protocol === 'grpc' ? (secure ? 'HTTP2' : 'H2C') : secure ? 'HTTPS' : 'HTTP';
  return [
    ...endpointItems(plan, upstream, notices),
    ...tls.beside,
    resource('google_compute_backend_service', name, [
      ...failureMark(failure),
      ...(secure && verify === 'none' && tls.settings.length === 0
        ? [
            comment(
              `Encrypted, and any certificate is accepted: expired, self-signed, another name's (${googleEncryption}).`,
            ),
          ]
        : []),
      ...identity(title, plan.node.id, link),
      attribute('load_balancing_scheme', scheme),
      attribute('protocol', spoken),
      attribute('health_checks', [reference('google_compute_health_check', name, 'id')]),
      ...(scheme === 'EXTERNAL_MANAGED'
        ? [attribute('security_policy', reference('google_compute_security_policy', resourceName(plan.node.id), 'id'))]
        : []),
      ...(caches ? [attribute('enable_cdn', true)] : []),
      block(
        'backend',
        [],
        [
          attribute('group', reference('google_compute_network_endpoint_group', name, 'id')),
          attribute('balancing_mode', 'RATE'),
          comment('Requests a second for one endpoint; a limit is asked for, and the drawing knows none.'),
          attribute('max_rate_per_endpoint', 100),
        ],
      ),
      ...(caches
        ? [
            block(
              'cdn_policy',
              [],
              [
                comment('Only what a response itself allows to be cached is.'),
                attribute('cache_mode', 'USE_ORIGIN_HEADERS'),
              ],
            ),
          ]
        : []),
      ...tls.settings,
    ]),
  ];
}
