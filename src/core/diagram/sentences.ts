import type { Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { assetTitle, type LinkVerdict, type NodeVerdict, type Simulation } from '../simulation/verdict.ts';
import { networksBetween, wireZoneOf } from '../simulation/wire-zone.ts';
import { markOf } from './marks.ts';

export const zoneKindTitles: Readonly<Record<Zone['kind'], string>> = {
  internet: 'Internet',
  'provider-edge': "Provider's edge",
  dmz: 'DMZ',
  'private-network': 'Private network',
  cluster: 'Cluster',
  mesh: 'Service mesh',
  host: 'One host',
  'data-tier': 'Data tier',
  'on-premises': 'On premises',
  'third-party': 'Third party',
};

const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** One sentence on a link: who can read what here. */
export function linkSentence(topology: Topology, simulation: Simulation, id: string): string {
  const link = topology.links.get(id);
  const verdict = simulation.links.get(id);
  if (!link || !verdict) return '';
  const title = (node: string) => topology.nodes.get(node)?.title ?? node;
  const between = networksBetween(topology, link);
  const zone = wireZoneOf(topology, link);
  const where = between
    ? `between ${between[0].title} and ${between[1].title}`
    : zone
      ? `in ${zone.title}`
      : 'on this network';
  const assets =
    verdict.assets.length > 0 ? list(verdict.assets.map((asset) => assetTitle(topology, asset))) : 'what crosses it';
  const session = simulation.sessions.get(verdict.session ?? '');
  switch (markOf(verdict)) {
    case 'plaintext':
      return `Anyone ${where} can read ${assets} here.${verdict.downgraded ? ` ${title(link.from)} would encrypt if it were offered.` : ''}`;
    case 'shielded':
      return `Plaintext inside an encrypted network: a tap ${where} reads nothing, the machines at both ends read ${assets}.`;
    case 'failed':
      return `This does not connect: ${verdict.cause?.message ?? 'the two ends disagree'}.`;
    case 'unreached':
      return simulation.flows.size === 0
        ? 'No traffic is drawn yet.'
        : 'No flow that works reaches this link, so nothing is said about it.';
    case 'unverified':
      return `Encrypted to whoever answers: an impostor ${where} can read ${assets}, because ${title(session?.from ?? link.from)} accepts any certificate.`;
    case 'ca':
      return `Whoever holds a certificate of the same CA can read ${assets}: ${title(session?.from ?? link.from)} checks the issuer and not the name.`;
    case 'downgradable':
      return `Encrypted unless somebody ${where} objects: ${title(session?.from ?? link.from)} falls back to plaintext when told to.`;
    case 'server':
      return `Encrypted from ${title(session?.from ?? link.from)} to ${title(session?.to ?? link.to)}, which proves who it is. A tap sees addresses, sizes and timing${session?.serverName ? `, and the name ${session.serverName}` : ''}.`;
    case 'mutual':
      return `Encrypted from ${title(session?.from ?? link.from)} to ${title(session?.to ?? link.to)}; both prove who they are.`;
  }
}

/** One sentence on a node: what it can read, and what it could. */
export function nodeSentence(topology: Topology, verdict: NodeVerdict | undefined): string {
  if (!verdict) return '';
  const titles = (ids: readonly string[]) => list(ids.map((id) => assetTitle(topology, id)));
  if (verdict.plaintext.length > 0)
    return `Reads ${titles(verdict.plaintext)} in memory${verdict.holdsKeys ? ', and holds a private key' : ''}.`;
  if (verdict.active.length > 0)
    return `Relays without reading, but could read ${titles(verdict.active)} by posing as the far end: nobody checks.`;
  if (verdict.beforeFailure.length > 0)
    return `Reads ${titles(verdict.beforeFailure)}, in flows that break further on.`;
  return verdict.holdsKeys ? 'Reads nothing here yet; holds a private key.' : 'Reads nothing here.';
}

/** The verdict on the whole design in one sentence. */
export function designSentence(topology: Topology, simulation: Simulation): string {
  const links = [...simulation.links.values()];
  if (links.length === 0) return topology.nodes.size === 0 ? 'Nothing drawn yet.' : 'No links drawn yet.';
  const count = (mark: (verdict: LinkVerdict) => boolean) => links.filter(mark).length;
  const readable = count((verdict) => markOf(verdict) === 'plaintext');
  const shielded = count((verdict) => markOf(verdict) === 'shielded');
  const failing = count(({ state }) => state === 'failed');
  const open = count(
    (verdict) =>
      verdict.state === 'encrypted' && (verdict.downgradable || ['none', 'ca'].includes(verdict.authentication)),
  );
  const parts = [
    readable > 0 ? `${readable} of ${links.length} links readable` : '',
    open > 0 ? `${open} open to an impostor` : '',
    shielded > 0 ? `${shielded} encrypted by the network alone` : '',
    failing > 0 ? `${failing} failing` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')}.` : `All ${links.length} links encrypted to a verified peer.`;
}
