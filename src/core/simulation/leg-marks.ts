import type { Topology } from '../model/topology.ts';
import type { Ground } from './ground.ts';
import type { Authentication } from './meet.ts';
import type { Register } from './register.ts';
import type { Layer } from './verdict.ts';
import { type Ending, endings, type Leg } from './walk.ts';
import { zonesAround } from './zones.ts';

/** What a tap learns on a link of a leg, as a number: plaintext 0, active 1, metadata 2, hidden 3. */
export const seen = { plaintext: 0, active: 1, metadata: 2, hidden: 3 } as const;

/** States of a link as numbers; of several flows over it the highest counts. */
const linkStates = { unreached: 0, failed: 1, encrypted: 2, plaintext: 3 } as const;

/** How the node at the end of a link gets at what a leg carries: not at all, by reading it, or by posing as its end. */
export const access = { none: 0, reads: 1, active: 2 } as const;

/**
 * What each leg leaves on the links and nodes that it touches, as numbers, worked out once: by the leg's index, and, for
 * its links, one row after the other. Only added to, so that a tally may be read long after legs have been added.
 */
export interface LegMarks {
  /** How many legs are marked. */
  count: number;
  dialer: Int32Array;
  /** By place in `endings`. */
  ending: Uint8Array;
  /** The dialer shows a client certificate. */
  presents: Uint8Array;
  /** The listener reached forwards nothing. */
  redirects: Uint8Array;
  failed: Uint8Array;
  /** Where each leg's links begin in the arrays below; one more at the end. */
  starts: Int32Array;
  link: Int32Array;
  /** The node that the link leads to, and how it gets at what is carried. */
  end: Int32Array;
  access: Uint8Array;
  /** What a tap learns on the link. */
  sight: Uint8Array;
  /** In which state the leg leaves the link. */
  state: Uint8Array;
}

/** No legs, with room for so many of one link each. */
export const noMarks = (room: number): LegMarks => ({
  count: 0,
  dialer: new Int32Array(room),
  ending: new Uint8Array(room),
  presents: new Uint8Array(room),
  redirects: new Uint8Array(room),
  failed: new Uint8Array(room),
  starts: new Int32Array(room + 1),
  link: new Int32Array(room),
  end: new Int32Array(room),
  access: new Uint8Array(room),
  sight: new Uint8Array(room),
  state: new Uint8Array(room),
});

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

/** Marks one leg more, over links of these numbers; returns its index. */
export function markLeg(
  marks: LegMarks,
  { call, links, answer, outcome, carriers, reached }: Leg,
  ending: Ending,
  numbers: readonly number[],
  register: Register,
  { topology, tunnels }: Ground,
): number {
  const index = marks.count;
  const begin = marks.starts[index] ?? 0;
  makeRoom(marks, index + 1, begin + links.length);
  const failed = outcome.kind === 'failed';
  marks.dialer[index] = register.from[numbers[0] ?? -1] ?? 0;
  marks.ending[index] = endings.indexOf(ending);
  marks.presents[index] = call.tls === 'mutual' ? 1 : 0;
  marks.redirects[index] = answer.redirects ? 1 : 0;
  marks.failed[index] = failed ? 1 : 0;
  const open = outcome.kind === 'session' && isOpen(outcome);
  const visible = outcome.kind === 'session' ? (open ? seen.active : seen.metadata) : seen.plaintext;
  const relay = outcome.kind === 'plaintext' ? access.reads : open ? access.active : access.none;
  for (let i = 0; i < links.length; i++) {
    const link = links[i];
    const number = numbers[i];
    if (!link || number === undefined) continue;
    const at = begin + i;
    const carrier = carriers[i];
    marks.link[at] = number;
    marks.end[at] = register.to[number] ?? 0;
    // A gateway of a mesh that passes the mesh's own session on stands outside of it.
    const outside = carrier && carrier === carriers[i + 1];
    marks.access[at] = i === links.length - 1 ? access.reads : outside ? access.none : relay;
    const covered = tunnels && networkLayers(topology, link.from, link.to).length > 0;
    marks.sight[at] = covered ? seen.hidden : carrier ? seen.metadata : visible;
    if (failed) marks.state[at] = i < reached ? linkStates.failed : linkStates.unreached;
    else marks.state[at] = carrier || outcome.kind === 'session' ? linkStates.encrypted : linkStates.plaintext;
  }
  marks.starts[index + 1] = begin + links.length;
  marks.count = index + 1;
  return index;
}

/** How many links a leg spans. */
export const linksIn = ({ starts }: LegMarks, leg: number): number => (starts[leg + 1] ?? 0) - (starts[leg] ?? 0);

/** Arrays grow by half at a time, so that a leg more seldom copies them; what has been handed out stays as it is. */
function makeRoom(marks: LegMarks, legs: number, places: number): void {
  if (legs > marks.dialer.length) {
    const room = Math.ceil(legs * 1.5);
    marks.dialer = longer(marks.dialer, new Int32Array(room));
    marks.ending = longer(marks.ending, new Uint8Array(room));
    marks.presents = longer(marks.presents, new Uint8Array(room));
    marks.redirects = longer(marks.redirects, new Uint8Array(room));
    marks.failed = longer(marks.failed, new Uint8Array(room));
    marks.starts = longer(marks.starts, new Int32Array(room + 1));
  }
  if (places > marks.link.length) {
    const room = Math.ceil(places * 1.5);
    marks.link = longer(marks.link, new Int32Array(room));
    marks.end = longer(marks.end, new Int32Array(room));
    marks.access = longer(marks.access, new Uint8Array(room));
    marks.sight = longer(marks.sight, new Uint8Array(room));
    marks.state = longer(marks.state, new Uint8Array(room));
  }
}

function longer<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Network-layer encryption on a wire whose two ends both lie in the zone that has it; the widest zone wraps the others. */
export function networkLayers(topology: Topology, from: string, to: string): readonly Layer[] {
  const [left, right] = [topology.nodes.get(from)?.zone, topology.nodes.get(to)?.zone];
  if (left === undefined || right === undefined) return [];
  const around = zonesAround(topology, left);
  const far = left === right ? null : new Set(zonesAround(topology, right));
  // What stays on one host never meets a network.
  if (around.some((zone) => zone.kind === 'host' && (far?.has(zone) ?? true))) return [];
  return around
    .filter(
      (zone) => (far?.has(zone) ?? true) && zone.networkEncryption !== undefined && zone.networkEncryption !== 'none',
    )
    .reverse()
    .map((zone): Layer => ({ kind: 'network', technology: zone.networkEncryption ?? 'none', zone: zone.id }));
}
