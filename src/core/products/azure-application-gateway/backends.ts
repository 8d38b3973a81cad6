import { attribute, block, comment, type Item, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { overview, switches } from './product.ts';

export interface Backend {
  /** Blocks of the gateway. */
  readonly blocks: readonly Item[];
  readonly beside: readonly Item[];
}

/** How the listeners lead to an upstream: as bytes, as requests, or both. */
interface Uses {
  readonly relayed: boolean;
  readonly read: boolean;
}

/** A pool and its settings for one upstream, under one name. */
export function backendItems(plan: Plan, upstream: Upstream, { relayed, read }: Uses, notices: Notices): Backend {
  const { link, host, port } = upstream;
  const name = cloudName([link]);
  const requests = read ? settingsItems(plan, upstream, notices) : { blocks: [], beside: [] };
  return {
    blocks: [
      block(
        'backend_address_pool',
        [],
        [attribute('name', name), attribute(isAddress(host) ? 'ip_addresses' : 'fqdns', [host])],
      ),
      ...(relayed
        ? [block('backend', [], [attribute('name', name), attribute('port', port), attribute('protocol', 'Tcp')])]
        : []),
      ...requests.blocks,
    ],
    beside: requests.beside,
  };
}

/** How requests are sent on: in plaintext, or encrypted to whoever shows a fitting certificate. */
function settingsItems(plan: Plan, upstream: Upstream, notices: Notices): Backend {
  const { link, title, port, tls, issuer, serverName } = upstream;
  const name = cloudName([link]);
  const secure = tls !== 'plaintext';
  const root = resourceName(plan.node.id, link, 'ca_secret_id');
  const isPrivate = secure && issuer !== 'public-ca';
  if (secure) sayChecks(upstream, notices);
  return {
    blocks: [
      ...(isPrivate
        ? [
            block(
              'trusted_root_certificate',
              [],
              [attribute('name', name), attribute('key_vault_secret_id', variable(root))],
            ),
          ]
        : []),
      block(
        'backend_http_settings',
        [],
        [
          ...(secure
            ? [
                comment(
                  `The certificate of ${named(title)} must be valid and for the name below, or the backend counts as down.`,
                ),
              ]
            : []),
          attribute('name', name),
          attribute('protocol', secure ? 'Https' : 'Http'),
          attribute('port', port),
          attribute('cookie_based_affinity', 'Disabled'),
          attribute('request_timeout', 30),
          ...(secure ? [attribute('host_name', serverName)] : []),
          ...(isPrivate ? [attribute('trusted_root_certificate_names', [name])] : []),
        ],
      ),
    ],
    beside: isPrivate
      ? [
          variableBlock(
            root,
            'string',
            `Key Vault secret with the root certificate that issued the one of ${named(title)} (${issuer}), by its id.`,
          ),
        ]
      : [],
  };
}

function sayChecks({ link, title, verify, sendsServerName, serverName, versions }: Upstream, { say }: Notices): void {
  if (verify !== 'full')
    say(
      'lost',
      link,
      `Chain and name of ${title} are checked, although less is drawn: this release of the provider can't switch that off (${switches}).`,
    );
  if (!sendsServerName && !isAddress(serverName))
    say('lost', link, `The host name is sent as server name, so ${serverName} is.`);
  if (isAddress(serverName))
    say(
      'by-hand',
      link,
      `Without a host name no server name is sent to ${title}: see that its certificate fits all the same (${overview}).`,
    );
  if (versions[0] === '1.3')
    say('fails', link, `TLS 1.3 towards backends is not documented; ${title} must accept 1.2 (${overview}).`);
  else if (versions.join() !== '1.2,1.2')
    say(
      'lost',
      link,
      `TLS ${versions.join(' to ')} is drawn towards ${title}; the gateway offers 1.2, and no choice (${overview}).`,
    );
}
