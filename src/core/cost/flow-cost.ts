import type { FlowVerdict } from '../simulation/verdict.ts';
import { sumOf } from './figures.ts';
import { type LegCost, legCostOf, type Reckoning } from './leg-cost.ts';
import type { CostLine, Place, Step, TimeLine, WorkLine } from './lines.ts';

/** Work of one place for one request. */
export interface PlaceWork {
  readonly place: Place;
  readonly microseconds: number;
  readonly lines: readonly WorkLine[];
}

/** What one request takes; its lines are gathered when first asked for. */
export interface RequestCost {
  readonly roundTrips: number;
  readonly milliseconds: number;
  /** The part of `milliseconds` that the same way in plaintext would not need. */
  readonly encryptionMilliseconds: number;
  /** Work of encryption at all places together. */
  readonly microseconds: number;
  readonly lines: readonly TimeLine[];
  /** In the order in which the request comes by. */
  readonly work: readonly PlaceWork[];
}

export interface FlowCost {
  readonly flow: string;
  readonly title: string;
  /** Where the flow fails: neither the attempt there nor anything beyond is in the figures. */
  readonly stopsAt?: { readonly link: string; readonly message: string };
  /** Nothing is open yet: every connection is made, every handshake is a full one. */
  readonly cold: RequestCost;
  /** Connections are made anew, by sides that know each other from before. */
  readonly resumed: RequestCost;
  /** Every connection is open. */
  readonly warm: RequestCost;
  /** The mean over the requests that share a connection. */
  readonly average: RequestCost;
  /** TLS handshakes of a cold request. */
  readonly handshakes: number;
  /** Bytes that those put on the wire. */
  readonly handshakeBytes: readonly CostLine[];
}

export function flowCostOf(reckoning: Reckoning, verdict: FlowVerdict): FlowCost {
  const legs = verdict.legs.filter(({ outcome }) => outcome.kind !== 'failed').map((leg) => legCostOf(reckoning, leg));
  const request = (steps: (leg: LegCost) => readonly Step[]): RequestCost => requestCost(legs.flatMap(steps));
  const stop = stopOf(reckoning, verdict);
  return {
    flow: verdict.flow.id,
    title: verdict.flow.title,
    ...(stop ? { stopsAt: stop } : {}),
    cold: request(({ full, request }) => [full, request]),
    resumed: request(({ resumed, request }) => [resumed, request]),
    warm: request(({ request }) => [request]),
    average: request(({ average }) => [average]),
    handshakes: legs.reduce((sum, leg) => sum + leg.handshakes, 0),
    get handshakeBytes() {
      return legs.flatMap(({ bytes }) => bytes);
    },
  };
}

function stopOf({ scene: { topology } }: Reckoning, { outcome, failsAt }: FlowVerdict): FlowCost['stopsAt'] {
  if (outcome === 'works') return undefined;
  const link = topology.links.get(failsAt ?? '');
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  const hop = link ? `${title(link.from)} → ${title(link.to)}` : 'a hop that is not drawn';
  return {
    link: failsAt ?? '',
    message: `The flow fails at ${hop}: the figures end before it, and say nothing of the attempt or of what lies beyond.`,
  };
}

function requestCost(steps: readonly Step[]): RequestCost {
  const sum = (of: (step: Step) => number): number => sumOf(steps.map(of));
  return {
    roundTrips: sum(({ roundTrips }) => roundTrips),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    encryptionMilliseconds: sum(({ encryptionMilliseconds }) => encryptionMilliseconds),
    microseconds: sum(({ microseconds }) => microseconds),
    get lines() {
      return steps.flatMap(({ time }) => time);
    },
    get work() {
      return byPlace(steps.flatMap(({ work }) => work));
    },
  };
}

function byPlace(lines: readonly WorkLine[]): readonly PlaceWork[] {
  const places = new Map<string, { place: Place; lines: WorkLine[] }>();
  for (const line of lines) {
    const key = `${line.place.kind}:${line.place.id}`;
    const known = places.get(key);
    if (known) known.lines.push(line);
    else places.set(key, { place: line.place, lines: [line] });
  }
  return [...places.values()].map(({ place, lines }) => ({
    place,
    lines,
    microseconds: sumOf(lines.map(({ value }) => value)),
  }));
}
