import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { inRegion, mainFile, nodeFile, resource } from '../../config/terraform-azure.ts';
import { distinctPorts } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { backendItems } from './backends.ts';
import { frontend } from './listener.ts';
import { listenerItems } from './listeners.ts';
import { redirectItems } from './relays.ts';

/** Terraform for an Application Gateway v2: one resource that holds listeners, rules and backends as blocks. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan, ['redirect', 'strict-transport']);
  const listeners = distinctPorts(plan, notices);
  const own = listeners.map((listener, i) => ({
    listener,
    i,
    items: listener.redirectsToTls ? null : listenerItems(plan, listener, i, notices),
  }));
  const secure = own.find(({ listener, items }) => listener.mode === 'terminate' && items !== null)?.listener;
  const written = own.flatMap(({ listener, i, items }) => {
    if (!listener.redirectsToTls) return items ? [{ listener, items }] : [];
    if (secure) return [{ listener, items: redirectItems(listener, i, secure) }];
    notices.say('lost', listener.id, 'There is no https listener to redirect to, so this one is left out.');
    return [];
  });
  const done = (items: readonly Item[]) => ({
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  if (written.length === 0) return done([]);
  const leads = (relays: boolean) =>
    new Set(
      written
        .filter(({ listener }) => (listener.mode === 'passthrough') === relays)
        .flatMap(({ items }) => items.upstreams),
    );
  const [relayed, read] = [leads(true), leads(false)];
  const upstreams = plan.upstreams.filter(({ link }) => relayed.has(link) || read.has(link));
  const backends = upstreams.map((upstream) =>
    backendItems(plan, upstream, { relayed: relayed.has(upstream.link), read: read.has(upstream.link) }, notices),
  );
  return done([
    ...variables(
      plan,
      written.map(({ listener }) => listener),
    ),
    ...backends.flatMap(({ beside }) => beside),
    ...written.flatMap(({ items }) => items.beside),
    resource('azurerm_public_ip', resourceName(plan.node.id), [
      ...inRegion(plan.node.id),
      attribute('allocation_method', 'Static'),
      attribute('sku', 'Standard'),
    ]),
    gateway(
      plan,
      written.map(({ listener, items }) => ({ listener, ...items })),
      upstreams,
      backends,
      notices,
    ),
    block(
      'output',
      [resourceName(plan.node.id, 'address')],
      [
        attribute('description', `Where DNS records for ${named(plan.node.title)} point to.`),
        attribute('value', reference('azurerm_public_ip', resourceName(plan.node.id), 'ip_address')),
      ],
    ),
  ]);
};

const variables = (plan: Plan, listeners: readonly PlannedListener[]): readonly Item[] => [
  variableBlock(
    resourceName(plan.node.id, 'subnet_id'),
    'string',
    `Id of the subnet of ${named(plan.node.title)}: nothing else stands in it.`,
  ),
  ...(listeners.some(({ mode }) => mode === 'terminate')
    ? [
        variableBlock(
          resourceName(plan.node.id, 'identity_id'),
          'string',
          `Id of the managed identity by which ${named(plan.node.title)} reads its certificates in Key Vault.`,
        ),
      ]
    : []),
];

function gateway(
  plan: Plan,
  listeners: readonly { readonly listener: PlannedListener; readonly blocks: readonly Item[] }[],
  upstreams: readonly Upstream[],
  backends: readonly { readonly blocks: readonly Item[] }[],
  { say }: Notices,
): Item {
  const secure = listeners.some(({ listener }) => listener.mode === 'terminate');
  if (upstreams.length === 0)
    say('by-hand', plan.node.id, 'No backend is drawn; a gateway must have a pool, so an empty one is written.');
  return resource('azurerm_application_gateway', resourceName(plan.node.id), [
    ...upstreams.flatMap(({ failure }) => failureMark(failure)),
    ...inRegion(plan.node.id),
    block('sku', [], [attribute('name', 'Standard_v2'), attribute('tier', 'Standard_v2'), attribute('capacity', 2)]),
    ...(secure
      ? [
          block(
            'identity',
            [],
            [
              attribute('type', 'UserAssigned'),
              attribute('identity_ids', [variable(resourceName(plan.node.id, 'identity_id'))]),
            ],
          ),
          block(
            'ssl_policy',
            [],
            [attribute('policy_type', 'Predefined'), attribute('policy_name', 'AppGwSslPolicy20220101')],
          ),
        ]
      : []),
    block(
      'gateway_ip_configuration',
      [],
      [attribute('name', 'gateway'), attribute('subnet_id', variable(resourceName(plan.node.id, 'subnet_id')))],
    ),
    block(
      'frontend_ip_configuration',
      [],
      [
        attribute('name', frontend),
        attribute('public_ip_address_id', reference('azurerm_public_ip', resourceName(plan.node.id), 'id')),
      ],
    ),
    ...listeners.map(({ listener: { id, port } }) =>
      block('frontend_port', [], [attribute('name', cloudName([id])), attribute('port', port)]),
    ),
    ...(upstreams.length === 0 ? [block('backend_address_pool', [], [attribute('name', 'empty')])] : []),
    ...backends.flatMap(({ blocks }) => blocks),
    ...listeners.flatMap(({ blocks }) => blocks),
  ]);
}
