import { judgedByMesh } from './membership.ts';
import { distinctNotices } from './notices.ts';
import type { Notice, Plan, PlannedListener, Upstream } from './plan.ts';

/** What can be drawn besides sessions, and what only some formats can say. */
export type Setting =
  | 'allows'
  | 'logs-bodies'
  | 'trusts-headers'
  | 'redirect'
  | 'strict-transport'
  | 'listen:key-exchange'
  | 'listen:alpn'
  | 'listen:mesh'
  | 'dial:key-exchange'
  | 'dial:alpn'
  | 'dial:mesh'
  | 'early-data';

/** What the export of the mesh zone writes, for there the proxy beside the node does it. */
const writtenByMesh: readonly Setting[] = ['dial:mesh', 'listen:mesh', 'allows'];

/**
 * What is drawn and this export does not write: said, so that nobody takes it for configured.
 * @param written what the exporter has taken care of, by writing it or by a notice of its own
 */
export function unwritten(
  { node, listeners, upstreams }: Pick<Plan, 'node' | 'listeners' | 'upstreams'>,
  written: readonly Setting[] = [],
): readonly Notice[] {
  const drawn: (readonly [Setting, about: string, what: string])[] = [];
  if (node.allows) drawn.push(['allows', node.id, `Who may call ${node.title}`]);
  if (node.logsBodies)
    drawn.push(['logs-bodies', node.id, `Writing requests and responses of ${node.title} to its log`]);
  if (node.trustsHeaders.length > 0)
    drawn.push([
      'trusts-headers',
      node.id,
      `What ${node.title} believes of a header (${node.trustsHeaders.join(', ')})`,
    ]);
  for (const { id, redirectsToTls, strictTransport, keyExchange, dialledByRsa, alpn, mesh } of listeners) {
    if (redirectsToTls) drawn.push(['redirect', id, 'The redirect to https']);
    if (strictTransport !== 'off') drawn.push(['strict-transport', id, 'Strict-Transport-Security']);
    if (keyExchange) drawn.push(['listen:key-exchange', id, `The key exchange (${keyExchange})`]);
    else if (dialledByRsa) drawn.push(['listen:key-exchange', id, 'The key exchange of a caller (rsa)']);
    if (alpn) drawn.push(['listen:alpn', id, `The list of application protocols (${alpn.join(', ')})`]);
    if (mesh) drawn.push(['listen:mesh', id, `What the mesh asks of this port (${mesh})`]);
  }
  for (const { link, keyExchange, alpn, earlyData, mesh } of upstreams) {
    if (keyExchange) drawn.push(['dial:key-exchange', link, `The key exchange (${keyExchange})`]);
    if (alpn) drawn.push(['dial:alpn', link, `The list of application protocols (${alpn.join(', ')})`]);
    if (earlyData) drawn.push(['early-data', link, 'Early data (0-RTT)']);
    if (mesh && mesh !== 'automatic')
      drawn.push(['dial:mesh', link, `How the mesh's proxy treats this link (${mesh})`]);
  }
  const elsewhere = judgedByMesh(node.mesh) ? writtenByMesh : [];
  return drawn
    .filter(([setting]) => !written.includes(setting) && !elsewhere.includes(setting))
    .map(([, about, what]) => ({
      kind: 'by-hand',
      about,
      message: `${what} is drawn and not written here: set it by hand.`,
    }));
}

/** The same for an exporter that writes a setting at some listeners or dials and not at others. */
export const unwrittenBy = (
  plan: Pick<Plan, 'node' | 'listeners' | 'upstreams'>,
  written: {
    readonly node: readonly Setting[];
    readonly listener: (listener: PlannedListener) => readonly Setting[];
    readonly dial: (upstream: Upstream) => readonly Setting[];
  },
): readonly Notice[] =>
  distinctNotices([
    ...unwritten({ ...plan, listeners: [], upstreams: [] }, written.node),
    ...plan.listeners.flatMap((listener) =>
      unwritten({ ...plan, listeners: [listener], upstreams: [] }, [...written.node, ...written.listener(listener)]),
    ),
    ...plan.upstreams.flatMap((upstream) =>
      unwritten({ ...plan, listeners: [], upstreams: [upstream] }, [...written.node, ...written.dial(upstream)]),
    ),
  ]);
