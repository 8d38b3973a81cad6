import { isAddress } from '../model/names.ts';
import type { Link } from '../model/schema.ts';
import { type Answer, hostOf } from '../simulation/bounds.ts';
import type { Call } from '../simulation/dials.ts';
import { answerAt, type Ground } from '../simulation/ground.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { commonNameOf } from './certificates.ts';

/** Who meets whom, as the flows have it: every leg by the link it starts on and by the listener that answers it. */
export interface Reached {
  readonly byLink: ReadonlyMap<string, readonly Leg[]>;
  readonly byListener: ReadonlyMap<string, readonly Leg[]>;
}

export function reachedIn(simulation: Simulation): Reached {
  const byLink = new Map<string, Leg[]>();
  const byListener = new Map<string, Leg[]>();
  const add = (map: Map<string, Leg[]>, key: string, leg: Leg) => {
    const known = map.get(key);
    if (known) known.push(leg);
    else map.set(key, [leg]);
  };
  for (const { legs } of simulation.flows.values())
    for (const leg of legs) {
      add(byLink, leg.call.link.id, leg);
      add(byListener, listenerKey(leg.answer), leg);
    }
  return { byLink, byListener };
}

const listenerKey = ({ node, listener }: Answer): string => `${node.id} ${listener.id}`;

/** The calls that a listener answers. */
export const callsTo = ({ byListener }: Reached, answer: Answer): readonly Call[] =>
  (byListener.get(listenerKey(answer)) ?? []).map(({ call }) => call);

/** Common names in the certificates that those callers present. */
export const clientNames = (calls: readonly Call[], callers: readonly string[]): readonly string[] => [
  ...new Set(
    calls
      .filter(({ tls, node }) => tls === 'mutual' && callers.includes(node.id))
      .map(({ node, link }) => commonNameOf(link.dial.clientCertificate?.names ?? [hostOf(node)], node.id)),
  ),
];

/** Everyone who ends a session that starts on this link: as the flows have it, else the first down the drawing. */
export function terminatorsOf(ground: Ground, { byLink }: Reached, link: Link): readonly Answer[] {
  const legs = byLink.get(link.id);
  if (legs) return [...new Map(legs.map(({ answer }) => [listenerKey(answer), answer])).values()];
  const seen = new Set<string>();
  let current: Link | undefined = link;
  while (current && !seen.has(current.id)) {
    seen.add(current.id);
    const answer = answerAt(ground, current);
    if (answer?.mode !== 'passthrough') return answer ? [answer] : [];
    current = ground.outgoing.get(current.to)?.[0];
  }
  return [];
}

/** The names on a listener's certificate, or, where the drawing names none, those that are dialled. */
export function namesOf(reached: Reached, answer: Answer): readonly string[] {
  if (answer.certificate.names) return answer.certificate.names;
  const names = new Set(callsTo(reached, answer).map((call) => expectedName(call, answer)));
  if (names.size === 0) names.add(hostOf(answer.node));
  return [...names];
}

/** The server names in the ClientHellos that come to this listener, as far as the flows tell. */
export function serverNamesOf(
  { byListener }: Reached,
  answer: Answer,
  arriving: readonly Link[],
): readonly string[] | null {
  const names = new Set<string>();
  const known = new Set<string>();
  for (const { call, answer: reached, links } of byListener.get(listenerKey(answer)) ?? []) {
    for (const { id } of links) known.add(id);
    if (call.tls === 'plaintext') continue;
    const name = expectedName(call, reached);
    // RFC 6066 §3: addresses are never sent as server names.
    if (call.sni === null || isAddress(name)) return null;
    names.add(name);
  }
  return arriving.every(({ id }) => known.has(id)) ? [...names] : null;
}
