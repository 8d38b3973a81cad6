import { alternativeNames, isInternal } from '../plan/certificate-names.ts';
import type { NeededCertificate, PlannedCertificate } from '../plan/certificates.ts';
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

/** The names that ACM puts on a certificate, and those that it cannot. */
function domainsOf(
  names: readonly string[],
  signed: boolean,
): { readonly domains: readonly string[]; readonly lost: readonly string[] } {
  const { dns, ip, none } = alternativeNames(names);
  const lost = [...ip, ...none, ...(signed ? [] : dns.filter(isInternal))];
  return { domains: dns.filter((name) => !lost.includes(name)), lost };
}

/**
 * The ARN of a certificate that another file of the design has ACM issue; null where none does. A public one is taken
 * when it is issued, for a listener refuses one that is not:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/acm_certificate_validation.html.markdown
 */
export function issuedArn(
  node: string,
  place: string,
  { issuedBy, issuingProduct }: PlannedCertificate,
  names: readonly string[],
): Reference | null {
  const signed = issuingProduct === 'aws-private-ca';
  if (issuedBy === null || (!signed && issuingProduct !== 'aws-acm')) return null;
  if (domainsOf(names, signed).domains.length === 0) return null;
  const name = resourceName(issuedBy, node, 'server', place);
  return signed
    ? reference('aws_acm_certificate', name, 'arn')
    : reference('aws_acm_certificate_validation', name, 'certificate_arn');
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
    const { domains, lost } = domainsOf(names, signer !== null);
    if (lost.length > 0)
      say(
        'lost',
        place,
        `${signer ? 'ACM issues for DNS names alone' : 'No public CA vouches for internal names, and ACM for no address'}: ${lost.join(', ')} of ${what} is left out.`,
      );
    const [domain, ...others] = domains;
    if (domain === undefined) return [];
    const name = resourceName(authority, certificate.node, purpose, place);
    // CloudFront reads its certificates there, whatever the region of everything else.
    const region = product === 'aws-cloudfront' ? [attribute('region', 'us-east-1')] : [];
    return [
      block(
        'resource',
        ['aws_acm_certificate', name],
        [
          attribute('domain_name', domain),
          ...(others.length > 0 ? [attribute('subject_alternative_names', others)] : []),
          ...(signer ? [attribute('certificate_authority_arn', signer.arn)] : [attribute('validation_method', 'DNS')]),
          attribute('key_algorithm', (signer ?? certificate).algorithm === 'rsa' ? 'RSA_2048' : 'EC_prime256v1'),
          ...region,
          nameTag(title),
          // One that is in use cannot be taken away before its successor is there.
          block('lifecycle', [], [attribute('create_before_destroy', true)]),
        ],
      ),
      output(`${name}__arn`, reference('aws_acm_certificate', name, 'arn')),
      ...(signer
        ? []
        : [
            output(`${name}__dns_records`, reference('aws_acm_certificate', name, 'domain_validation_options')),
            block(
              'resource',
              ['aws_acm_certificate_validation', name],
              [attribute('certificate_arn', reference('aws_acm_certificate', name, 'arn')), ...region],
            ),
          ]),
    ];
  });
}

const output = (name: string, value: Reference): Block => block('output', [name], [attribute('value', value)]);
