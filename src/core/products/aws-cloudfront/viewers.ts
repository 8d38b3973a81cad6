import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { issuedArn } from '../../config/terraform-acm.ts';
import { nameTag } from '../../config/terraform-aws.ts';
import { isPublicName } from '../../config/terraform-names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { certificates, viewerMutual, viewerPolicies } from './product.ts';

/** The side that viewers see: which of the two ports answers, with what certificate, and who may come. */
export interface Viewers {
  readonly protocolPolicy: 'allow-all' | 'https-only';
  /** Listeners that the distribution stands for. */
  readonly listeners: readonly PlannedListener[];
  /** Arguments and blocks of the distribution. */
  readonly items: readonly Item[];
  readonly beside: readonly Item[];
}

export function viewersOf(plan: Plan, notices: Notices): Viewers {
  const secure = theOne(plan, 'terminate', 443, notices);
  let plain = theOne(plan, 'plaintext', 80, notices);
  const demands = secure !== null && secure.clientCertificate !== 'none';
  if (demands && plain) {
    notices.say(
      'lost',
      plain.id,
      `Client certificates forbid plaintext viewers on the whole distribution, so listener ${plain.id} is left out (${viewerMutual}).`,
    );
    plain = null;
  }
  if (plain && !secure)
    notices.say(
      'lost',
      plain.id,
      'HTTPS cannot be turned off: viewers may also use it, with the certificate of *.cloudfront.net.',
    );
  const certificate = certificateOf(plan, secure, notices);
  return {
    protocolPolicy: plain ? 'allow-all' : 'https-only',
    listeners: [secure, plain].filter((listener) => listener !== null),
    items: [
      ...certificate.items,
      ...(demands && secure
        ? [
            block(
              'viewer_mtls_config',
              [],
              [
                attribute('mode', secure.clientCertificate),
                block(
                  'trust_store_config',
                  [],
                  [
                    attribute(
                      'trust_store_id',
                      reference('aws_cloudfront_trust_store', resourceName(plan.node.id, secure.id), 'id'),
                    ),
                  ],
                ),
              ],
            ),
          ]
        : []),
    ],
    beside: [...certificate.beside, ...(demands && secure ? trustStoreItems(plan, secure) : [])],
  };
}

/** A distribution has one port of each kind; whatever else is drawn is said to be lost. */
function theOne(plan: Plan, mode: 'terminate' | 'plaintext', port: 80 | 443, { say }: Notices): PlannedListener | null {
  const drawn = plan.listeners.filter((listener) => listener.mode === mode);
  const chosen = drawn.find((listener) => listener.port === port) ?? drawn[0];
  if (!chosen) return null;
  if (chosen.port !== port)
    say(
      'lost',
      chosen.id,
      `Viewers are answered on port ${port} only, so port ${chosen.port} of listener ${chosen.id} is not written.`,
    );
  for (const { id, port: other } of drawn)
    if (id !== chosen.id)
      say('lost', id, `A distribution has one listener of each kind, so listener ${id} on port ${other} is left out.`);
  return chosen;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html */
const minimum: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLSv1_2016',
  '1.1': 'TLSv1.1_2016',
  '1.2': 'TLSv1.2_2025',
  '1.3': 'TLSv1.3_2025',
};

function certificateOf(
  plan: Plan,
  secure: PlannedListener | null,
  { say }: Notices,
): { readonly items: readonly Item[]; readonly beside: readonly Item[] } {
  const byDefault = {
    items: [block('viewer_certificate', [], [attribute('cloudfront_default_certificate', true)])],
    beside: [],
  };
  if (!secure) return byDefault;
  const { id, names, versions, issuer } = secure;
  if (versions[1] !== '1.3')
    say(
      'lost',
      id,
      `Every security policy includes TLS 1.3, so a maximum of ${versions[1]} can't be said (${viewerPolicies}).`,
    );
  const aliases = names.filter((name) => isPublicName(name) && !/\.cloudfront\.net$/i.test(name));
  for (const name of names.filter((each) => !isPublicName(each)))
    say(
      'lost',
      id,
      `${name} is no name that a public CA issues a certificate for, so viewers cannot use it: draw the public name.`,
    );
  if (aliases.length === 0) {
    if (versions[0] !== '1.0')
      say(
        'weakened',
        id,
        `Without a name and certificate of its own the distribution accepts TLS 1.0, not ${versions[0]} at least: the certificate of *.cloudfront.net forces the policy TLSv1.`,
      );
    return byDefault;
  }
  if (issuer !== 'public-ca')
    say(
      'fails',
      id,
      `The certificate drawn here comes from no public CA; CloudFront takes no other and refuses it (${certificates}).`,
    );
  const arn = resourceName(plan.node.id, id, 'certificate_arn');
  const issued = issuedArn(plan.node.id, id, secure.certificate, names);
  say(
    'by-hand',
    id,
    issued
      ? `Point DNS for ${aliases.join(', ')} to the distribution.`
      : `Put a certificate for ${aliases.join(', ')} into ACM in us-east-1 and give its ARN as ${arn}; then point DNS to the distribution.`,
  );
  return {
    items: [
      attribute('aliases', aliases),
      block(
        'viewer_certificate',
        [],
        [
          attribute('acm_certificate_arn', issued ?? variable(arn)),
          attribute('ssl_support_method', 'sni-only'),
          attribute('minimum_protocol_version', minimum[versions[0]]),
        ],
      ),
    ],
    beside: issued
      ? []
      : [
          variableBlock(
            arn,
            'string',
            `ARN of the certificate of ${named(plan.node.title)}, in us-east-1, for ${aliases.join(', ')}; issued by a public CA (ACM can request it).`,
          ),
        ],
  };
}

function trustStoreItems(plan: Plan, { id, clientTrusts }: PlannedListener): readonly Item[] {
  const name = (part: string) => resourceName(plan.node.id, id, part);
  const what = `PEM bundle of the CAs whose client certificates ${named(plan.node.title)} accepts (${clientTrusts.join(', ')})`;
  return [
    variableBlock(name('client_ca_bucket'), 'string', `S3 bucket with the ${what}.`),
    variableBlock(name('client_ca_key'), 'string', `Key of the object with the ${what}.`),
    variableBlock(name('client_ca_region'), 'string', `Region of the S3 bucket with the ${what}.`),
    block(
      'resource',
      ['aws_cloudfront_trust_store', resourceName(plan.node.id, id)],
      [
        // Up to 64 letters, digits, "_" and "-" of ours: the id of the node is that already, its title is not.
        attribute('name', resourceName(plan.node.id, id).slice(0, 64)),
        nameTag(plan.node.title),
        block(
          'ca_certificates_bundle_source',
          [],
          [
            block(
              'ca_certificates_bundle_s3_location',
              [],
              [
                attribute('bucket', variable(name('client_ca_bucket'))),
                attribute('key', variable(name('client_ca_key'))),
                attribute('region', variable(name('client_ca_region'))),
              ],
            ),
          ],
        ),
      ],
    ),
  ];
}
