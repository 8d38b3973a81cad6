import { attribute, below, block, type Item, reference } from '../../config/hcl.ts';
import { gather, type Notices, resourceName } from '../../config/terraform.ts';
import { mainFile, nameTag, nodeFile } from '../../config/terraform-aws.ts';
import { endpointOutput, type ManagedEndpoint, sayEndpoint } from '../../config/terraform-aws-endpoint.ts';
import { denyingPolicy, policyJson, type Refusal, withoutTls } from '../../config/terraform-aws-policy.ts';
import { edgeOf } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan } from '../../plan/plan.ts';
import { inTransit } from './product.ts';

/** Terraform for a bucket: its policy says what may come without TLS, and from which version on TLS is. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const items = bucketItems(plan, notices);
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

const endpoint: ManagedEndpoint = {
  suffix: '.amazonaws.com',
  port: 443,
  versions: null,
  issuer: 'public-ca',
  authority: 'a public CA',
  source: inTransit,
};

/** No request of TLS 1.2 gets an answer; the handshake itself goes through. */
const olderThan13: Refusal = {
  why: 'TLS 1.2 cannot be switched off: what comes by it is refused instead.',
  test: 'NumericLessThan',
  variable: 's3:TlsVersion',
  value: '1.3',
};

function bucketItems(plan: Plan, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  const { secure, plain } = edgeOf(plan, notices);
  if (!secure && !plain) {
    notices.say('by-hand', plan.node.id, 'No listener is drawn that it can have, so there is nothing to write.');
    return [];
  }
  if (secure) {
    const { id, versions } = secure;
    sayEndpoint(secure, endpoint, notices);
    if (versions[0] < '1.2')
      notices.say('lost', id, `TLS 1.2 is the least that S3 accepts, not ${versions[0]} (${inTransit}).`);
    if (versions[1] !== '1.3')
      notices.say('lost', id, `TLS 1.3 cannot be switched off, so a maximum of ${versions[1]} is not kept.`);
  } else if (plain)
    notices.say('lost', plain.id, 'HTTPS cannot be turned off: the endpoint answers on port 443 as well.');
  const refusals = [...(plain ? [] : [withoutTls]), ...(secure?.versions[0] === '1.3' ? [olderThan13] : [])];
  const bucket = (what: 'id' | 'arn') => reference('aws_s3_bucket', name, what);
  return [
    block(
      'resource',
      ['aws_s3_bucket', name],
      [
        // A name that is free is found by AWS: bucket names are shared by everybody, and without dots the certificate matches.
        attribute('bucket_prefix', `${cloudName([plan.node.id], 36)}-`),
        nameTag(plan.node.title),
      ],
    ),
    block(
      'resource',
      ['aws_s3_bucket_public_access_block', name],
      [
        attribute('bucket', bucket('id')),
        attribute('block_public_acls', true),
        attribute('block_public_policy', true),
        attribute('ignore_public_acls', true),
        attribute('restrict_public_buckets', true),
      ],
    ),
    ...(refusals.length === 0
      ? []
      : [
          denyingPolicy(name, 's3:*', [bucket('arn'), below(bucket('arn'))], refusals),
          block(
            'resource',
            ['aws_s3_bucket_policy', name],
            [attribute('bucket', bucket('id')), attribute('policy', policyJson(name))],
          ),
        ]),
    endpointOutput(plan, ['aws_s3_bucket', name, 'bucket_regional_domain_name']),
  ];
}
