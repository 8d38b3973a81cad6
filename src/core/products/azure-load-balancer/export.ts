import { attribute, block, comment, type Item, reference, variable } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { addressOf, addressVariable, inRegion, mainFile, nodeFile, resource } from '../../config/terraform-azure.ts';
import { leadingSomewhere, sayUnchosen } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';

/** Terraform for an Azure Load Balancer: packets go on as they come; the port may change. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const listeners = leadingSomewhere(plan, notices);
  const rules = listeners.map((listener) => ({ listener, behind: behind(listener, notices) }));
  const used = new Set(rules.flatMap((rule) => rule.behind.map(({ link }) => link)));
  const items: readonly Item[] =
    rules.length === 0
      ? []
      : [
          ...balancerItems(plan),
          ...plan.upstreams.filter(({ link }) => used.has(link)).flatMap((upstream) => addressVariable(plan, upstream)),
          ...rules.flatMap((rule) => ruleItems(plan, rule.listener, rule.behind)),
        ];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

/** A rule has one port behind it. */
function behind({ id, upstreams }: PlannedListener, notices: Notices): readonly Upstream[] {
  const alike = upstreams.filter(({ port }) => port === upstreams[0]?.port);
  for (const { link, title, port } of upstreams.filter((each) => !alike.includes(each)))
    notices.say(
      'lost',
      link,
      `A rule has one port behind it, so listener ${id} sends nothing to ${title}, port ${port}.`,
    );
  sayUnchosen(alike, notices);
  return alike;
}

const part = (plan: Plan, name: string): string => resourceName(plan.node.id, name);
const frontend = 'frontend';

const balancerItems = (plan: Plan): readonly Item[] => {
  const title = named(plan.node.title);
  return [
    variableBlock(
      part(plan, 'public_ip_id'),
      'string',
      `Id of the public IP of ${title}, or null where it is internal.`,
    ),
    variableBlock(part(plan, 'subnet_id'), 'string', `Id of the subnet of ${title} where it is internal, else null.`),
    variableBlock(part(plan, 'virtual_network_id'), 'string', `Id of the virtual network of what is behind ${title}.`),
    resource('azurerm_lb', resourceName(plan.node.id), [
      ...inRegion(plan.node.id),
      attribute('sku', 'Standard'),
      block(
        'frontend_ip_configuration',
        [],
        [
          attribute('name', frontend),
          attribute('public_ip_address_id', variable(part(plan, 'public_ip_id'))),
          attribute('subnet_id', variable(part(plan, 'subnet_id'))),
        ],
      ),
    ]),
  ];
};

function ruleItems(plan: Plan, { id, port }: PlannedListener, upstreams: readonly Upstream[]): readonly Item[] {
  const name = resourceName(plan.node.id, id);
  const balancer = attribute('loadbalancer_id', reference('azurerm_lb', resourceName(plan.node.id), 'id'));
  const [first] = upstreams;
  if (!first) throw new Error('a listener without upstreams is left out before');
  return [
    resource('azurerm_lb_backend_address_pool', name, [attribute('name', cloudName([id])), balancer]),
    ...upstreams.map((upstream) =>
      resource('azurerm_lb_backend_address_pool_address', resourceName(plan.node.id, id, upstream.link), [
        ...failureMark(upstream.failure),
        attribute('name', cloudName([id, upstream.link])),
        attribute('backend_address_pool_id', reference('azurerm_lb_backend_address_pool', name, 'id')),
        attribute('virtual_network_id', variable(part(plan, 'virtual_network_id'))),
        attribute('ip_address', addressOf(plan, upstream)),
      ]),
    ),
    resource('azurerm_lb_probe', name, [
      attribute('name', cloudName([id])),
      balancer,
      attribute('protocol', 'Tcp'),
      attribute('port', first.port),
    ]),
    resource('azurerm_lb_rule', name, [
      comment('Packets go on as they come: a TLS session ends on the backend, and plaintext stays plaintext.'),
      attribute('name', cloudName([id])),
      balancer,
      attribute('protocol', 'Tcp'),
      attribute('frontend_ip_configuration_name', frontend),
      attribute('frontend_port', port),
      attribute('backend_port', first.port),
      attribute('backend_address_pool_ids', [reference('azurerm_lb_backend_address_pool', name, 'id')]),
      attribute('probe_id', reference('azurerm_lb_probe', name, 'id')),
    ]),
  ];
}
