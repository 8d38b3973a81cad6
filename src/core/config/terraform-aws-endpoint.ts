import { isAddress } from '../model/names.ts';
import type { Issuer, TlsVersion } from '../model/schema.ts';
import type { Plan, PlannedListener } from '../plan/plan.ts';
import { attribute, type Block, block, type Item, reference, variable } from './hcl.ts';
import { type Notices, named, resourceName, variableBlock } from './terraform.ts';
import { nameTag } from './terraform-aws.ts';
import { portRule } from './terraform-elb.ts';
import { isPublicName } from './terraform-names.ts';
import { isPrivateAddress } from './terraform-targets.ts';

/** What AWS decides about an endpoint that it runs under a name of its own. */
export interface ManagedEndpoint {
  /** How its names end. */
  readonly suffix: string;
  /** The port that cannot be changed; null: as drawn. */
  readonly port: number | null;
  /** What it accepts; null: the export says it. */
  readonly versions: readonly [TlsVersion, TlsVersion] | null;
  readonly issuer: Issuer;
  /** Who that is, in a sentence. */
  readonly authority: string;
  /** The page that says so. */
  readonly source: string;
}

/** What is drawn of an endpoint and AWS decides otherwise. */
export function sayEndpoint(listener: PlannedListener, endpoint: ManagedEndpoint, { say }: Notices): void {
  const { id, mode, port, names, versions, issuer } = listener;
  if (endpoint.port !== null && port !== endpoint.port)
    say('lost', id, `It answers on port ${endpoint.port}, not on ${port} as drawn.`);
  if (mode === 'plaintext') return;
  const strange = names.filter((name) => !name.toLowerCase().endsWith(endpoint.suffix));
  if (strange.length > 0)
    say(
      'by-hand',
      id,
      `AWS gives the host name, below ${endpoint.suffix.slice(1)}, and the certificate holds no other: draw that name and have clients dial it in place of ${strange.join(', ')}, or those that check it fail (${endpoint.source}).`,
    );
  if (issuer !== endpoint.issuer)
    say(
      'lost',
      id,
      `Its certificate comes from ${endpoint.authority}, whatever is drawn; another cannot be installed (${endpoint.source}).`,
    );
  if (endpoint.versions && versions.join() !== endpoint.versions.join())
    say(
      'lost',
      id,
      `It accepts TLS ${endpoint.versions.join(' to ')}, and no setting makes that ${versions.join(' to ')} as drawn (${endpoint.source}).`,
    );
}

/** The name that AWS gave: what clients dial. */
export const endpointOutput = (plan: Plan, path: readonly [string, string, ...string[]]): Block =>
  block(
    'output',
    [resourceName(plan.node.id, 'endpoint')],
    [
      attribute('description', `The name under which clients dial ${named(plan.node.title)}.`),
      attribute('value', reference(...path)),
    ],
  );

/** The security group of something inside the VPC: who may connect to it, and where it may connect to. */
export function securityGroupItems(
  plan: Plan,
  { inward, outward }: { readonly inward: readonly number[]; readonly outward: readonly number[] },
): readonly Item[] {
  const name = resourceName(plan.node.id);
  const clients = resourceName(plan.node.id, 'client_cidrs');
  return [
    ...(inward.length > 0
      ? [variableBlock(clients, 'set(string)', `IPv4 ranges that may connect to ${named(plan.node.title)}.`)]
      : []),
    block(
      'resource',
      ['aws_security_group', name],
      [attribute('vpc_id', variable('vpc_id')), nameTag(plan.node.title)],
    ),
    ...inward.map((port) =>
      portRule('ingress', resourceName(plan.node.id, `on-${port}`), name, port, [
        attribute('for_each', variable(clients)),
        attribute('cidr_ipv4', reference('each', 'value')),
      ]),
    ),
    ...[...new Set(outward)].map((port) =>
      portRule('egress', resourceName(plan.node.id, `to-${port}`), name, port, [attribute('cidr_ipv4', '0.0.0.0/0')]),
    ),
  ];
}

export const securityGroup = (plan: Plan) => reference('aws_security_group', resourceName(plan.node.id), 'id');

/** Whether it lies in the VPC, for all that its name or address tells. */
export const isInside = (host: string): boolean => (isAddress(host) ? isPrivateAddress(host) : !isPublicName(host));
