import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { nameTag } from '../../config/terraform-aws.ts';
import { endpointOutput, securityGroup, securityGroupItems } from '../../config/terraform-aws-endpoint.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { atLeast } from '../../model/product.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { inNetwork } from '../aws-in-network.ts';
import { engineVersion, majorVersion, parameters, saySession } from './parameters.ts';
import { ssl } from './product.ts';

/** Terraform for an RDS for PostgreSQL instance: whether plaintext is let in, and from which version on TLS is. */
export const exportPlan = inNetwork(instanceItems);

/** Of Aurora the pages read say nothing of the kind. */
function sayOlder({ node: { version } }: Plan, { id, mode, versions: [min, max] }: PlannedListener, { say }: Notices) {
  if (mode === 'plaintext' || max !== '1.3' || version === null || atLeast(version, '16')) return;
  say(
    min === '1.3' ? 'fails' : 'lost',
    id,
    `TLS 1.3 is there from PostgreSQL 16 on, and ${version} is drawn: 1.2 is the most that clients get (${ssl}).`,
  );
}

function instanceItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  const part = (what: string) => resourceName(plan.node.id, what);
  const title = named(plan.node.title);
  saySession(plan, listener, notices);
  sayOlder(plan, listener, notices);
  return [
    variableBlock(part('instance_class'), 'string', `Instance class of ${title}, such as db.t4g.medium.`),
    variableBlock(part('allocated_storage'), 'number', `Storage of ${title}, in GiB.`),
    variableBlock(part('username'), 'string', `Name of the administrator of ${title}; AWS keeps the password.`),
    ...securityGroupItems(plan, { inward: [listener.port], outward: [] }),
    block(
      'resource',
      ['aws_db_subnet_group', name],
      [attribute('name', cloudName([plan.node.id])), attribute('subnet_ids', variable('subnet_ids'))],
    ),
    block(
      'resource',
      ['aws_db_parameter_group', name],
      [
        attribute('name', cloudName([plan.node.id])),
        attribute('family', `postgres${majorVersion(plan)}`),
        ...parameters(listener),
      ],
    ),
    block(
      'resource',
      ['aws_db_instance', name],
      [
        attribute('identifier', cloudName([plan.node.id])),
        attribute('engine', 'postgres'),
        attribute('engine_version', engineVersion(plan)),
        attribute('instance_class', variable(part('instance_class'))),
        attribute('allocated_storage', variable(part('allocated_storage'))),
        attribute('storage_encrypted', true),
        attribute('username', variable(part('username'))),
        attribute('manage_master_user_password', true),
        attribute('port', listener.port),
        attribute('publicly_accessible', false),
        attribute('db_subnet_group_name', reference('aws_db_subnet_group', name, 'name')),
        attribute('vpc_security_group_ids', [securityGroup(plan)]),
        attribute('parameter_group_name', reference('aws_db_parameter_group', name, 'name')),
        nameTag(plan.node.title),
      ],
    ),
    endpointOutput(plan, ['aws_db_instance', name, 'address']),
  ];
}
