import { attribute, block, comment, type Item, reference, variable } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { addressOutput, identity, mainFile, nodeFile, resource } from '../../config/terraform-google.ts';
import { leadingSomewhere, sayUnchosen } from '../../config/terraform-listeners.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { overview } from './product.ts';

/** Terraform for a passthrough Network Load Balancer: packets go on as they come, ports included. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const listeners = leadingSomewhere(plan, notices);
  const used = new Set(listeners.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  const items: readonly Item[] =
    listeners.length === 0
      ? []
      : [
          ...placeItems(plan),
          ...plan.upstreams.filter(({ link }) => used.has(link)).map((upstream) => groupVariable(plan, upstream)),
          ...listeners.flatMap((listener) => listenerItems(plan, listener, notices)),
        ];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

const part = (plan: Plan, name: string): string => resourceName(plan.node.id, name);

/** Where it stands: from the internet or from inside the network, which no drawing says. */
const placeItems = (plan: Plan): readonly Item[] => [
  variableBlock(
    part(plan, 'scheme'),
    'string',
    `EXTERNAL puts ${named(plan.node.title)} on the internet, INTERNAL into the network.`,
  ),
  variableBlock(part(plan, 'network'), 'string', `VPC network of ${named(plan.node.title)} if INTERNAL, else null.`),
  variableBlock(part(plan, 'subnetwork'), 'string', `Subnetwork of ${named(plan.node.title)} if INTERNAL, else null.`),
  resource('google_compute_address', resourceName(plan.node.id), [
    ...identity(plan.node.title, plan.node.id),
    attribute('address_type', variable(part(plan, 'scheme'))),
    attribute('subnetwork', variable(part(plan, 'subnetwork'))),
  ]),
  addressOutput(plan, 'google_compute_address', resourceName(plan.node.id)),
];

const groupName = (plan: Plan, link: string): string => resourceName(plan.node.id, link, 'group');

const groupVariable = (plan: Plan, { link, title, host, port }: Upstream): Item =>
  variableBlock(
    groupName(plan, link),
    'string',
    `Self link of the instance group of ${named(title)} (${host}), which answers on port ${port}.`,
  );

function listenerItems(plan: Plan, { id, port, upstreams }: PlannedListener, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id, id);
  const naming = identity(plan.node.title, plan.node.id, id);
  const network = attribute('network', variable(part(plan, 'network')));
  const scheme = attribute('load_balancing_scheme', variable(part(plan, 'scheme')));
  for (const upstream of upstreams) {
    const { link, title, port: answered } = upstream;
    if (answered !== port)
      notices.say(
        'fails',
        link,
        `Packets keep their port: what comes in on ${port} reaches ${title} on ${port}, where ${answered} is drawn (${overview}).`,
      );
    sayUnchosen([upstream], notices);
  }
  return [
    resource('google_compute_region_health_check', name, [
      ...naming,
      block('tcp_health_check', [], [attribute('port', port)]),
    ]),
    resource('google_compute_region_backend_service', name, [
      ...upstreams.flatMap(({ failure }) => failureMark(failure)),
      comment('Packets go on as they come: a TLS session ends on the backend, and plaintext stays plaintext.'),
      ...naming,
      attribute('protocol', 'TCP'),
      scheme,
      network,
      attribute('health_checks', [reference('google_compute_region_health_check', name, 'id')]),
      ...upstreams.map(({ link }) =>
        block(
          'backend',
          [],
          [attribute('group', variable(groupName(plan, link))), attribute('balancing_mode', 'CONNECTION')],
        ),
      ),
    ]),
    resource('google_compute_forwarding_rule', name, [
      ...naming,
      scheme,
      network,
      attribute('subnetwork', variable(part(plan, 'subnetwork'))),
      attribute('ip_address', reference('google_compute_address', resourceName(plan.node.id), 'id')),
      attribute('ip_protocol', 'TCP'),
      attribute('ports', [String(port)]),
      attribute('backend_service', reference('google_compute_region_backend_service', name, 'id')),
    ]),
  ];
}
