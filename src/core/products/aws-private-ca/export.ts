import { attribute, block, reference } from '../../config/hcl.ts';
import { gather, resourceName } from '../../config/terraform.ts';
import { acmCertificates } from '../../config/terraform-acm.ts';
import { mainFile, nameTag, nodeFile } from '../../config/terraform-aws.ts';
import type { Exporter } from '../../plan/exporter.ts';

/** Days that ACM gives a private certificate, whatever is asked for. */
const given = 395;

/** A root CA, and through ACM a certificate for each that names it and that a service of AWS holds. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const { node, issues } = plan;
  const name = resourceName(node.id);
  const algorithm = issues.some((each) => each.algorithm === 'rsa') ? 'rsa' : 'ec';
  notices.say(
    'by-hand',
    node.id,
    "The CA is created and waits for its own certificate: install its root certificate (Actions, Install CA certificate, in the console) before anything is requested of it, and put that root into the clients' trust stores.",
  );
  for (const { place, lifetimeDays, title, operator } of issues)
    if (operator === 'AWS' && lifetimeDays !== null && lifetimeDays !== given)
      notices.say(
        'lost',
        place,
        `ACM gives private certificates ${given} days; ${lifetimeDays} are drawn for ${title}.`,
      );
  const items = [
    block(
      'resource',
      ['aws_acmpca_certificate_authority', name],
      [
        attribute('type', 'ROOT'),
        attribute('usage_mode', 'GENERAL_PURPOSE'),
        block(
          'certificate_authority_configuration',
          [],
          [
            attribute('key_algorithm', algorithm === 'rsa' ? 'RSA_2048' : 'EC_prime256v1'),
            attribute('signing_algorithm', algorithm === 'rsa' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA'),
            block('subject', [], [attribute('common_name', `Root CA ${node.id}`.slice(0, 64))]),
          ],
        ),
        nameTag(node.title),
      ],
    ),
    ...acmCertificates(
      node.id,
      issues,
      { arn: reference('aws_acmpca_certificate_authority', name, 'arn'), algorithm },
      notices,
    ),
  ];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};
