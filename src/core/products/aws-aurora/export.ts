import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { nameTag } from '../../config/terraform-aws.ts';
import { endpointOutput, securityGroup, securityGroupItems } from '../../config/terraform-aws-endpoint.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { inNetwork } from '../aws-in-network.ts';
import { engineVersion, majorVersion, parameters, saySession } from '../aws-rds/parameters.ts';

/** Terraform for an Aurora PostgreSQL cluster with one instance: whether plaintext is let in, and from which version on TLS is. */
export const exportPlan = inNetwork(clusterItems);

function clusterItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  const part = (what: string) => resourceName(plan.node.id, what);
  const title = named(plan.node.title);
  const engine = attribute('engine', 'aurora-postgresql');
  saySession(plan, listener, notices);
  return [
    variableBlock(part('instance_class'), 'string', `Instance class of ${title}, such as db.r7g.large.`),
    variableBlock(part('username'), 'string', `Name of the administrator of ${title}; AWS keeps the password.`),
    ...securityGroupItems(plan, { inward: [listener.port], outward: [] }),
    block(
      'resource',
      ['aws_db_subnet_group', name],
      [attribute('name', cloudName([plan.node.id])), attribute('subnet_ids', variable('subnet_ids'))],
    ),
    block(
      'resource',
      ['aws_rds_cluster_parameter_group', name],
      [
        attribute('name', cloudName([plan.node.id])),
        attribute('family', `aurora-postgresql${majorVersion(plan)}`),
        ...parameters(listener),
      ],
    ),
    block(
      'resource',
      ['aws_rds_cluster', name],
      [
        attribute('cluster_identifier', cloudName([plan.node.id])),
        engine,
        attribute('engine_version', engineVersion(plan)),
        attribute('storage_encrypted', true),
        attribute('master_username', variable(part('username'))),
        attribute('manage_master_user_password', true),
        attribute('port', listener.port),
        attribute('db_subnet_group_name', reference('aws_db_subnet_group', name, 'name')),
        attribute('vpc_security_group_ids', [securityGroup(plan)]),
        attribute('db_cluster_parameter_group_name', reference('aws_rds_cluster_parameter_group', name, 'name')),
        nameTag(plan.node.title),
      ],
    ),
    block(
      'resource',
      ['aws_rds_cluster_instance', name],
      [
        attribute('cluster_identifier', reference('aws_rds_cluster', name, 'id')),
        engine,
        attribute('instance_class', variable(part('instance_class'))),
        attribute('publicly_accessible', false),
        nameTag(plan.node.title),
      ],
    ),
    endpointOutput(plan, ['aws_rds_cluster', name, 'endpoint']),
  ];
}
