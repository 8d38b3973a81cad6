import { alternativeNames, isInternal } from '../plan/certificate-names.ts';
import type { NeededCertificate } from '../plan/certificates.ts';
import { attribute, type Block, block, type Item, reference } from './hcl.ts';
import { type Notices, named, resourceName } from './terraform.ts';
import { nameTag } from './terraform-aws.ts';

type Reference = ReturnType<typeof reference>;

/** The private CA that signs; null: Amazon's public one, which asks for a proof by DNS. */
export interface Signer {
  readonly arn: Reference;
  /** Its certificates have keys of the same family: https://docs.aws.amazon.com/acm/latest/userguide/private-certificates.title.html */
  readonly algorithm: NeededCertificate['algorithm'];
}

/** A certificate in AWS Certificate Manager for each that a service of AWS holds, with what ACM cannot do said. */
export function acmCertificates(
  authority: string,
  issues: readonly NeededCertificate[],
  signer: Signer | null,
  { say }: Notices,
): readonly Item[] {
  return issues.flatMap((certificate) => {
    const { title, place, purpose, names, operator, product } = certificate;
    const what = `the ${purpose} certificate of ${named(title)} (${place})`;
    if (operator !== 'AWS') {
      say(
        'by-hand',
        place,
        signer
          ? `ACM hands certificates to services of AWS. For ${what} have the authority sign a request: aws acm-pca issue-certificate with its CSR, then the answer into ${certificate.files.certificate}.`
          : `ACM hands certificates to services of AWS, and ${named(title)} is none: request ${what} with export enabled, which cannot be changed later, or take it from another CA.`,
      );
      return [];
    }
    const { dns, ip, none } = alternativeNames(names);
    const lost = [...ip, ...none, ...(signer ? [] : dns.filter(isInternal))];
    if (lost.length > 0)
      say(
        'lost',
        place,
        `${signer ? 'ACM issues for DNS names alone' : 'No public CA vouches for internal names, and ACM for no address'}: ${lost.join(', ')} of ${what} is left out.`,
      );
    const [domain, ...others] = dns.filter((name) => !lost.includes(name));
    if (domain === undefined) return [];
    const name = resourceName(authority, certificate.node, purpose, place);
    return [
      block(
        'resource',
        ['aws_acm_certificate', name],
        [
          attribute('domain_name', domain),
          ...(others.length > 0 ? [attribute('subject_alternative_names', others)] : []),
          ...(signer ? [attribute('certificate_authority_arn', signer.arn)] : [attribute('validation_method', 'DNS')]),
          attribute('key_algorithm', (signer ?? certificate).algorithm === 'rsa' ? 'RSA_2048' : 'EC_prime256v1'),
          // CloudFront reads its certificates there, whatever the region of everything else.
          ...(product === 'aws-cloudfront' ? [attribute('region', 'us-east-1')] : []),
          nameTag(title),
          // One that is in use cannot be taken away before its successor is there.
          block('lifecycle', [], [attribute('create_before_destroy', true)]),
        ],
      ),
      output(`${name}__arn`, reference('aws_acm_certificate', name, 'arn')),
      ...(signer
        ? []
        : [output(`${name}__dns_records`, reference('aws_acm_certificate', name, 'domain_validation_options'))]),
    ];
  });
}

const output = (name: string, value: Reference): Block => block('output', [name], [attribute('value', value)]);
