import { attribute, block, comment } from '../../config/hcl.ts';
import type { Notices } from '../../config/terraform.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { PlannedListener } from '../../plan/plan.ts';
import { frontend, type GatewayListener } from './listener.ts';

/** Bytes as they come: the TCP proxy, which ends the connection and not the session. */
export function relayItems(
  { id, upstreams }: PlannedListener,
  index: number,
  { say }: Notices,
): GatewayListener | null {
  const [only, ...others] = upstreams;
  if (!only) {
    say('lost', id, `Nothing lies behind listener ${id}, so it is left out.`);
    return null;
  }
  for (const { link, title } of others)
    say(
      'lost',
      link,
      `A relaying listener has one pool, that of ${only.title}: listener ${id} sends nothing to ${title}.`,
    );
  if (only.match?.sni?.length || only.match?.host?.length || only.match?.path !== undefined)
    say('lost', only.link, `It looks at no name and no path: ${only.title} gets everything.`);
  const name = cloudName([id]);
  return {
    beside: [],
    upstreams: [only.link],
    blocks: [
      block(
        'listener',
        [],
        [
          attribute('name', name),
          attribute('frontend_ip_configuration_name', frontend),
          attribute('frontend_port_name', name),
          attribute('protocol', 'Tcp'),
        ],
      ),
      block(
        'routing_rule',
        [],
        [
          attribute('name', name),
          attribute('priority', 1 + index * 100),
          attribute('listener_name', name),
          attribute('backend_address_pool_name', cloudName([only.link])),
          attribute('backend_name', cloudName([only.link])),
        ],
      ),
    ],
  };
}

/** Everything to the https listener, by its first rule. */
export function redirectItems({ id }: PlannedListener, index: number, secure: PlannedListener): GatewayListener {
  const name = cloudName([id]);
  return {
    beside: [],
    upstreams: [],
    blocks: [
      block(
        'http_listener',
        [],
        [
          attribute('name', name),
          attribute('frontend_ip_configuration_name', frontend),
          attribute('frontend_port_name', name),
          attribute('protocol', 'Http'),
        ],
      ),
      block(
        'redirect_configuration',
        [],
        [
          attribute('name', name),
          attribute('redirect_type', 'Permanent'),
          comment('The first rule of the https listener stands for all of its names.'),
          attribute('target_listener_name', cloudName([secure.id, 'rule-1'])),
          attribute('include_path', true),
          attribute('include_query_string', true),
        ],
      ),
      block(
        'request_routing_rule',
        [],
        [
          attribute('name', name),
          attribute('priority', 1 + index * 100),
          attribute('rule_type', 'Basic'),
          attribute('http_listener_name', name),
          attribute('redirect_configuration_name', name),
        ],
      ),
    ],
  };
}
