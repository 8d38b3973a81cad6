import type { Products } from '../model/product.ts';
import type { Flow, Link } from '../model/schema.ts';
import type { Table } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import { type Answer, answerOf, productOf } from './bounds.ts';
import { type Cause, type CauseCode, causeOf } from './causes.ts';
import { type Call, callOf, proxyHeaderOf } from './dials.ts';
import { certificateCovers, meet, type Outcome, sentName } from './meet.ts';

/** One dial and every link that it spans, until a listener answers instead of passing it on. */
export interface Leg {
  readonly call: Call;
  readonly links: readonly Link[];
  readonly answer: Answer;
  readonly outcome: Outcome;
  /** How many of `links` the bytes reached: all, but where a relay had nowhere to send them. */
  readonly reached: number;
}

export interface Trace {
  readonly flow: Flow;
  readonly legs: readonly Leg[];
}

/** What the walk asks of a topology, indexed once and shared by all flows. */
export interface Ground {
  readonly topology: Topology;
  readonly products: Products;
  readonly outgoing: ReadonlyMap<string, readonly Link[]>;
  readonly answers: Map<string, Answer | null>;
  readonly calls: Map<string, Call | null>;
}

export function survey(topology: Topology, products: Products): Ground {
  return { topology, products, outgoing: groupByStart(topology.links), answers: new Map(), calls: new Map() };
}

function groupByStart(links: Table<Link>): ReadonlyMap<string, readonly Link[]> {
  const outgoing = new Map<string, Link[]>();
  for (const link of links.values()) {
    const siblings = outgoing.get(link.from);
    if (siblings) siblings.push(link);
    else outgoing.set(link.from, [link]);
  }
  return outgoing;
}

export function answerAt(ground: Ground, link: Link): Answer | null {
  let answer = ground.answers.get(link.id);
  if (answer === undefined) {
    answer = answerOf(ground.topology, link, ground.products);
    ground.answers.set(link.id, answer);
  }
  return answer;
}

export function callAt(ground: Ground, link: Link): Call | null {
  let call = ground.calls.get(link.id);
  if (call === undefined) {
    call = callOf(ground.topology, link, ground.products);
    ground.calls.set(link.id, call);
  }
  return call;
}

/** Follows a flow leg by leg; nothing travels beyond a failure. */
export const walk = (ground: Ground, flow: Flow): Trace => ({ flow, legs: [...legsFrom(ground, flow.path)] });

/** The legs of a path from one of its hops on, each as it is asked for; `before` is the leg that ends there. */
export function* legsFrom(ground: Ground, path: readonly string[], start = 0, before?: Leg): Generator<Leg> {
  let last = before;
  for (let at = start; at < path.length; ) {
    const leg = legFrom(ground, path, at, last);
    if (!leg) return;
    yield leg;
    if (leg.outcome.kind === 'failed') return;
    at += leg.links.length;
    last = leg;
  }
}

function legFrom(ground: Ground, path: readonly string[], start: number, before: Leg | undefined): Leg | null {
  const links: Link[] = [];
  const answers: Answer[] = [];
  for (let i = start; i < path.length; i++) {
    const link = ground.topology.links.get(path[i] ?? '');
    const answer = link && answerAt(ground, link);
    if (!link || !answer) break;
    links.push(link);
    answers.push(answer);
    if (answer.mode !== 'passthrough') break;
  }
  const [first] = links;
  const answer = answers.at(-1);
  const call = first && callAt(ground, first);
  if (!first || !answer || !call) return null;

  // A node with several listeners may tie an upstream to one of them.
  if (before && first.fromListener !== undefined && first.fromListener !== before.answer.listener.id) {
    const cause = causeOf('no-route', call.node, call.product.logs);
    return { call, links, answer, outcome: { kind: 'failed', cause }, reached: 1 };
  }
  return { call, links, answer, ...travel(ground, call, links, answers) };
}

/** Sends the bytes of a call along its links: PROXY headers put on and taken off, routes chosen, then the handshake. */
function travel(
  ground: Ground,
  call: Call,
  links: readonly Link[],
  answers: readonly Answer[],
): { outcome: Outcome; reached: number } {
  const last = answers.at(-1);
  if (!last) throw new Error('a leg has at least one link');
  const name = sentName(call, last);
  let headers = 0;
  for (const [i, link] of links.entries()) {
    const answer = answers[i];
    if (!answer) break;
    const fail = (code: CauseCode, detail?: string) => ({
      outcome: failed(causeOf(code, answer.node, answer.product.logs, detail)),
      reached: i + 1,
    });
    if (answer.mode === 'closed') return { outcome: refused(ground, link, call), reached: i + 1 };
    if (proxyHeaderOf(ground.topology, link, ground.products)) headers++;
    if (answer.acceptsProxyProtocol) {
      if (headers === 0) return fail('proxy-protocol-missing');
      headers--;
    }
    const next = links[i + 1];
    if (answer.mode !== 'passthrough') {
      if (headers > 0) return fail('proxy-protocol-unexpected');
      continue;
    }
    if (!next) return fail('passthrough-to-nobody');
    if (next.fromListener !== undefined && next.fromListener !== answer.listener.id) return fail('no-route');
    // A header in front of the ClientHello hides it from a router that does not expect one.
    if (answer.by === 'sni') {
      const hidden = headers > 0;
      const trouble = routeTrouble(ground, call, name, next, answer, hidden);
      if (trouble) return fail(trouble, hidden ? 'a PROXY protocol header stands in front of it' : (name ?? undefined));
    }
  }
  return { outcome: meet(call, last), reached: links.length };
}

/** Nobody listens: whoever dialled this hop, be it a relay, reads of it in its own log. */
function refused({ topology, products }: Ground, link: Link, call: Call): Outcome {
  const node = topology.nodes.get(link.from) ?? call.node;
  return failed(causeOf('connection-refused', node, productOf(node, products).logs));
}

/** Why an SNI router does not send this call to `next`; null when it does. */
export function routeTrouble(
  ground: Ground,
  call: Call,
  name: string | null,
  next: Link,
  router: Answer,
  hidden = false,
): CauseCode | null {
  const hello = !hidden && call.tls !== 'plaintext' && call.negotiation === 'direct';
  const seen = hello ? name : null;
  const wanted = next.match?.sni ?? [];
  if (wanted.length > 0 && seen === null) {
    if (hello) return 'no-server-name';
    return hidden || call.tls === 'plaintext' ? 'no-client-hello' : 'upgrade-behind-sni-router';
  }
  if (seen === null) return null;
  const fit = fitOf(wanted, seen);
  if (wanted.length > 0 && fit === 0) return 'routed-elsewhere';
  const siblings = ground.outgoing.get(next.from) ?? [];
  const taken = siblings.some(
    ({ match, fromListener }) =>
      (fromListener === undefined || fromListener === router.listener.id) && fitOf(match?.sni ?? [], seen) > fit,
  );
  return taken ? 'routed-elsewhere' : null;
}

/** How closely a route's names fit the one asked for: exactly, by a longer or a shorter wildcard, or (0) not at all. */
function fitOf(names: readonly string[], seen: string): number {
  const exact = 1_000;
  return Math.max(
    0,
    ...names.map((name) => (certificateCovers([name], seen) ? (name.startsWith('*.') ? name.length : exact) : 0)),
  );
}

const failed = (cause: Cause): Outcome => ({ kind: 'failed', cause });
