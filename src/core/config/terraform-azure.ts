import { isAddress } from '../model/names.ts';
import type { Plan, Upstream } from '../plan/plan.ts';
import { azureProvider } from './azure-provider.ts';
import { attribute, type Block, block, type Item, reference, variable } from './hcl.ts';
import { named, resourceName, rootModule, variableBlock } from './terraform.ts';
import { cloudName } from './terraform-names.ts';

const azure = rootModule({
  folder: 'azure',
  title: 'Azure',
  provider: azureProvider,
  settings: [attribute('subscription_id', variable('subscription_id')), block('features', [], [])],
  variables: [
    variableBlock('subscription_id', 'string', 'Azure subscription that everything is made in.'),
    variableBlock(
      'resource_group',
      'string',
      'Resource group that everything is made in, by its name; it is there already.',
    ),
    block('data', ['azurerm_resource_group', 'design'], [attribute('name', variable('resource_group'))]),
  ],
});
export const { nodeFile, mainFile } = azure;

const ofGroup = (what: 'name' | 'location') => reference('data', 'azurerm_resource_group', 'design', what);

/** Name and resource group, as every resource of Azure has them. */
export const inGroup = (...ids: readonly string[]): readonly Item[] => [
  attribute('name', cloudName(ids, 50)),
  attribute('resource_group_name', ofGroup('name')),
];
/** The same with the region. */
export const inRegion = (...ids: readonly string[]): readonly Item[] => [
  ...inGroup(...ids),
  attribute('location', ofGroup('location')),
];

export const resource = (type: string, name: string, body: readonly Item[]): Block =>
  block('resource', [type, name], body);

/** The variable for the addresses of what is drawn by name. */
export const addressVariable = (plan: Plan, { link, title, host }: Upstream): readonly Item[] =>
  isAddress(host) ? [] : [variableBlock(addressName(plan, link), 'string', `IP address of ${named(title)} (${host}).`)];

export const addressOf = (plan: Plan, { link, host }: Upstream) =>
  isAddress(host) ? host : variable(addressName(plan, link));

const addressName = (plan: Plan, link: string): string => resourceName(plan.node.id, link, 'address');
