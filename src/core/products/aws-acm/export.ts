import type { Item } from '../../config/hcl.ts';
import { gather } from '../../config/terraform.ts';
import { acmCertificates } from '../../config/terraform-acm.ts';
import { mainFile, nodeFile } from '../../config/terraform-aws.ts';
import type { Exporter } from '../../plan/exporter.ts';

/** What Terraform is to apply before the rest. */
const targetsOf = (items: readonly Item[]): string =>
  items
    .flatMap((item) =>
      item.kind === 'block' && item.labels[0] === 'aws_acm_certificate' ? [`-target=${item.labels.join('.')}`] : [],
    )
    .join(' ');

/** A certificate for each that names this node, proved by DNS records that the outputs list. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const { node, issues } = plan;
  if (issues.length === 0)
    notices.say(
      'by-hand',
      node.id,
      'No certificate of the drawing names it as the one that issues it: nothing is requested.',
    );
  const items = acmCertificates(node.id, issues, null, notices);
  if (items.length > 0)
    notices.say(
      'by-hand',
      node.id,
      `Apply the certificates alone first (terraform apply ${targetsOf(items)}), write the DNS records of the outputs named dns_records and leave them there: without them nothing is issued, and later nothing renewed. Then apply the rest, which waits until they are issued; services that are not of this design get the ARNs of the outputs.`,
    );
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};
