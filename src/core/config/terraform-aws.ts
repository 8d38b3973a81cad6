import type { ExportedFile } from '../plan/exporter.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import { unwritten } from '../plan/unwritten.ts';
import { awsProvider } from './aws-provider.ts';
import { commentText, headerLines } from './comment.ts';
import {
  attribute,
  type Block,
  block,
  comment,
  commentOf,
  type Item,
  objectOf,
  printHcl,
  type TypeName,
  typeOf,
  variable,
} from './hcl.ts';

/**
 * The name of a resource or variable, made of ids so that no two can meet: ids that are fit stay as they are, others
 * are spelt out behind `n_`, and the parts are joined by `__`, which no part holds.
 */
export const resourceName = (...ids: readonly string[]): string => ids.map(spelt).join('__');

const fit = /^(?!n_)[A-Za-z][A-Za-z0-9-]*(?:_[A-Za-z0-9-]+)*$/;
const spelling: Readonly<Record<string, string>> = { '-': '--', _: '-u', '.': '-d' };
const spelt = (id: string): string =>
  fit.test(id) ? id : `n_${id.replaceAll(/[-_.]/g, (character) => spelling[character] ?? '')}`;

/**
 * Where a node's file lies. Terraform merges files called `override.tf` or `*_override.tf` over the others
 * (https://developer.hashicorp.com/terraform/language/files/override), and two names are the shared files' own.
 */
export const pathOf = (node: string): string =>
  `terraform/${/^(?:main|network|(?:.*_)?override)(?:-node)*$/i.test(node) ? `${node}-node` : node}.tf`;

/** One node's file: what it is and what it can't say, then its resources. */
export function nodeFile(plan: Plan, notices: readonly Notice[], items: readonly Item[]): ExportedFile {
  const text = printHcl([commentOf(headerLines(plan, notices))]);
  return {
    path: pathOf(plan.node.id),
    language: 'hcl',
    text: items.length === 0 ? text : `${text}\n${printHcl(items)}`,
  };
}

const sharedFile = (name: 'main' | 'network', design: string, items: readonly Item[]): ExportedFile => ({
  path: `terraform/${name}.tf`,
  language: 'hcl',
  text: `${printHcl([
    commentOf([
      'Plainsight',
      `Design: ${commentText(design)}`,
      'Shared by every AWS component of the design.',
      `Checked against: Terraform provider ${awsProvider.source} ${awsProvider.version}`,
    ]),
  ])}\n${printHcl(items)}`,
});

/** The provider, as every AWS component of a design writes it. */
export const mainFile = (design: string): ExportedFile =>
  sharedFile('main', design, [
    block(
      'terraform',
      [],
      [
        attribute('required_version', '>= 1.5'),
        block(
          'required_providers',
          [],
          [
            attribute(
              'aws',
              objectOf({ source: awsProvider.source, version: `~> ${awsProvider.version.replace(/\.[0-9]+$/, '')}` }),
            ),
          ],
        ),
      ],
    ),
    block('provider', ['aws'], [attribute('region', variable('region'))]),
    variableBlock('region', 'string', 'AWS region of the load balancers; CloudFront is global.'),
  ]);

/** The network that the load balancers of a design stand in. */
export const networkFile = (design: string): ExportedFile =>
  sharedFile('network', design, [
    variableBlock('vpc_id', 'string', 'VPC of the load balancers and their targets.'),
    variableBlock(
      'subnet_ids',
      'list(string)',
      'Subnets of the load balancers, in two availability zones at least: public ones for an internet-facing load balancer.',
    ),
  ]);

/** A value that the drawing can't know. Without a default: Terraform asks for it instead of guessing. */
export const variableBlock = (name: string, type: TypeName['name'], description: string): Block =>
  block('variable', [name], [attribute('type', typeOf(type)), attribute('description', description)]);

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

/** A title within a sentence of ours: quoted, short enough to be read. */
export const named = (title: string): string => `"${[...title].slice(0, 80).join('')}"`;

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

export const isIpv6 = ({ host }: Pick<Upstream, 'host'>): boolean => host.includes(':');

/** Notices gathered while a file is written, behind those of the plan. */
export interface Notices {
  readonly all: readonly Notice[];
  readonly say: (kind: Notice['kind'], about: string, message: string) => void;
}

export function gather(plan: Plan): Notices {
  const all: Notice[] = [...plan.notices, ...unwritten(plan)];
  return {
    all,
    // What several listeners or target groups have in common is said once.
    say: (kind, about, message) => {
      if (!all.some((notice) => notice.about === about && notice.message === message))
        all.push({ kind, about, message });
    },
  };
}

/** The mark beside a resource whose connection is known to fail. */
export const failureMark = (failure: string | null): readonly Item[] =>
  failure === null ? [] : [comment(`!!! WILL NOT CONNECT: ${failure}`)];
