import { gather } from '../../config/terraform.ts';
import { acmCertificates } from '../../config/terraform-acm.ts';
import { mainFile, nodeFile } from '../../config/terraform-aws.ts';
import type { Exporter } from '../../plan/exporter.ts';

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
      'Write the DNS records of the outputs named dns_records and leave them there: without them nothing is issued, and later nothing renewed. Then give each ARN to the variable of the service that holds the certificate.',
    );
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};
