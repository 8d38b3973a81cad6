import type { Topology } from '../model/topology.ts';
import type { Ground } from './ground.ts';
import type { Authentication } from './meet.ts';
import type { Layer } from './verdict.ts';
import type { Leg } from './walk.ts';
import { zonesAround } from './zones.ts';

/** What a tap learns on a link of a leg, as a number: plaintext 0, active 1, metadata 2, hidden 3. */
export const seen = { plaintext: 0, active: 1, metadata: 2, hidden: 3 } as const;

/** What a leg leaves on the links and nodes that it touches, as numbers, worked out once for each leg. */
export interface LegMarks {
  readonly kind: 'session' | 'plaintext' | 'failed';
  readonly links: Int32Array;
  readonly dialer: number;
  readonly answer: number;
  /** The nodes between that get at what they relay. */
  readonly relays: Int32Array;
  /** For each link how well the best layer covers it: 0 plaintext, then by whom it authenticates. */
  readonly rank: Uint8Array;
  readonly seen: Uint8Array;
  /** Its own session can be impersonated or downgraded. */
  readonly open: boolean;
  readonly presents: boolean;
  /** How many of the links the bytes reached. */
  readonly reached: number;
}

/** Nodes and links by number; a number stays what it is while a drawing is edited. */
export interface Numbers {
  readonly nodes: Map<string, number>;
  readonly links: Map<string, number>;
}

export function numberOf(numbers: Map<string, number>, id: string): number {
  let number = numbers.get(id);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(id, number);
  }
  return number;
}

const authenticationRank: Readonly<Record<Authentication, number>> = { none: 1, ca: 2, server: 3, mutual: 4 };

/** Weakest first: plaintext, then sessions by whom they authenticate, a downgradable one before its sturdy twin. */
export const rankOf = (session: { readonly authentication: Authentication; readonly downgradable: boolean }): number =>
  authenticationRank[session.authentication] * 2 + (session.downgradable ? 0 : 1);

/** Whether whoever stands in between can pose as the terminator, or switch encryption off. */
export const isOpen = ({
  authentication,
  downgradable,
}: {
  readonly authentication: Authentication;
  readonly downgradable: boolean;
}): boolean => downgradable || authentication === 'none' || authentication === 'ca';

export function marksOf(leg: Leg, ground: Ground, numbers: Numbers): LegMarks {
  const { call, links: span, answer, outcome, carriers } = leg;
  const links = Int32Array.from(span, ({ id }) => numberOf(numbers.links, id));
  // A gateway of a mesh that passes the mesh's own session on stands outside of it.
  const between = span.slice(0, -1).filter((_, i) => !carriers[i] || carriers[i] !== carriers[i + 1]);
  const relays = Int32Array.from(between, ({ to }) => numberOf(numbers.nodes, to));
  const rank = new Uint8Array(span.length);
  const sight = new Uint8Array(span.length);
  const open = outcome.kind === 'session' && isOpen(outcome);
  const own = outcome.kind === 'session' ? rankOf(outcome) : 0;
  const visible = outcome.kind === 'session' ? (open ? seen.active : seen.metadata) : seen.plaintext;
  span.forEach((link, i) => {
    const carrier = carriers[i];
    rank[i] = carrier ? Math.max(own, rankOf(carrier.session)) : own;
    const covered = networkLayers(ground.topology, link.from, link.to).length > 0;
    sight[i] = covered ? seen.hidden : carrier ? seen.metadata : visible;
  });
  return {
    kind: outcome.kind,
    links,
    dialer: numberOf(numbers.nodes, call.node.id),
    answer: numberOf(numbers.nodes, answer.node.id),
    relays,
    rank,
    seen: sight,
    open,
    presents: call.tls === 'mutual',
    reached: leg.reached,
  };
}

/** Network-layer encryption on a wire whose two ends both lie in the zone that has it; the widest zone wraps the others. */
export function networkLayers(topology: Topology, from: string, to: string): readonly Layer[] {
  const [left, right] = [topology.nodes.get(from)?.zone, topology.nodes.get(to)?.zone];
  if (left === undefined || right === undefined) return [];
  const far = left === right ? null : new Set(zonesAround(topology, right));
  return zonesAround(topology, left)
    .filter(
      (zone) => (far?.has(zone) ?? true) && zone.networkEncryption !== undefined && zone.networkEncryption !== 'none',
    )
    .reverse()
    .map((zone): Layer => ({ kind: 'network', technology: zone.networkEncryption ?? 'none', zone: zone.id }));
}
