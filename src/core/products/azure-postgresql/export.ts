import { attribute, type Item, reference, variable } from '../../config/hcl.ts';
import { gather, type Notices, named, resourceName, secretBlock, variableBlock } from '../../config/terraform.ts';
import { inRegion, mainFile, nodeFile, resource } from '../../config/terraform-azure.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { tls } from './product.ts';

/** Terraform for an Azure Database for PostgreSQL flexible server: whether plaintext is let in, and from which version on TLS is. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const [listener, ...others] = plan.listeners;
  for (const { id } of others) notices.say('lost', id, `A server answers on one port, so listener ${id} is left out.`);
  if (!listener) notices.say('by-hand', plan.node.id, 'No listener is drawn, so nothing reaches it.');
  const items = listener ? serverItems(plan, listener, notices) : [];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

function serverItems(plan: Plan, listener: PlannedListener, { say }: Notices): readonly Item[] {
  const { id, port, mode, names, issuer, versions } = listener;
  const name = resourceName(plan.node.id);
  const part = (what: string) => resourceName(plan.node.id, what);
  const title = named(plan.node.title);
  const [least] = versions;
  const minimum = least === '1.3' ? 'TLSv1.3' : 'TLSv1.2';
  if (port !== 5432) say('lost', id, `The server answers on port 5432, not on ${port} as drawn.`);
  if (least < '1.2') say('lost', id, `TLS 1.2 is the least that the server lets in, not ${least} as drawn (${tls}).`);
  if (versions[1] !== '1.3')
    say('lost', id, `A highest version is not set: TLS 1.3 is accepted, not ${versions[1]} at most.`);
  if (mode !== 'plaintext' && issuer !== 'public-ca')
    say('lost', id, `Its certificate comes from a public CA, whatever is drawn; another cannot be installed (${tls}).`);
  for (const each of names.filter((other) => !other.endsWith('.postgres.database.azure.com')))
    say(
      'lost',
      id,
      `Its certificate is for names below postgres.database.azure.com, not for ${each}: draw that name, or clients that check it fail.`,
    );
  return [
    variableBlock(part('administrator'), 'string', `Name of the administrator of ${title}.`),
    secretBlock(part('administrator_password'), `Password of the administrator of ${title}.`),
    variableBlock(part('delegated_subnet_id'), 'string', `Id of the subnet that is given to ${title}.`),
    variableBlock(part('private_dns_zone_id'), 'string', `Id of the private DNS zone of ${title}.`),
    resource('azurerm_postgresql_flexible_server', name, [
      ...inRegion(plan.node.id),
      attribute('version', '17'),
      attribute('sku_name', 'GP_Standard_D2s_v3'),
      attribute('administrator_login', variable(part('administrator'))),
      attribute('administrator_password', variable(part('administrator_password'))),
      attribute('public_network_access_enabled', false),
      attribute('delegated_subnet_id', variable(part('delegated_subnet_id'))),
      attribute('private_dns_zone_id', variable(part('private_dns_zone_id'))),
    ]),
    setting(plan, 'require_secure_transport', mode === 'terminate' ? 'ON' : 'OFF'),
    setting(plan, 'ssl_min_protocol_version', minimum),
  ];
}

const setting = (plan: Plan, name: string, value: string): Item =>
  resource('azurerm_postgresql_flexible_server_configuration', resourceName(plan.node.id, name), [
    attribute('name', name),
    attribute('server_id', reference('azurerm_postgresql_flexible_server', resourceName(plan.node.id), 'id')),
    attribute('value', value),
  ]);
