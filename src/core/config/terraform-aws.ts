import type { ExportedFile } from '../plan/exporter.ts';
import { awsProvider } from './aws-provider.ts';
import { attribute, type Item, objectOf, variable } from './hcl.ts';
import { rootModule, variableBlock } from './terraform.ts';

const aws = rootModule({
  folder: 'aws',
  title: 'AWS',
  provider: awsProvider,
  settings: [attribute('region', variable('region'))],
  variables: [variableBlock('region', 'string', 'AWS region of the load balancers; CloudFront is global.')],
});
export const { pathOf, nodeFile, mainFile } = aws;

/** The network that the load balancers of a design stand in. */
export const networkFile = (design: string): ExportedFile =>
  aws.networkFile(design, [
    variableBlock('vpc_id', 'string', 'VPC of the load balancers and their targets.'),
    variableBlock(
      'subnet_ids',
      'list(string)',
      'Subnets of the load balancers, in two availability zones at least: public ones for an internet-facing load balancer.',
    ),
  ]);

/**
 * Titles as tags. AWS takes letters, digits, spaces and `_.:/=+-@` in a tag's value, 256 at most, and keeps `aws:` for
 * itself (https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_Tag.html,
 * https://docs.aws.amazon.com/batch/latest/userguide/tag-restrictions.html); the rest becomes `_`.
 */
export const nameTag = (title: string): Item =>
  attribute('tags', objectOf({ Name: tagValue(title), ManagedBy: 'Terraform' }));

export const tagValue = (title: string): string =>
  [
    ...title
      .normalize('NFC')
      .replace(/^aws:/i, 'aws_')
      .replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_'),
  ]
    .slice(0, 256)
    .join('');

export const issuerInWords = {
  'public-ca': 'issued by a public CA (ACM can request it)',
  'private-ca': 'issued by your private CA, imported into ACM or requested from AWS Private CA',
  'self-signed': 'self-signed, imported into ACM',
} as const;

/**
 * A path prefix as a pattern, or null where the pattern would mean something else or be refused: `*` and `?` are
 * wildcards, and `&` would have to be written as an entity. The same characters for both products.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
export const pathPattern = (prefix: string, longest: 128 | 255): string | null =>
  /^[A-Za-z0-9_\-.$/~"'@:+]+$/.test(prefix) && prefix.length < longest ? `${prefix}*` : null;
