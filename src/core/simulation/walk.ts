import type { Flow, Link } from '../model/schema.ts';
import { type Answer, productOf } from './bounds.ts';
import { type Carrier, carry } from './carry.ts';
import { type Cause, type CauseCode, causeOf } from './causes.ts';
import { type Call, proxyHeaderOf } from './dials.ts';
import { answerAt, callAt, type Ground, memberAt } from './ground.ts';
import { certificateCovers, meet, type Outcome, sentName } from './meet.ts';
import { type Crossing, originates } from './mesh.ts';
import { meshes } from './meshes.ts';

/** One dial and every link that it spans, until a listener answers instead of passing it on. */
export interface Leg {
  readonly call: Call;
  readonly links: readonly Link[];
  readonly answer: Answer;
  readonly outcome: Outcome;
  /** How many of `links` the bytes reached: all, but where a relay had nowhere to send them. */
  readonly reached: number;
  /** The session of a mesh that each of `links` travels in, or null; empty where the leg failed. */
  readonly carriers: readonly (Carrier | null)[];
}

export interface Trace {
  readonly flow: Flow;
  readonly legs: readonly Leg[];
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
    if (answer.mode !== 'passthrough' || wrapsNext(ground, path, i, answer)) break;
  }
  const [first] = links;
  const call = first && callAt(ground, first);
  if (!first || !call) return null;
  const astray = before && whyNotFrom(before.answer, first);
  return legOver(ground, call, links, answers, astray ?? (start + links.length < path.length ? 'onward' : 'last'));
}

/** What a leg depends on besides its links: whether its path goes on from there, or why nothing gets as far as its start. */
export const endings = ['last', 'onward', 'no-route', 'redirect-answered'] as const;
export type Ending = (typeof endings)[number];

/** The leg over these links, each with its answer. */
export function legOver(
  ground: Ground,
  call: Call,
  links: readonly Link[],
  answers: readonly Answer[],
  ending: Ending,
): Leg {
  const answer = answers[answers.length - 1];
  if (!answer) throw new Error('a leg has at least one link');
  if (ending === 'no-route' || ending === 'redirect-answered') {
    const outcome = failed(causeOf(ending, call.node, call.product.logs));
    return { call, links, answer, outcome, reached: 1, carriers: [] };
  }
  const { outcome, reached, carriers } = travel(ground, call, links, answers, ending === 'onward');
  return { call, links, answer, outcome, reached, carriers };
}

/** Why nothing that came in by a listener goes out on a link of the same node, or null. */
export function whyNotFrom(listener: Answer, next: Link): Exclude<Ending, 'last' | 'onward'> | null {
  // A node with several listeners may tie an upstream to one of them.
  if (next.fromListener !== undefined && next.fromListener !== listener.listener.id) return 'no-route';
  return listener.redirects ? 'redirect-answered' : null;
}

/** Whether a relay's own mesh proxy starts TLS on the way on: then the stream is not merely passed through. */
function wrapsNext(ground: Ground, path: readonly string[], at: number, { node }: Answer): boolean {
  const next = ground.topology.links.get(path[at + 1] ?? '');
  return next !== undefined && originates(next) && memberAt(ground, node) !== null;
}

/** Sends the bytes of a call along its links: PROXY headers put on and taken off, routes chosen, then the handshake. */
function travel(
  ground: Ground,
  call: Call,
  links: readonly Link[],
  answers: readonly Answer[],
  /** Whether a relay at the end takes the stream up itself: its mesh proxy starts TLS on the next link. */
  wrapped: boolean,
): Pick<Leg, 'outcome' | 'reached' | 'carriers'> {
  const last = answers[answers.length - 1];
  if (!last) throw new Error('a leg has at least one link');
  const carried = carry(ground, links, answers);
  let headers = 0;
  let i = 0;
  const fail = (code: CauseCode, detail?: string) => {
    const { node, product } = answers[i] ?? last;
    return { outcome: failed(causeOf(code, node, product.logs, detail)), reached: i + 1, carriers: [] };
  };
  for (; i < links.length; i++) {
    const link = links[i];
    const answer = answers[i];
    if (!link || !answer) break;
    if (answer.mode === 'closed') return { outcome: refused(ground, link, call), reached: i + 1, carriers: [] };
    if ('refusedAt' in carried && carried.refusedAt === i)
      return { outcome: meshRefusal(ground, links, i, answer, carried.crossing.code), reached: i + 1, carriers: [] };
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
    if (!next) {
      if (!wrapped) return fail('passthrough-to-nobody');
      if (call.tls !== 'plaintext') return fail('tls-in-tls');
      break;
    }
    if (next.match?.path !== undefined) return fail('route-not-seen', `path ${next.match.path}`);
    if (next.fromListener !== undefined && next.fromListener !== answer.listener.id) return fail('no-route');
    // A header in front of the ClientHello hides it from a router that does not expect one.
    if (answer.by === 'sni') {
      const hidden = headers > 0;
      const name = sentName(call, last);
      const trouble = routeTrouble(ground, call, name, next, answer, hidden);
      const why = hidden ? 'a PROXY protocol header stands in front of it' : (name ?? undefined);
      if (trouble) return fail(trouble, hidden || trouble === 'routed-elsewhere' ? why : undefined);
      const silent = call.protocol.serverSpeaksFirst && (call.tls === 'plaintext' || call.negotiation === 'in-band');
      if (silent && waits(ground, answer)) return fail('server-speaks-first');
    }
  }
  const outcome: Outcome = last.mode === 'passthrough' ? { kind: 'plaintext', downgraded: false } : meet(call, last);
  const judged = 'carriers' in carried && carried.carriers[links.length - 1] != null;
  const stranger = judged || outcome.kind === 'failed' ? null : whyNotAllowed(ground, call, last, outcome);
  if (stranger !== null) {
    const cause = causeOf('not-authorised', last.node, last.product.logs, stranger);
    return { outcome: failed(cause), reached: links.length, carriers: [] };
  }
  const carriers = 'carriers' in carried && outcome.kind !== 'failed' ? carried.carriers : [];
  return { outcome, reached: links.length, carriers };
}

/** Whether an SNI router sits out a silent client until one of the two gives up. */
function waits({ outgoing }: Ground, { node, product }: Answer): boolean {
  if (product.passesOnSilence) return false;
  return !product.waitsOnlyToRoute || (outgoing.get(node.id) ?? []).some(({ match }) => match?.sni?.length);
}

/** Why a node that names its callers turns this one away; null where it does not, or its mesh proxy has judged already. */
function whyNotAllowed(ground: Ground, call: Call, { node }: Answer, outcome: Outcome): string | null {
  const member = memberAt(ground, node);
  if (!node.allows || (member && member.proxy !== 'self')) return null;
  if (outcome.kind !== 'session' || !outcome.clientCertificate) return 'it shows no identity';
  return node.allows.includes(call.node.id) ? null : call.node.title;
}

/** A proxy of a mesh turns the connection away: the line stands in the log of whoever refuses, or of whoever insists. */
function meshRefusal(ground: Ground, links: readonly Link[], at: number, answer: Answer, code: RefusalCode): Outcome {
  const receiver = memberAt(ground, answer.node);
  const facts = receiver && meshes[receiver.mesh.product];
  const logs = receiver?.proxy === 'ztunnel' ? (facts?.ztunnelLogs ?? facts?.logs) : facts?.logs;
  const line = code === 'not-authorised' ? logs?.deniesCallers : logs?.refusesStrangers;
  const dialer = ground.topology.nodes.get(links[at]?.from ?? '') ?? answer.node;
  const node = code === 'mesh-peer-without-proxy' ? dialer : answer.node;
  return failed(causeOf(code, node, line === undefined || node === dialer ? undefined : { [code]: line }));
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

type RefusalCode = Extract<Crossing, { kind: 'refused' }>['code'];

const failed = (cause: Cause): Outcome => ({ kind: 'failed', cause });
