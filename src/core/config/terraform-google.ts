import { isAddress } from '../model/names.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { Plan, Upstream } from '../plan/plan.ts';
import { googleProvider } from './google-provider.ts';
import { attribute, type Block, block, type Item, reference, variable } from './hcl.ts';
import { type Notices, named, resourceName, rootModule, variableBlock } from './terraform.ts';
import { cloudName } from './terraform-names.ts';

const google = rootModule({
  folder: 'google',
  title: 'Google Cloud',
  provider: googleProvider,
  settings: [attribute('project', variable('project')), attribute('region', variable('region'))],
  variables: [
    variableBlock('project', 'string', 'Google Cloud project that everything is made in.'),
    variableBlock('region', 'string', 'Region of what is not global.'),
  ],
});
export const { nodeFile, mainFile } = google;

/** The network that the load balancers of a design reach their backends in. */
export const networkFile = (design: string): ExportedFile =>
  google.networkFile(design, [
    variableBlock('network', 'string', 'VPC network of the backends, by its self link.'),
    variableBlock('subnetwork', 'string', 'Subnetwork of the backends, by its self link.'),
  ]);

/** Name and description, as nearly every resource of Google Cloud has them; a title stands in the second alone. */
export const identity = (title: string, ...ids: readonly string[]): readonly Item[] => [
  attribute('name', cloudName(ids)),
  attribute('description', title),
];

export const resource = (type: string, name: string, body: readonly Item[]): Block =>
  block('resource', [type, name], body);

/**
 * The backend behind one link: a zonal group of network endpoints with one endpoint. Google knows endpoints by their
 * virtual machine, which a drawing does not.
 * https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_network_endpoint
 */
export function endpointItems(plan: Plan, upstream: Upstream, { say }: Notices): readonly Item[] {
  const { link, title, host, port } = upstream;
  const name = resourceName(plan.node.id, link);
  const instance = resourceName(plan.node.id, link, 'instance');
  const address = resourceName(plan.node.id, link, 'address');
  const zone = resourceName(plan.node.id, link, 'zone');
  say(
    'by-hand',
    link,
    `A backend is a virtual machine: give that of ${named(title)} as ${instance}. Where a cluster makes its own groups of network endpoints, put those in place of this one.`,
  );
  return [
    variableBlock(instance, 'string', `Virtual machine of ${named(title)} (${host}), by its name.`),
    variableBlock(zone, 'string', `Zone of the virtual machine of ${named(title)}.`),
    ...(isAddress(host) ? [] : [variableBlock(address, 'string', `IP address of ${named(title)} (${host}).`)]),
    resource('google_compute_network_endpoint_group', name, [
      ...identity(title, plan.node.id, link),
      attribute('network', variable('network')),
      attribute('subnetwork', variable('subnetwork')),
      attribute('zone', variable(zone)),
      attribute('network_endpoint_type', 'GCE_VM_IP_PORT'),
      attribute('default_port', port),
    ]),
    resource('google_compute_network_endpoint', name, [
      attribute('network_endpoint_group', reference('google_compute_network_endpoint_group', name, 'name')),
      attribute('zone', variable(zone)),
      attribute('instance', variable(instance)),
      attribute('ip_address', isAddress(host) ? host : variable(address)),
      attribute('port', port),
    ]),
    resource('google_compute_health_check', name, [
      ...identity(title, plan.node.id, link),
      block('tcp_health_check', [], [attribute('port', port)]),
    ]),
  ];
}

/** Where clients find it: what a DNS record points to. */
export const addressOutput = (plan: Plan, type: string, name: string): Block =>
  block(
    'output',
    [resourceName(plan.node.id, 'address')],
    [
      attribute('description', `Where DNS records for ${named(plan.node.title)} point to.`),
      attribute('value', reference(type, name, 'address')),
    ],
  );
