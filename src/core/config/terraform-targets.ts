import { isAddress } from '../model/names.ts';
import type { Plan, Upstream } from '../plan/plan.ts';
import { attribute, block, comment, type Item, reference, variable } from './hcl.ts';
import { failureMark, isIpv6, type Notices, named, resourceName, variableBlock } from './terraform.ts';
import { nameTag } from './terraform-aws.ts';

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
export const isPrivateAddress = (host: string): boolean => {
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

/** The comment that must stand wherever TLS goes on to a target. */
export const uncheckedTarget = (product: string, source: string): Item =>
  comment(
    `${product} never checks the certificate of a target: it accepts any, and no setting changes that (${source}). Whoever can stand in for the target reads everything.`,
  );
