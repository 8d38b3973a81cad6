import type { Plan } from '../plan/plan.ts';
import { attribute, block, type Item, reference, variable } from './hcl.ts';
import { named, resourceName, variableBlock } from './terraform.ts';

/**
 * AWS WAF reads requests where they are decrypted. It stands on no wire of its own: it is attached to what ends TLS.
 * https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html
 */
export function webAclItems(plan: Plan, resource: readonly [string, string]): readonly Item[] {
  const name = resourceName(plan.node.id, 'web_acl_arns');
  const [type, of] = resource;
  return [
    variableBlock(
      name,
      'set(string)',
      `ARN of the web ACL (AWS WAF) that reads the requests to ${named(plan.node.title)}; empty for none. It holds one at most.`,
    ),
    block(
      'resource',
      ['aws_wafv2_web_acl_association', resourceName(plan.node.id)],
      [
        attribute('for_each', variable(name)),
        attribute('resource_arn', reference(type, of, 'arn')),
        attribute('web_acl_arn', reference('each', 'value')),
      ],
    ),
  ];
}
