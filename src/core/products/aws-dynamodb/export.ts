import { attribute, block, type Item, reference } from '../../config/hcl.ts';
import { gather, type Notices, resourceName } from '../../config/terraform.ts';
import { mainFile, nameTag, nodeFile } from '../../config/terraform-aws.ts';
import { type ManagedEndpoint, sayEndpoint } from '../../config/terraform-aws-endpoint.ts';
import { denyingPolicy, policyJson, withoutTls } from '../../config/terraform-aws-policy.ts';
import { edgeOf } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan } from '../../plan/plan.ts';
import { trust } from './product.ts';

/** Terraform for a table: what may come without TLS is all that can be said of its endpoint. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const items = tableItems(plan, notices);
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

const endpoint: ManagedEndpoint = {
  suffix: '.amazonaws.com',
  port: 443,
  versions: ['1.2', '1.3'],
  issuer: 'public-ca',
  authority: 'Amazon Trust Services, a public CA',
  source: trust,
};

function tableItems(plan: Plan, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  const { secure, plain } = edgeOf(plan, notices);
  if (!secure && !plain) {
    notices.say('by-hand', plan.node.id, 'No listener is drawn that it can have, so there is nothing to write.');
    return [];
  }
  if (secure) sayEndpoint(secure, endpoint, notices);
  else if (plain)
    notices.say('lost', plain.id, 'HTTPS cannot be turned off: the endpoint answers on port 443 as well.');
  return [
    block(
      'resource',
      ['aws_dynamodb_table', name],
      [
        attribute('name', cloudName([plan.node.id], 255)),
        attribute('billing_mode', 'PAY_PER_REQUEST'),
        attribute('hash_key', 'pk'),
        nameTag(plan.node.title),
        block('attribute', [], [attribute('name', 'pk'), attribute('type', 'S')]),
      ],
    ),
    ...(plain
      ? []
      : [
          denyingPolicy(name, 'dynamodb:*', [reference('aws_dynamodb_table', name, 'arn')], [withoutTls]),
          block(
            'resource',
            ['aws_dynamodb_resource_policy', name],
            [
              attribute('resource_arn', reference('aws_dynamodb_table', name, 'arn')),
              attribute('policy', policyJson(name)),
            ],
          ),
        ]),
  ];
}
