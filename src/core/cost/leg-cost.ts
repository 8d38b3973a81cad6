import type { Node } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import type { ProxySeat } from '../simulation/mesh.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Assumptions } from './assumptions.ts';
import { averageOf } from './average.ts';
import { counted, figure, toThousandths } from './figures.ts';
import { type Handshaking, handshake, handshakeBytes } from './handshake.ts';
import { type CostLine, type Place, type Step, stepOf, type TimeLine, type WorkLine } from './lines.ts';
import { carriersOf, type Passage, passagesOf } from './mesh-passage.ts';
import { type RoundTrip, roundTripOf } from './round-trip.ts';

/** What a leg costs: its connection opened in full or resumed, a request on an open one, and the mean over many. */
export interface LegCost {
  readonly full: Step;
  readonly resumed: Step;
  readonly request: Step;
  readonly average: Step;
  /** Bytes of the full handshakes. */
  readonly bytes: readonly CostLine[];
  /** TLS sessions that a request here needs, a mesh's own included. */
  readonly handshakes: number;
}

/** What the legs of a scene share while they are reckoned. */
export interface Reckoning {
  readonly scene: Scene;
  readonly assumptions: Assumptions;
  readonly legs: Map<string, LegCost>;
}

export const reckoningOf = (scene: Scene, assumptions: Assumptions): Reckoning => ({
  scene,
  assumptions,
  legs: new Map(),
});

/** The cost of a leg that works; flows that share it share the answer. */
export function legCostOf(reckoning: Reckoning, leg: Leg): LegCost {
  const key = `${leg.outcome.kind}:${leg.links.map(({ id }) => id).join('>')}`;
  let cost = reckoning.legs.get(key);
  if (!cost) {
    cost = reckon(reckoning, leg);
    reckoning.legs.set(key, cost);
  }
  return cost;
}

function reckon({ scene, assumptions }: Reckoning, leg: Leg): LegCost {
  const { take } = assumptions;
  const { call, answer, outcome, links } = leg;
  const title = `${call.node.title} → ${answer.node.title}`;
  const trips = links.map((link) => roundTripOf(scene, assumptions, link));
  const way = wayOf(trips);
  const client = nodePlace(call.node);
  const server = nodePlace(answer.node);
  const rounds = (what: string, count: number, part: TimeLine['part']): TimeLine => ({
    what: `${title}: ${what}`,
    how: `${counted(count, 'RTT', 'RTT')} × ${way.text}`,
    value: toThousandths(count * way.milliseconds),
    unit: 'ms',
    part,
    roundTrips: count,
  });

  const opening: TimeLine[] = [rounds('TCP', take('round-trips-tcp'), 'connection')];
  const asks = call.negotiation === 'in-band' && call.tls !== 'plaintext';
  const asking = asks ? [rounds('asking in clear for TLS', take('round-trips-in-band'), 'encryption')] : [];
  const handshaking = meshHandshakes(scene, leg, trips);
  if (outcome.kind === 'session')
    handshaking.push({
      title,
      client,
      server,
      version: outcome.version,
      mutual: outcome.clientCertificate,
      hybrid: outcome.keyExchange === 'hybrid',
      earlyData: call.link.dial.earlyData ?? false,
      way,
    });
  const opened = (resumed: boolean): Step => {
    const made = handshaking.map((each) => handshake(assumptions, each, resumed));
    return stepOf(
      [...opening, ...asking, ...made.flatMap(({ time }) => time)],
      made.flatMap(({ work }) => work),
    );
  };

  const time: TimeLine[] = [rounds('the request', take('round-trips-request'), 'request')];
  const work: WorkLine[] = [];
  if (outcome.kind === 'session') {
    const bulk = bulkWork(assumptions, title, [client, server]);
    work.push(...bulk.work);
    time.push(bulk.time);
  }
  for (const passage of passagesOf(scene.topology, leg)) {
    const passed = passing(assumptions, title, passage);
    time.push(passed.time);
    work.push(passed.work);
  }

  const [full, resumed, request] = [opened(false), opened(true), stepOf(time, work)];
  const visitor = call.product.kind === 'client';
  const requests = take(visitor ? 'requests-per-client-connection' : 'requests-per-inner-connection');
  const average = averageOf(title, { full, resumed, request }, take('resumption-share'), requests);
  const bytes = handshaking.flatMap((each) => handshakeBytes(assumptions, each));
  return { full, resumed, request, average, bytes, handshakes: handshaking.length };
}

/** Relays between the two ends lengthen the way of every round trip; they answer none. */
function wayOf(trips: readonly RoundTrip[]): Handshaking['way'] {
  const [only] = trips;
  if (only && trips.length === 1)
    return { milliseconds: only.milliseconds, text: `${figure(only.milliseconds)} ms, ${only.why}` };
  return {
    milliseconds: toThousandths(trips.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
    text: `(${trips.map(({ milliseconds, why }) => `${figure(milliseconds)} ms, ${why}`).join(' + ')})`,
  };
}

const nodePlace = ({ id, title }: { readonly id: string; readonly title: string }): Place => ({
  kind: 'node',
  id,
  title,
});

/** A mesh's proxies make their own handshake, under whatever the applications then say to each other. */
function meshHandshakes({ topology }: Scene, leg: Leg, trips: readonly RoundTrip[]): Handshaking[] {
  return carriersOf(leg).flatMap(({ session, proxies }) => {
    const [from, to] = [topology.nodes.get(session.from), topology.nodes.get(session.to)];
    if (!from || !to) return [];
    const seats = proxies.filter(({ kind }) => kind !== 'waypoint');
    // A component that is a proxy of the mesh itself, such as its gateway, has none beside it.
    const end = (node: Node, seat: ProxySeat | undefined): Place =>
      seat?.serves === node.id ? { kind: 'proxy', id: seat.id, title: seat.title } : nodePlace(node);
    return [
      {
        title: `${from.title} → ${to.title}, mesh`,
        client: end(from, seats[0]),
        server: end(to, seats.at(-1)),
        version: session.version,
        mutual: session.authentication === 'mutual',
        hybrid: session.keyExchange === 'hybrid',
        earlyData: false,
        way: wayOf(trips.filter((_, i) => session.links.includes(leg.links[i]?.id ?? ''))),
      },
    ];
  });
}

function bulkWork({ take }: Assumptions, title: string, ends: readonly Place[]) {
  const [request, response, each] = [take('request-bytes'), take('response-bytes'), take('cpu-bulk')];
  const value = toThousandths(((request + response) / 1_024) * each);
  const what = `${title}: encrypting and decrypting`;
  const how = `(${figure(request)} + ${figure(response)}) bytes ÷ 1,024 × ${figure(each)} µs`;
  const time: TimeLine = {
    what,
    how: `${figure(value)} µs at either end`,
    value: toThousandths((2 * value) / 1_000),
    unit: 'ms',
    part: 'encryption',
    roundTrips: 0,
  };
  return { time, work: ends.map((place): WorkLine => ({ place, what, how, value, unit: 'µs' })) };
}

function passing({ take }: Assumptions, title: string, { proxy, work, delay, share }: Passage) {
  const what = `${title}: through ${proxy.title}`;
  const value = take(delay);
  const time: TimeLine = {
    what,
    how: share === 1 ? `${figure(value)} ms` : `${figure(value)} ms for a pair × ${figure(share)}`,
    value: toThousandths(value * share),
    unit: 'ms',
    part: 'encryption',
    roundTrips: 0,
  };
  const place: Place = { kind: 'proxy', id: proxy.id, title: proxy.title };
  const done = take(work);
  const line: WorkLine = { place, what, how: `${figure(done)} µs for a request`, value: done, unit: 'µs' };
  return { time, work: line };
}
