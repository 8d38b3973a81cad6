import { compare } from '../model/order.ts';
import type { Fact } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import { assetTitle } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';

export const nodeTitle = (topology: Topology, id: string): string => topology.nodes.get(id)?.title ?? id;
export const zoneTitle = (topology: Topology, id: string): string => topology.zones.get(id)?.title ?? id;

/** "Card number", in the words of the drawing. */
export const nameOf = (topology: Topology, asset: string): string => assetTitle(topology, asset);

/** "Gateway → Orders" for a wire. */
export function wireTitle(topology: Topology, id: string): string {
  const link = topology.links.get(id);
  return link ? `${nodeTitle(topology, link.from)} → ${nodeTitle(topology, link.to)}` : id;
}

/** "Browser → Gateway", with the relays that it passes: "(through Balancer)". */
export function legTitle(topology: Topology, { call, answer, links }: Leg): string {
  const relays = links.slice(0, -1).map(({ to }) => nodeTitle(topology, to));
  const through = relays.length > 0 ? ` (through ${listed(relays)})` : '';
  return `${call.node.title} → ${answer.node.title}${through}`;
}

/** "A, B and C"; more than four are counted. */
export function listed(words: readonly string[], most = 4): string {
  if (words.length > most) return `${words.slice(0, most - 1).join(', ')} and ${words.length - most + 1} more`;
  return words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Each fact once, in an order of their own: whose it is and which came first tells nothing. */
export function factsOnce(facts: readonly Fact[]): readonly Fact[] {
  const byWords = new Map(facts.map((fact) => [`${fact.text}\n${fact.source}`, fact]));
  return [...byWords].sort(([a], [b]) => compare(a, b)).map(([, fact]) => fact);
}

/** The first letter made large, for a title at the start of a sentence. */
export const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
