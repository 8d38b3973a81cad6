import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { policyFor, type SecurityPolicy } from './elb-policy.ts';
import { attribute, type Block, block, type Item, reference, variable } from './hcl.ts';
import { isIpv6, type Notices, named, resourceName, variableBlock } from './terraform.ts';
import { issuedArn } from './terraform-acm.ts';
import { issuerInWords, nameTag } from './terraform-aws.ts';

/** What Application and Network Load Balancers have in common, as Terraform items. */
type Family = 'application' | 'network';

/** The drawn listeners that a load balancer can have: each port once. */
export function distinctPorts(plan: Plan, { say }: Notices): readonly PlannedListener[] {
  const taken = new Map<number, string>();
  return plan.listeners.filter(({ id, port }) => {
    const other = taken.get(port);
    if (other !== undefined) {
      say(
        'lost',
        id,
        `Port ${port} is taken by listener ${other}: a load balancer has each port once, so listener ${id} is left out.`,
      );
      return false;
    }
    taken.set(port, id);
    return true;
  });
}

/** The load balancer with its security group: in by the listeners, out to the targets. */
export function balancerItems(
  plan: Plan,
  family: Family,
  listeners: readonly PlannedListener[],
  targets: readonly Upstream[],
): readonly Item[] {
  const name = resourceName(plan.node.id);
  const internal = resourceName(plan.node.id, 'internal');
  const clients = resourceName(plan.node.id, 'client_cidrs');
  const title = named(plan.node.title);
  const dual = targets.some(isIpv6);
  const ports = [...new Set(targets.map(({ port }) => port))];
  return [
    variableBlock(
      internal,
      'bool',
      `Whether ${title} is reachable from inside the VPC only; false puts it on the internet.`,
    ),
    // Terraform would ask for it even where nothing uses it.
    ...(listeners.length === 0
      ? []
      : [
          variableBlock(
            clients,
            'set(string)',
            `IPv4 ranges that may connect to ${title}, such as 0.0.0.0/0 for everybody.`,
          ),
        ]),
    block(
      'resource',
      ['aws_lb', name],
      [
        attribute('load_balancer_type', family),
        attribute('internal', variable(internal)),
        attribute('subnets', variable('subnet_ids')),
        attribute('security_groups', [reference('aws_security_group', name, 'id')]),
        ...(dual ? [attribute('ip_address_type', 'dualstack')] : []),
        nameTag(plan.node.title),
      ],
    ),
    block(
      'resource',
      ['aws_security_group', name],
      [attribute('vpc_id', variable('vpc_id')), nameTag(plan.node.title)],
    ),
    ...listeners.map(({ id, port }) =>
      portRule('ingress', resourceName(plan.node.id, id), name, port, [
        attribute('for_each', variable(clients)),
        attribute('cidr_ipv4', reference('each', 'value')),
      ]),
    ),
    ...ports.map((port) =>
      portRule('egress', resourceName(plan.node.id, `to-${port}`), name, port, [attribute('cidr_ipv4', '0.0.0.0/0')]),
    ),
    ...(dual
      ? [...new Set(targets.filter(isIpv6).map(({ port }) => port))].map((port) =>
          portRule('egress', resourceName(plan.node.id, `to-${port}-ipv6`), name, port, [
            attribute('cidr_ipv6', '::/0'),
          ]),
        )
      : []),
  ];
}

/** A rule of a security group for one port. */
export const portRule = (
  direction: 'ingress' | 'egress',
  name: string,
  group: string,
  port: number,
  range: readonly Item[],
): Block =>
  block(
    'resource',
    [`aws_vpc_security_group_${direction}_rule`, name],
    [
      ...range,
      attribute('security_group_id', reference('aws_security_group', group, 'id')),
      attribute('ip_protocol', 'tcp'),
      attribute('from_port', port),
      attribute('to_port', port),
    ],
  );

interface Tls {
  readonly policy: SecurityPolicy;
  /** Arguments of the listener. */
  readonly arguments: readonly Item[];
  /** Variables and resources beside it. */
  readonly beside: readonly Item[];
}

/** What a terminating listener needs: a policy, a certificate and, where clients must show one, a trust store. */
export function tlsOf(plan: Plan, listener: PlannedListener, { say }: Notices): Tls {
  const { id, names, versions, issuer } = listener;
  const certificate = resourceName(plan.node.id, id, 'certificate_arn');
  const policy = policyFor(versions);
  if (!policy.exact)
    say(
      'lost',
      id,
      `No security policy of AWS accepts TLS ${versions.join(' to ')}: ${policy.name} is used, which accepts ${policy.versions.join(' to ')}.`,
    );
  const issued = issuedArn(plan.node.id, id, listener.certificate, names);
  if (!issued)
    say(
      'by-hand',
      id,
      `Put a certificate for ${names.join(', ')} into ACM, in the region of the load balancer, and give its ARN as ${certificate}.`,
    );
  const demands = listener.clientCertificate === 'required';
  const store = resourceName(plan.node.id, id);
  return {
    policy,
    arguments: [
      attribute('ssl_policy', policy.name),
      attribute('certificate_arn', issued ?? variable(certificate)),
      ...(demands
        ? [
            block(
              'mutual_authentication',
              [],
              [
                attribute('mode', 'verify'),
                attribute('trust_store_arn', reference('aws_lb_trust_store', store, 'arn')),
              ],
            ),
          ]
        : []),
    ],
    beside: [
      ...(issued
        ? []
        : [
            variableBlock(
              certificate,
              'string',
              `ARN of the certificate of ${named(plan.node.title)}, port ${listener.port}, for ${names.join(', ')}; ${issuerInWords[issuer]}.`,
            ),
          ]),
      ...(demands ? trustStoreItems(plan, listener) : []),
    ],
  };
}

function trustStoreItems(plan: Plan, { id, port, clientTrusts }: PlannedListener): readonly Item[] {
  const bucket = resourceName(plan.node.id, id, 'client_ca_bucket');
  const key = resourceName(plan.node.id, id, 'client_ca_key');
  const what = `PEM bundle of the CAs whose client certificates ${named(plan.node.title)}, port ${port}, accepts (${clientTrusts.join(', ')})`;
  return [
    variableBlock(bucket, 'string', `S3 bucket with the ${what}.`),
    variableBlock(key, 'string', `Key of the object with the ${what}.`),
    block(
      'resource',
      ['aws_lb_trust_store', resourceName(plan.node.id, id)],
      [
        attribute('ca_certificates_bundle_s3_bucket', variable(bucket)),
        attribute('ca_certificates_bundle_s3_key', variable(key)),
        nameTag(plan.node.title),
      ],
    ),
  ];
}

/** Where the load balancer is found: what a DNS record for its names points to. */
export const addressOutput = (plan: Plan): Block =>
  block(
    'output',
    [resourceName(plan.node.id, 'dns_name')],
    [
      attribute('description', `Where DNS records for ${named(plan.node.title)} point to.`),
      attribute('value', reference('aws_lb', resourceName(plan.node.id), 'dns_name')),
    ],
  );
