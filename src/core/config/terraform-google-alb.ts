import type { Exporter } from '../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { isHttp } from '../plan/routes.ts';
import { attribute, block, comment, type Item, reference, variable } from './hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from './terraform.ts';
import {
  addressOutput,
  endpointItems,
  identity,
  mainFile,
  networkFile,
  nodeFile,
  resource,
} from './terraform-google.ts';
import { routingItems } from './terraform-google-routes.ts';
import { backendTls, googleEncryption, proxyTls, sayBackendVersions } from './terraform-google-tls.ts';
import { distinctPorts, isServed } from './terraform-listeners.ts';

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
