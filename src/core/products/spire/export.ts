import { commentLines, headerLines } from '../../config/comment.ts';
import { shellWord } from '../../config/dsn.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { attribute, block, commentOf, type Item, printHcl } from '../../config/hcl.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import { alternativeNames } from '../../plan/certificate-names.ts';
import type { NeededCertificate } from '../../plan/certificates.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';

/**
 * server.conf, one agent.conf for all hosts, and a script with an entry for each node.
 * https://github.com/spiffe/spire/blob/main/conf/server/server_full.conf
 */
export const exportPlan: Exporter = (plan) => {
  const { node } = plan;
  const notices = distinctNotices([...plan.notices, ...unwritten(plan), ...ownNotices(plan)]);
  const header = headerLines(plan, notices);
  const [listener] = plan.listeners;
  return {
    files: [
      {
        path: `${node.id}/server.conf`,
        text: printHcl([commentOf(header), ...server(plan, listener)]),
        language: 'hcl',
      },
      { path: `${node.id}/agent.conf`, text: printHcl([commentOf(header), ...agent(plan, listener)]), language: 'hcl' },
      {
        path: `${node.id}/entries.sh`,
        text: ['#!/bin/sh', ...hashComments(header), 'set -eu', ...entries(plan), ''].join('\n'),
        executable: true,
        language: 'shell',
      },
    ],
    notices,
  };
};

/** Lower-case letters, digits, dots, dashes and underscores: a host as it is drawn, unless it is an address. */
const trustDomain = ({ node }: Plan): string =>
  isAddress(node.host) || node.host.startsWith('*') ? `${node.id.toLowerCase()}.internal` : node.host.toLowerCase();

/** What the drawing has it issue, by the node that gets it. */
function byNode({ issues }: Plan): ReadonlyMap<string, readonly NeededCertificate[]> {
  const found = new Map<string, NeededCertificate[]>();
  for (const each of issues) {
    const known = found.get(each.node);
    if (known) known.push(each);
    else found.set(each.node, [each]);
  }
  return found;
}

/** One lifetime for all: the shortest that is drawn; an hour where none is. */
const lifetimeOf = ({ issues }: Plan): string => {
  const days = issues.flatMap(({ lifetimeDays }) => lifetimeDays ?? []);
  return days.length === 0 ? '1h' : `${Math.min(...days) * 24}h`;
};

function server(plan: Plan, listener: PlannedListener | undefined): readonly Item[] {
  const [oldest] = versionsIn(listener?.versions ?? ['1.2', '1.3']);
  return [
    block(
      'server',
      [],
      [
        attribute('bind_address', listener?.address ?? '0.0.0.0'),
        attribute('bind_port', String(listener?.port ?? 8081)),
        attribute('trust_domain', trustDomain(plan)),
        attribute('data_dir', '/opt/spire/data/server'),
        attribute('log_level', 'INFO'),
        attribute('default_x509_svid_ttl', lifetimeOf(plan)),
        // Written where it differs from what the server does anyway: older servers do not know it.
        ...(oldest === '1.3' ? [block('tls_config', [], [attribute('min_tls_version', 'VersionTLS13')])] : []),
      ],
    ),
    block(
      'plugins',
      [],
      [
        block(
          'DataStore',
          ['sql'],
          [
            block(
              'plugin_data',
              [],
              [
                attribute('database_type', 'sqlite3'),
                attribute('connection_string', '/opt/spire/data/server/datastore.sqlite3'),
              ],
            ),
          ],
        ),
        block(
          'KeyManager',
          ['disk'],
          [block('plugin_data', [], [attribute('keys_path', '/opt/spire/data/server/keys.json')])],
        ),
        block('NodeAttestor', ['join_token'], [block('plugin_data', [], [])]),
      ],
    ),
  ];
}

const agent = (plan: Plan, listener: PlannedListener | undefined): readonly Item[] => [
  block(
    'agent',
    [],
    [
      attribute('data_dir', '/opt/spire/data/agent'),
      attribute('log_level', 'INFO'),
      attribute('server_address', plan.node.host),
      attribute('server_port', String(listener?.port ?? 8081)),
      attribute('socket_path', '/run/spire/sockets/agent.sock'),
      attribute('trust_bundle_path', '/opt/spire/conf/agent/bootstrap.crt'),
      attribute('trust_domain', trustDomain(plan)),
    ],
  ),
  block(
    'plugins',
    [],
    [
      block('NodeAttestor', ['join_token'], [block('plugin_data', [], [])]),
      block('KeyManager', ['memory'], [block('plugin_data', [], [])]),
      block('WorkloadAttestor', ['unix'], [block('plugin_data', [], [])]),
    ],
  ),
];

/** One identity for each node, with all the names that its certificates hold; good for servers and for clients. */
function entries(plan: Plan): readonly string[] {
  const domain = trustDomain(plan);
  const words = (...all: readonly string[]): string => all.map(shellWord).join(' ');
  const comment = (text: string): readonly string[] => hashComments(commentLines(text));
  return [
    ...comment(
      'The user that a workload runs as is not in a drawing: here it is called like the node. Put the real one.',
    ),
    ...[...byNode(plan)].flatMap(([node, certificates]) => [
      '',
      ...comment(
        `${certificates[0]?.title ?? node}: ${certificates.map(({ purpose, place }) => `${purpose} (${place})`).join(', ')}`,
      ),
      words(
        ...['spire-server', 'entry', 'create'],
        ...['-parentID', `spiffe://${domain}/host/${node}`],
        ...['-spiffeID', `spiffe://${domain}/${node}`],
        ...['-selector', `unix:user:${node.toLowerCase()}`],
        ...[...new Set(certificates.flatMap(({ names }) => alternativeNames(names).dns))]
          .filter((name) => !name.startsWith('*'))
          .flatMap((name) => ['-dns', name]),
      ),
    ]),
  ];
}

function ownNotices(plan: Plan): readonly Notice[] {
  const { node, listeners, issues } = plan;
  const notices: Notice[] = [
    {
      kind: 'by-hand',
      about: node.id,
      message: `On every host: spire-server token generate -spiffeID spiffe://${trustDomain(plan)}/host/NODE for its agent, and the server's bundle as bootstrap.crt. Tokens are secrets and not written here.`,
    },
  ];
  for (const { id, port } of listeners.slice(1))
    notices.push({
      kind: 'lost',
      about: id,
      message: `SPIRE Server has one port for agents. Listener "${id}" (port ${port}) is not in its file.`,
    });
  if (listeners[0] && listeners[0].versions[1] !== '1.3')
    notices.push({
      kind: 'lost',
      about: listeners[0].id,
      message: 'SPIRE Server cannot be told the newest version of TLS to speak: it goes up to 1.3.',
    });
  if (issues.length === 0)
    notices.push({
      kind: 'by-hand',
      about: node.id,
      message: `No certificate of the drawing names ${node.title} as the one that issues it: the script registers nobody.`,
    });
  for (const { node: holder, title, place, names, files, lifetimeDays } of issues) {
    const unable = names.filter((name) => isAddress(name) || name.startsWith('*'));
    if (unable.length > 0)
      notices.push({
        kind: 'lost',
        about: place,
        message: `A SPIFFE identity of ${title} holds host names besides its URI, and neither addresses nor wildcards are registered: ${unable.join(', ')}.`,
      });
    notices.push({
      kind: 'by-hand',
      about: place,
      message: `${title} (${holder}) gets its certificate over the Workload API (/run/spire/sockets/agent.sock) and renews it before every ${lifetimeDays === null ? 'hour' : lifetimeOf(plan)} is over; something there must write it to ${files.certificate} and ${files.key}, and reload.`,
    });
  }
  return notices;
}
