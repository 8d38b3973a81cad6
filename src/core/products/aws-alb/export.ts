import { policyFor, versionsToTargets } from '../../config/elb-policy.ts';
import { attribute, block, type Item, reference } from '../../config/hcl.ts';
import { gather, type Notices, resourceName } from '../../config/terraform.ts';
import { mainFile, networkFile, nodeFile } from '../../config/terraform-aws.ts';
import { webAclItems } from '../../config/terraform-aws-waf.ts';
import { addressOutput, balancerItems, distinctPorts, tlsOf } from '../../config/terraform-elb.ts';
import { forwardTo, targetGroupItems, targetVariables, uncheckedTarget } from '../../config/terraform-targets.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { isHttp } from '../../plan/routes.ts';
import { policies, targetGroups } from './product.ts';
import { rulesOf } from './rules.ts';

/** Terraform for an Application Load Balancer: listeners, rules, target groups, and the security group around them. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const listeners = distinctPorts(plan, notices);
  if (listeners.length === 0) notices.say('by-hand', plan.node.id, 'No listener is drawn, so nothing reaches it.');
  const upstreams = plan.upstreams.filter((upstream) => isServed(upstream, notices));
  sayVersions(listeners, upstreams, notices);
  const items: Item[] = [
    ...balancerItems(plan, 'application', listeners, upstreams),
    addressOutput(plan),
    ...webAclItems(plan, ['aws_lb', resourceName(plan.node.id)]),
    ...listeners.flatMap((listener) => listenerItems(plan, listener, notices)),
    ...targetVariables(plan, upstreams),
    ...upstreams.flatMap((upstream) => groupItems(plan, upstream, notices)),
  ];
  return {
    files: [mainFile(plan.design), networkFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  };
};

function isServed({ link, protocol, title }: Upstream, { say }: Notices): boolean {
  if (isHttp(protocol)) return true;
  say(
    'lost',
    link,
    `It carries HTTP only, so the ${protocolOf(protocol).title} connection to ${title} is left out: draw a Network Load Balancer for it.`,
  );
  return false;
}

/** The versions towards targets are AWS's to choose; what was drawn beside them is lost. */
function sayVersions(listeners: readonly PlannedListener[], upstreams: readonly Upstream[], { say }: Notices): void {
  const encrypting = listeners.filter(({ mode }) => mode === 'terminate').map(({ versions }) => policyFor(versions));
  const real = versionsToTargets(encrypting);
  for (const { link, tls, versions } of upstreams)
    if (tls !== 'plaintext' && versions.join() !== real.join())
      say(
        'lost',
        link,
        `TLS ${versions.join(' to ')} is drawn towards the target; AWS dials ${real.join(' to ')} behind these listeners, and offers no choice (${policies}).`,
      );
}

function listenerItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const { id, port, mode } = listener;
  const name = resourceName(plan.node.id, id);
  const secure = mode === 'terminate';
  const tls = secure ? tlsOf(plan, listener, notices) : null;
  const served = listener.upstreams.filter(({ protocol, link, title }) => {
    if (!isHttp(protocol)) return false;
    if (protocol !== 'grpc' || secure) return true;
    notices.say(
      'lost',
      link,
      `gRPC needs an HTTPS listener, so the plaintext listener ${id} sends nothing to ${title} (${targetGroups}).`,
    );
    return false;
  });
  const { rules, otherwise } = rulesOf(served, id, notices);
  const groups = (upstreams: readonly Upstream[]) => upstreams.map(({ link }) => resourceName(plan.node.id, link));
  return [
    ...(tls?.beside ?? []),
    block(
      'resource',
      ['aws_lb_listener', name],
      [
        attribute('load_balancer_arn', reference('aws_lb', resourceName(plan.node.id), 'arn')),
        attribute('port', port),
        attribute('protocol', secure ? 'HTTPS' : 'HTTP'),
        ...(tls?.arguments ?? []),
        block('default_action', [], otherwise.length > 0 ? forwardTo(groups(otherwise), id, notices) : notFound),
      ],
    ),
    ...rules.map(({ hosts, path, upstreams }, i) =>
      block(
        'resource',
        ['aws_lb_listener_rule', resourceName(plan.node.id, id, `rule-${i + 1}`)],
        [
          attribute('listener_arn', reference('aws_lb_listener', name, 'arn')),
          attribute('priority', i + 1),
          block('action', [], forwardTo(groups(upstreams), id, notices)),
          ...(hosts.length > 0 ? [condition('host_header', hosts)] : []),
          ...(path === null ? [] : [condition('path_pattern', [path])]),
        ],
      ),
    ),
  ];
}

const condition = (kind: 'host_header' | 'path_pattern', values: readonly string[]): Item =>
  block('condition', [], [block(kind, [], [attribute('values', values)])]);

/** No default route is drawn: what matches nothing is answered, not forwarded. */
const notFound: readonly Item[] = [
  attribute('type', 'fixed-response'),
  block(
    'fixed_response',
    [],
    [attribute('content_type', 'text/plain'), attribute('message_body', 'Not found'), attribute('status_code', '404')],
  ),
];

function groupItems(plan: Plan, upstream: Upstream, notices: Notices): readonly Item[] {
  const secure = upstream.tls !== 'plaintext';
  const grpc = upstream.protocol === 'grpc';
  const protocol = attribute('protocol', secure ? 'HTTPS' : 'HTTP');
  return targetGroupItems(
    plan,
    resourceName(plan.node.id, upstream.link),
    upstream,
    [
      ...(secure ? [uncheckedTarget('An Application Load Balancer', targetGroups)] : []),
      protocol,
      attribute('protocol_version', grpc ? 'GRPC' : 'HTTP1'),
    ],
    grpc
      ? [protocol, attribute('path', '/grpc.health.v1.Health/Check'), attribute('matcher', '0')]
      : [protocol, attribute('path', '/'), attribute('matcher', '200-399')],
    notices,
  );
}
