import { isAddress, type Plan, type PlannedListener, type Upstream } from '../plan/plan.ts';
import { policyFor, type SecurityPolicy } from './elb-policy.ts';
import { attribute, type Block, block, comment, type Item, reference, variable } from './hcl.ts';
import {
  failureMark,
  issuerInWords,
  type Notices,
  named,
  nameTag,
  resourceName,
  variableBlock,
} from './terraform-aws.ts';

/** What Application and Network Load Balancers have in common, as Terraform items. */
export type Family = 'application' | 'network';

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

const isIpv6 = ({ host }: Pick<Upstream, 'host'>): boolean => host.includes(':');

const portRule = (
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

export interface Tls {
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
      attribute('certificate_arn', variable(certificate)),
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
      variableBlock(
        certificate,
        'string',
        `ARN of the certificate of ${named(plan.node.title)}, port ${listener.port}, for ${names.join(', ')}; ${issuerInWords[issuer]}.`,
      ),
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

/** A target group for one upstream, with its targets: load balancers take addresses, never names. */
export function targetGroupItems(
  plan: Plan,
  name: string,
  upstream: Upstream,
  settings: readonly Item[],
  healthCheck: readonly Item[],
  notices: Notices,
): readonly Item[] {
  const { host, port, link, title } = upstream;
  const address = isAddress(host);
  const targets = resourceName(plan.node.id, link, 'targets');
  if (!address)
    notices.say(
      'by-hand',
      link,
      `A target group takes addresses: give those of ${named(title)} (${host}) as ${targets}, or attach its instances or containers yourself.`,
    );
  else if (!isIpv6(upstream) && !isPrivateAddress(host))
    notices.say(
      'by-hand',
      link,
      `${host} is a public address: AWS takes targets by address from the subnets of the VPC and from private ranges only, so make sure that it lies in one of them (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-type).`,
    );
  return [
    block(
      'resource',
      ['aws_lb_target_group', name],
      [
        ...failureMark(upstream.failure),
        attribute('vpc_id', variable('vpc_id')),
        attribute('target_type', 'ip'),
        ...(address && isIpv6(upstream) ? [attribute('ip_address_type', 'ipv6')] : []),
        attribute('port', port),
        ...settings,
        nameTag(title),
        block('health_check', [], healthCheck),
      ],
    ),
    block(
      'resource',
      ['aws_lb_target_group_attachment', name],
      [
        ...(address
          ? [attribute('target_group_arn', groupArn(name)), attribute('target_id', host)]
          : [
              attribute('for_each', variable(targets)),
              attribute('target_group_arn', groupArn(name)),
              attribute('target_id', reference('each', 'value')),
            ]),
        attribute('port', port),
      ],
    ),
  ];
}

/** The variables for the addresses of targets that the drawing names: one for each upstream, however many groups it has. */
export const targetVariables = (plan: Plan, upstreams: readonly Upstream[]): readonly Item[] =>
  upstreams
    .filter(({ host }) => !isAddress(host))
    .map(({ link, title, host, port }) =>
      variableBlock(
        resourceName(plan.node.id, link, 'targets'),
        'set(string)',
        `IP addresses of ${named(title)} (${host}), port ${port}.`,
      ),
    );

const groupArn = (name: string) => reference('aws_lb_target_group', name, 'arn');

/** RFC 1918 and RFC 6598. */
const isPrivateAddress = (host: string): boolean => {
  const [a = 0, b = 0] = host.split('.').map(Number);
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128);
};

/**
 * The most target groups that one action can name: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html.
 * Network Load Balancers take several too (https://aws.amazon.com/blogs/networking-and-content-delivery/network-load-balancers-now-support-weighted-target-groups);
 * how many is not documented there, so it is not exceeded for them either.
 */
const mostGroups = 5;

/** An action that forwards to these target groups, in equal parts where there are several. */
export function forwardTo(groups: readonly string[], about: string, { say }: Notices): readonly Item[] {
  const [first, ...others] = groups;
  if (first === undefined) throw new Error('nothing to forward to');
  if (others.length === 0) return [attribute('type', 'forward'), attribute('target_group_arn', groupArn(first))];
  if (groups.length > mostGroups)
    say(
      'lost',
      about,
      `An action names ${mostGroups} target groups at most: of ${groups.length}, the first ${mostGroups} are used.`,
    );
  return [
    attribute('type', 'forward'),
    block(
      'forward',
      [],
      groups
        .slice(0, mostGroups)
        .map((group) => block('target_group', [], [attribute('arn', groupArn(group)), attribute('weight', 1)])),
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

/** The comment that must stand wherever TLS goes on to a target. */
export const uncheckedTarget = (product: string, source: string): Item =>
  comment(
    `${product} never checks the certificate of a target: it accepts any, and no setting changes that (${source}). Whoever can stand in for the target reads everything.`,
  );
