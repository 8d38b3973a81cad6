import { attribute, block, reference } from '../../config/hcl.ts';
import { gather, named, resourceName } from '../../config/terraform.ts';
import { acmCertificates } from '../../config/terraform-acm.ts';
import { mainFile, nameTag, nodeFile } from '../../config/terraform-aws.ts';
import type { Exporter } from '../../plan/exporter.ts';

/** Days that ACM gives a private certificate, whatever is asked for. */
const given = 395;

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/acmpca_certificate_authority_certificate.html.markdown */
const rootTemplate = 'arn:aws:acm-pca:::template/RootCACertificate/V1';

/** A root CA with its certificate, and through ACM a certificate for each that names it and that a service of AWS holds. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const { node, issues } = plan;
  const name = resourceName(node.id);
  const root = resourceName(node.id, 'root_certificate');
  const algorithm = issues.some((each) => each.algorithm === 'rsa') ? 'rsa' : 'ec';
  notices.say(
    'by-hand',
    node.id,
    `Put the root certificate, which the output ${root} holds, into the trust stores of all who check what it issues.`,
  );
  for (const { place, lifetimeDays, title, operator } of issues)
    if (operator === 'AWS' && lifetimeDays !== null && lifetimeDays !== given)
      notices.say(
        'lost',
        place,
        `ACM gives private certificates ${given} days; ${lifetimeDays} are drawn for ${title}.`,
      );
  const signing = algorithm === 'rsa' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA';
  const authority = (what: string) => reference('aws_acmpca_certificate_authority', name, what);
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
            attribute('signing_algorithm', signing),
            block('subject', [], [attribute('common_name', `Root CA ${node.id}`.slice(0, 64))]),
          ],
        ),
        nameTag(node.title),
      ],
    ),
    // It signs its own, and issues nothing before that is installed.
    block(
      'resource',
      ['aws_acmpca_certificate', name],
      [
        attribute('certificate_authority_arn', authority('arn')),
        attribute('certificate_signing_request', authority('certificate_signing_request')),
        attribute('signing_algorithm', signing),
        attribute('template_arn', rootTemplate),
        block('validity', [], [attribute('type', 'YEARS'), attribute('value', '10')]),
      ],
    ),
    block(
      'resource',
      ['aws_acmpca_certificate_authority_certificate', name],
      [
        attribute('certificate_authority_arn', authority('arn')),
        attribute('certificate', reference('aws_acmpca_certificate', name, 'certificate')),
      ],
    ),
    block(
      'output',
      [root],
      [
        attribute('description', `The root certificate of ${named(node.title)}, in PEM, for trust stores.`),
        attribute('value', reference('aws_acmpca_certificate', name, 'certificate')),
      ],
    ),
    // Without it ACM issues once and renews nothing: https://docs.aws.amazon.com/privateca/latest/APIReference/API_Permission.html
    block(
      'resource',
      ['aws_acmpca_permission', name],
      [
        attribute('certificate_authority_arn', authority('arn')),
        attribute('principal', 'acm.amazonaws.com'),
        attribute('actions', ['IssueCertificate', 'GetCertificate', 'ListPermissions']),
      ],
    ),
    ...acmCertificates(
      node.id,
      issues,
      // By way of the installed certificate, so that nothing is requested before it is there.
      { arn: reference('aws_acmpca_certificate_authority_certificate', name, 'certificate_authority_arn'), algorithm },
      notices,
    ),
  ];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};
