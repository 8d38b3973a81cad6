import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { nameTag, tagValue } from '../../config/terraform-aws.ts';
import {
  endpointOutput,
  type ManagedEndpoint,
  sayEndpoint,
  securityGroup,
  securityGroupItems,
} from '../../config/terraform-aws-endpoint.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { endsTls } from '../../plan/sessions.ts';
import { inNetwork } from '../aws-in-network.ts';
import { inTransit } from './product.ts';

/** Terraform for a replication group of ElastiCache: whether it endsTls, and whether plaintext is let in as well. */
export const exportPlan = inNetwork(groupItems);

const endpoint: ManagedEndpoint = {
  suffix: '.cache.amazonaws.com',
  port: null,
  versions: ['1.2', '1.3'],
  issuer: 'public-ca',
  authority: 'AWS Certificate Manager',
  source: inTransit,
};

function groupItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  const nodeType = resourceName(plan.node.id, 'node_type');
  // An identifier of 40 characters at most: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
  const identifier = cloudName([plan.node.id], 40);
  sayEndpoint(listener, endpoint, notices);
  return [
    variableBlock(nodeType, 'string', `Node type of ${named(plan.node.title)}, such as cache.t4g.small.`),
    ...securityGroupItems(plan, { inward: [listener.port], outward: [] }),
    block(
      'resource',
      ['aws_elasticache_subnet_group', name],
      [attribute('name', identifier), attribute('subnet_ids', variable('subnet_ids'))],
    ),
    block(
      'resource',
      ['aws_elasticache_replication_group', name],
      [
        attribute('replication_group_id', identifier),
        attribute('description', `Plainsight: ${tagValue(plan.node.title)}`),
        attribute('engine', 'redis'),
        attribute('engine_version', plan.node.version ?? '7.1'),
        attribute('node_type', variable(nodeType)),
        attribute('num_cache_clusters', 2),
        attribute('automatic_failover_enabled', true),
        attribute('port', listener.port),
        attribute('transit_encryption_enabled', endsTls(listener)),
        ...(endsTls(listener)
          ? [attribute('transit_encryption_mode', listener.mode === 'permissive' ? 'preferred' : 'required')]
          : []),
        attribute('subnet_group_name', reference('aws_elasticache_subnet_group', name, 'name')),
        attribute('security_group_ids', [securityGroup(plan)]),
        nameTag(plan.node.title),
      ],
    ),
    endpointOutput(plan, ['aws_elasticache_replication_group', name, 'primary_endpoint_address']),
  ];
}
