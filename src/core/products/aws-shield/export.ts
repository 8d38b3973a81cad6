import { attribute, block, type Item, variable } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { mainFile, nameTag, nodeFile } from '../../config/terraform-aws.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { protectedResources } from './product.ts';

/** Terraform for Shield Advanced: a protection for each thing behind it. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  for (const listener of plan.listeners) sayPorts(listener, notices);
  if (plan.upstreams.length === 0)
    notices.say('by-hand', plan.node.id, 'Nothing is drawn behind it, so there is nothing to protect.');
  else
    notices.say(
      'by-hand',
      plan.node.id,
      `Shield Advanced is a subscription, to be taken out first; Shield Standard needs no resource at all (${protectedResources}).`,
    );
  const items = plan.upstreams.flatMap((upstream) => protectionItems(plan, upstream));
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

/** It moves packets on as they are, so neither port nor destination changes on the way. */
function sayPorts({ id, port, mode, upstreams }: PlannedListener, { say }: Notices): void {
  if (mode !== 'closed' && upstreams.length > 1)
    say('lost', id, 'It balances nothing: packets go to the address that the client wrote.');
  for (const { link, title, port: answered, match } of upstreams) {
    if (answered !== port)
      say(
        'fails',
        link,
        `Packets keep their port: what comes in on ${port} reaches ${title} on ${port}, where ${answered} is drawn.`,
      );
    if (match?.sni?.length || match?.host?.length || match?.path !== undefined)
      say('lost', link, `It reads neither names nor paths: all packets for ${title} go there.`);
  }
}

function protectionItems(plan: Plan, { link, title, host, failure }: Upstream): readonly Item[] {
  const arn = resourceName(plan.node.id, link, 'resource_arn');
  return [
    variableBlock(
      arn,
      'string',
      `ARN of what receives the packets of ${named(title)} (${host}): a CloudFront distribution, an Application Load Balancer, an Elastic IP address, an accelerator or a hosted zone.`,
    ),
    block(
      'resource',
      ['aws_shield_protection', resourceName(plan.node.id, link)],
      [
        ...failureMark(failure),
        attribute('name', cloudName([plan.node.id, link], 128)),
        attribute('resource_arn', variable(arn)),
        nameTag(plan.node.title),
      ],
    ),
  ];
}
