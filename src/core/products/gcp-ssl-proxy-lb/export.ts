import { attribute, block, comment, type Item, reference } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, resourceName } from '../../config/terraform.ts';
import {
  addressOutput,
  endpointItems,
  identity,
  mainFile,
  networkFile,
  nodeFile,
  resource,
} from '../../config/terraform-google.ts';
import { googleEncryption, proxyTls, sayBackendVersions } from '../../config/terraform-google-tls.ts';
import { leadingSomewhere, sayUnchosen } from '../../config/terraform-listeners.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';

/** Terraform for a global external proxy Network Load Balancer: an SSL proxy that ends TLS, or a TCP proxy that does not. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const listeners = leadingSomewhere(plan, notices, ': a proxy must lead somewhere');
  const name = resourceName(plan.node.id);
  const services = listeners.map((listener) => listenerItems(plan, listener, notices));
  const used = new Set(services.flatMap(({ upstreams }) => upstreams));
  const items: readonly Item[] =
    listeners.length === 0
      ? []
      : [
          resource('google_compute_global_address', name, identity(plan.node.title, plan.node.id)),
          addressOutput(plan, 'google_compute_global_address', name),
          ...services.flatMap(({ items }) => items),
          ...plan.upstreams
            .filter(({ link }) => used.has(link))
            .flatMap((upstream) => endpointItems(plan, upstream, notices)),
        ];
  return {
    files: [
      mainFile(plan.design),
      ...(used.size > 0 ? [networkFile(plan.design)] : []),
      nodeFile(plan, notices.all, items),
    ],
    notices: notices.all,
  };
};

/** The protocol of the one backend service behind a proxy, and the upstreams that speak it. */
function backendsOf({ id, mode, upstreams }: PlannedListener, notices: Notices) {
  const protocolOf = ({ tls }: Upstream) => (mode === 'terminate' && tls !== 'plaintext' ? 'SSL' : 'TCP');
  const header = (upstream: Upstream) => upstream.sendsProxyProtocol;
  const [first] = upstreams;
  if (!first) throw new Error('a listener without upstreams is left out before');
  const protocol = protocolOf(first);
  const alike = upstreams.filter((each) => protocolOf(each) === protocol && header(each) === header(first));
  for (const { link, title } of upstreams.filter((each) => !alike.includes(each)))
    notices.say(
      'lost',
      link,
      `The backends of a proxy are spoken to alike, as ${first.title} is, so listener ${id} sends nothing to ${title}.`,
    );
  sayUnchosen(alike, notices);
  return { protocol, alike, header: header(first) };
}

function listenerItems(
  plan: Plan,
  listener: PlannedListener,
  notices: Notices,
): { readonly items: readonly Item[]; readonly upstreams: readonly string[] } {
  const { id, port, mode } = listener;
  const name = resourceName(plan.node.id, id);
  const secure = mode === 'terminate';
  const { protocol, alike, header } = backendsOf(listener, notices);
  if (protocol === 'SSL')
    for (const upstream of alike) {
      sayBackendVersions(upstream, notices);
      if (upstream.sendsServerName)
        notices.say(
          'lost',
          upstream.link,
          `No argument sends a server name to ${upstream.title} (${googleEncryption}).`,
        );
    }
  const tls = secure ? proxyTls(plan, listener, 'ssl_certificates', notices) : null;
  const proxy = secure ? 'google_compute_target_ssl_proxy' : 'google_compute_target_tcp_proxy';
  const naming = identity(plan.node.title, plan.node.id, id);
  return {
    upstreams: alike.map(({ link }) => link),
    items: [
      ...(tls?.beside ?? []),
      resource('google_compute_backend_service', name, [
        ...alike.flatMap(({ failure }) => failureMark(failure)),
        ...(protocol === 'SSL'
          ? [
              comment(
                `Encrypted, and any certificate is accepted: expired, self-signed, another name's (${googleEncryption}).`,
              ),
            ]
          : []),
        ...naming,
        attribute('load_balancing_scheme', 'EXTERNAL_MANAGED'),
        attribute('protocol', protocol),
        // One check is all that a backend service takes; each backend has a port of its own.
        attribute('health_checks', [reference('google_compute_health_check', name, 'id')]),
        ...alike.map(({ link }) =>
          block(
            'backend',
            [],
            [
              attribute(
                'group',
                reference('google_compute_network_endpoint_group', resourceName(plan.node.id, link), 'id'),
              ),
              attribute('balancing_mode', 'CONNECTION'),
              comment('Connections for one endpoint; a limit is asked for, and the drawing knows none.'),
              attribute('max_connections_per_endpoint', 100),
            ],
          ),
        ),
      ]),
      resource('google_compute_health_check', name, [
        ...naming,
        block('tcp_health_check', [], [attribute('port_specification', 'USE_SERVING_PORT')]),
      ]),
      resource(proxy, name, [
        ...naming,
        attribute('backend_service', reference('google_compute_backend_service', name, 'id')),
        attribute('proxy_header', header === null ? 'NONE' : 'PROXY_V1'),
        ...(tls?.arguments ?? []),
      ]),
      resource('google_compute_global_forwarding_rule', name, [
        ...naming,
        attribute('load_balancing_scheme', 'EXTERNAL_MANAGED'),
        attribute('ip_address', reference('google_compute_global_address', resourceName(plan.node.id), 'id')),
        attribute('target', reference(proxy, name, 'id')),
        attribute('port_range', String(port)),
      ]),
    ],
  };
}
