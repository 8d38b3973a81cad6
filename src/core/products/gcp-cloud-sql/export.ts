import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { mainFile, nodeFile, resource } from '../../config/terraform-google.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { authorize, instances } from './product.ts';

/** Terraform for a Cloud SQL instance: whether plaintext is let in, whether clients show certificates, and whose its own is. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const [listener, ...others] = plan.listeners;
  for (const { id } of others)
    notices.say('lost', id, `An instance answers on one port, so listener ${id} is left out.`);
  if (!listener) notices.say('by-hand', plan.node.id, 'No listener is drawn, so nothing reaches it.');
  const items = listener ? instanceItems(plan, listener, notices) : [];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

const engines = [
  { protocol: 'mysql', version: 'MYSQL_8_4', port: 3306 },
  { protocol: 'postgres', version: 'POSTGRES_17', port: 5432 },
] as const;

function instanceItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const { id, port, mode, protocols, clientCertificate, names, versions } = listener;
  const engine = engines.find(({ protocol }) => protocols.includes(protocol)) ?? engines[1];
  const name = resourceName(plan.node.id);
  const network = resourceName(plan.node.id, 'network');
  const tier = resourceName(plan.node.id, 'tier');
  const pool = resourceName(plan.node.id, id, 'server_ca_pool');
  if (port !== engine.port)
    notices.say('lost', id, `Cloud SQL answers on port ${engine.port}, not on ${port} as drawn.`);
  if (versions.join() !== '1.2,1.3')
    notices.say('lost', id, `The versions of TLS are the instance's own, not ${versions.join(' to ')} as drawn.`);
  const own = mode === 'plaintext' ? [] : names.filter((each) => !isAddress(each));
  if (names.length > own.length && mode !== 'plaintext')
    notices.say('lost', id, `A certificate of Cloud SQL is given names, not addresses (${instances}).`);
  if (own.length > 0)
    notices.say(
      'by-hand',
      id,
      `Names of your own need a pool of Certificate Authority Service: give it as ${pool}, and point DNS for ${own.join(', ')} to the instance (${instances}).`,
    );
  notices.say(
    'by-hand',
    plan.node.id,
    `Clients must check the server's certificate themselves: download its CA from the instance, or use the Auth Proxy (${authorize}).`,
  );
  return [
    variableBlock(network, 'string', `VPC network that ${named(plan.node.title)} is reached from, by its self link.`),
    variableBlock(tier, 'string', `Machine tier of ${named(plan.node.title)}.`),
    ...(own.length > 0
      ? [
          variableBlock(
            pool,
            'string',
            `CA pool that issues the certificate of ${named(plan.node.title)} for ${own.join(', ')}.`,
          ),
        ]
      : []),
    resource('google_sql_database_instance', name, [
      attribute('name', cloudName([plan.node.id])),
      attribute('database_version', engine.version),
      attribute('region', variable('region')),
      block(
        'settings',
        [],
        [
          attribute('tier', variable(tier)),
          block(
            'ip_configuration',
            [],
            [
              attribute('ipv4_enabled', false),
              attribute('private_network', variable(network)),
              attribute(
                'ssl_mode',
                mode !== 'terminate'
                  ? 'ALLOW_UNENCRYPTED_AND_ENCRYPTED'
                  : clientCertificate === 'required'
                    ? 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED'
                    : 'ENCRYPTED_ONLY',
              ),
              ...(own.length > 0
                ? [
                    attribute('server_ca_mode', 'CUSTOMER_MANAGED_CAS_CA'),
                    attribute('server_ca_pool', variable(pool)),
                    attribute('custom_subject_alternative_names', own),
                  ]
                : [attribute('server_ca_mode', 'GOOGLE_MANAGED_INTERNAL_CA')]),
            ],
          ),
        ],
      ),
    ]),
    block(
      'output',
      [resourceName(plan.node.id, 'connection_name')],
      [
        attribute('description', `What connectors call ${named(plan.node.title)} by.`),
        attribute('value', reference('google_sql_database_instance', name, 'connection_name')),
      ],
    ),
  ];
}
