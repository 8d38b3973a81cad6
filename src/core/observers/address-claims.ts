import { compare } from '../model/order.ts';
import type { Link } from '../model/schema.ts';
import { answerOf } from '../simulation/bounds.ts';
import { proxyHeaderOf } from '../simulation/dials.ts';
import type { Leg } from '../simulation/walk.ts';
import { type Claim, doorwayOf } from './claim.ts';
import { sources } from './sources.ts';
import { carrierOn, type Terrain } from './terrain.ts';
import { listed, nodeTitle } from './words.ts';

/** A PROXY protocol header on its way: whose address it states, and the links that it has travelled. */
interface Header {
  readonly subject: string;
  readonly sender: string;
  readonly links: Link[];
}

/** Addresses, leg by leg: each node sees who opened the connection to it, unless a header tells of somebody further in front. */
export function addressClaims(terrain: Terrain, legs: readonly Leg[]): readonly (readonly Claim[])[] {
  const { topology, products } = terrain.scene;
  const origin = legs[0]?.call.node.id ?? '';
  let believed = origin;
  return legs.map((leg, position) => {
    // Outermost last: a relay puts its header in front of what it passes on, and the first header is read first.
    const headers: Header[] = [];
    let told: Header | undefined;
    for (const link of leg.links) {
      for (const header of headers) header.links.push(link);
      if (proxyHeaderOf(topology, link, products))
        headers.push({ subject: believed, sender: link.from, links: [link] });
      const answer = answerOf(topology, link, products);
      told = answer?.acceptsProxyProtocol ? headers.pop() : undefined;
      believed = told?.subject ?? link.from;
    }
    const last = leg.links.at(-1);
    return last ? claimsAt(terrain, leg, last, { position, origin, believed, told }) : [];
  });
}

function claimsAt(
  terrain: Terrain,
  leg: Leg,
  last: Link,
  way: {
    readonly position: number;
    readonly origin: string;
    readonly believed: string;
    readonly told: Header | undefined;
  },
): readonly Claim[] {
  const { topology } = terrain.scene;
  const { answer, call } = leg;
  const at = answer.node.title;
  const title = (node: string) => nodeTitle(topology, node);
  const claims: Claim[] = [];
  const proved =
    isWrapped(terrain, leg, last) ||
    (leg.links.length === 1 && leg.outcome.kind === 'session' && leg.outcome.clientCertificate);
  claims.push({
    subject: last.from,
    by: 'source-address',
    state: 'asserted',
    forgeable: !proved,
    text: `${at} sees the address of ${title(last.from)}, which opened the connection${proved ? '' : '; nothing proves it, and whoever stands on that wire can use it'}.`,
    facts: [sources.sourceAddress],
  });
  if (way.told) {
    const { subject, sender, links } = way.told;
    const others = [...topology.links.values()]
      .filter(
        (link) =>
          link.to === last.to &&
          link.from !== last.from &&
          answerOf(topology, link, terrain.scene.products)?.listener.id === answer.listener.id,
      )
      .map(({ from }) => title(from))
      .sort(compare);
    const forgeable = others.length > 0 || !links.every((link) => isWrapped(terrain, leg, link));
    claims.push({
      subject,
      by: 'proxy-protocol',
      state: 'carried',
      forgeable,
      text: `${title(sender)} tells ${at} the address of ${title(subject)} in a PROXY protocol header${
        forgeable
          ? `; ${others.length > 0 ? `${listed(others)} can send one too` : `whoever reaches ${at} or stands on the wire can write one`}.`
          : ', on a wire that only they share.'
      }`,
      facts: [sources.proxyProtocol],
    });
  }
  if (way.believed === way.origin) return claims;
  claims.push({
    subject: way.origin,
    by: 'source-address',
    state: 'lost',
    forgeable: false,
    text: `${at} does not see the address of ${title(way.origin)}: ${title(way.believed)} stands in front.`,
    facts: [sources.sourceAddress],
  });
  if (way.position > 0 && call.protocol.http && answer.node.trustsHeaders?.includes('forwarded-for')) {
    const { proven, others } = doorwayOf(terrain, leg);
    const forgeable = !proven || others.length > 0;
    const rest = others.length > 0 ? ` ${listed(others.map(title).sort(compare))} could as well.` : '';
    claims.push({
      subject: way.origin,
      by: 'forwarded-header',
      standsFor: 'source-address',
      state: 're-asserted',
      forgeable,
      text: `${at} believes the address that a header states. ${
        forgeable
          ? proven
            ? `${call.node.title} writes it.${rest}`
            : `Anyone who reaches ${at} can write it: it does not check that ${call.node.title} is calling.`
          : `Only ${call.node.title}, which proves itself, calls ${at}; it counts from the entry that ${call.node.title} added itself.`
      }`,
      facts: [sources.forwardedHeader],
    });
  }
  return claims;
}

/** Whether something around the connection proves the two hosts to each other: a network's encryption, or a mesh. */
const isWrapped = ({ scene }: Terrain, leg: Leg, { id }: Link): boolean =>
  scene.simulation.links.get(id)?.layers.some(({ kind }) => kind === 'network') === true ||
  carrierOn(leg, id)?.authentication === 'mutual';
