import { policyFor, versionsToTargets } from '../../config/elb-policy.ts';
import { attribute, block, comment, type Item, reference } from '../../config/hcl.ts';
import { gather, type Notices, resourceName } from '../../config/terraform.ts';
import { mainFile, networkFile, nodeFile } from '../../config/terraform-aws.ts';
import { addressOutput, balancerItems, distinctPorts, tlsOf } from '../../config/terraform-elb.ts';
import { forwardTo, targetGroupItems, targetVariables, uncheckedTarget } from '../../config/terraform-targets.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { mutual, policies, targetGroups } from './product.ts';

/** Terraform for a Network Load Balancer: TCP listeners that pass bytes through, TLS listeners that terminate. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const drawn = distinctPorts(plan, notices);
  // Without a rule to answer by itself, a listener has to have somewhere to forward to.
  const listeners = drawn.filter(({ id, upstreams }) => {
    if (upstreams.length > 0) return true;
    notices.say(
      'lost',
      id,
      `Nothing lies behind listener ${id}: a listener must forward to a target, so it is left out.`,
    );
    return false;
  });
  if (drawn.length === 0) notices.say('by-hand', plan.node.id, 'No listener is drawn, so nothing reaches it.');
  const used = new Set(listeners.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  const upstreams = plan.upstreams.filter(({ link }) => used.has(link));
  sayMatches(upstreams, notices);
  sayVersions(listeners, notices);
  const items: Item[] = [
    ...balancerItems(plan, 'network', listeners, upstreams),
    addressOutput(plan),
    ...targetVariables(plan, upstreams),
    ...listeners.flatMap((listener) => listenerItems(plan, listener, notices)),
  ];
  return {
    files: [mainFile(plan.design), networkFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  };
};

function sayMatches(upstreams: readonly Upstream[], { say }: Notices): void {
  for (const { link, title, match } of upstreams)
    if (match?.sni?.length || match?.host?.length || match?.path !== undefined)
      say('lost', link, `It chooses targets by connection, not by name or path: ${title} gets its share of them all.`);
}

/** The versions towards targets are AWS's to choose; what was drawn beside them is lost. */
function sayVersions(listeners: readonly PlannedListener[], { say }: Notices): void {
  for (const { mode, versions: accepted, upstreams } of listeners) {
    if (mode !== 'terminate') continue;
    const real = versionsToTargets([policyFor(accepted)]);
    for (const { link, tls, versions } of upstreams)
      if (tls !== 'plaintext' && versions.join() !== real.join())
        say(
          'lost',
          link,
          `TLS ${versions.join(' to ')} is drawn towards the target; AWS dials ${real.join(' to ')} behind this listener, and offers no choice (${policies}).`,
        );
  }
}

function listenerItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const { id, port, mode, protocols, upstreams } = listener;
  const terminates = mode === 'terminate';
  const tls = terminates ? tlsOf(plan, listener, notices) : null;
  const group = ({ link }: Upstream) => resourceName(plan.node.id, id, link);
  return [
    ...(tls?.beside ?? []),
    block(
      'resource',
      ['aws_lb_listener', resourceName(plan.node.id, id)],
      [
        ...(terminates
          ? []
          : [comment('Bytes are relayed as they come: a TLS session goes on to the target, and so does plaintext.')]),
        ...(listener.clientCertificate === 'required'
          ? [
              comment(
                `Client certificates on TLS listeners: by the current guide (${mutual}); older pages of AWS know them on Application Load Balancers only.`,
              ),
            ]
          : []),
        attribute('load_balancer_arn', reference('aws_lb', resourceName(plan.node.id), 'arn')),
        attribute('port', port),
        attribute('protocol', terminates ? 'TLS' : 'TCP'),
        // gRPC clients speak HTTP/2, which is agreed on in the handshake.
        ...(terminates && protocols.includes('grpc') ? [attribute('alpn_policy', 'HTTP2Preferred')] : []),
        ...(tls?.arguments ?? []),
        block('default_action', [], forwardTo(upstreams.map(group), id, notices)),
      ],
    ),
    ...upstreams.flatMap((upstream) => {
      const secure = terminates && upstream.tls !== 'plaintext';
      return targetGroupItems(
        plan,
        group(upstream),
        upstream,
        [
          ...(secure ? [uncheckedTarget('A Network Load Balancer', targetGroups)] : []),
          attribute('protocol', secure ? 'TLS' : 'TCP'),
          attribute('proxy_protocol_v2', upstream.sendsProxyProtocol === 'v2'),
        ],
        [attribute('protocol', 'TCP')],
        notices,
      );
    }),
  ];
}
