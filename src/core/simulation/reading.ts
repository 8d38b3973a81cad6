import { assetsIn } from './assets.ts';
import { boundListener, listenersOf, productOf } from './bounds.ts';
import { foremost } from './causes.ts';
import { networkLayers, rankOf, seen } from './leg-marks.ts';
import { legOf } from './legs.ts';
import type { ProxySeat } from './mesh.ts';
import { sights, type Tally } from './tally.ts';
import type { Exposure, LinkVerdict, NodeVerdict, ProxyVerdict, Session } from './verdict.ts';
import type { Leg } from './walk.ts';

/** The session that a leg is, or null: plaintext, or failed. */
function sessionOf({ call, links, answer, outcome }: Leg): Session | null {
  if (outcome.kind !== 'session') return null;
  const { authentication, downgradable, version, serverName, keyExchange, clientCertificate } = outcome;
  const ids = links.map(({ id }) => id);
  return {
    id: ids.join('>'),
    kind: 'tls',
    from: call.node.id,
    to: answer.node.id,
    links: ids,
    relays: links.slice(0, -1).map(({ to }) => to),
    authentication,
    downgradable,
    version,
    serverName,
    keyExchange,
    caller: clientCertificate ? 'certificate' : 'unknown',
  };
}

/** The legs that touch each link: a row of leg indices, and where that of each link's number begins. */
export interface Touching {
  readonly starts: Int32Array;
  readonly legs: Int32Array;
}

export function legsByLink({ marks, used, register }: Tally): Touching {
  const starts = new Int32Array(register.links.size + 2);
  const visit = (to: (link: number, leg: number) => void): void => {
    for (let leg = 0; leg < used.length; leg++)
      if (used[leg] === 1)
        for (let i = marks.starts[leg] ?? 0; i < (marks.starts[leg + 1] ?? 0); i++) to(marks.link[i] ?? 0, leg);
  };
  // Counted one link ahead, so that filling the rows moves each start to where it belongs.
  visit((link) => {
    starts[link + 2] = (starts[link + 2] ?? 0) + 1;
  });
  for (let link = 2; link < starts.length; link++) starts[link] = (starts[link] ?? 0) + (starts[link - 1] ?? 0);
  const legs = new Int32Array(starts.at(-1) ?? 0);
  visit((link, leg) => {
    const at = starts[link + 1] ?? 0;
    legs[at] = leg;
    starts[link + 1] = at + 1;
  });
  return { starts, legs };
}

/** The legs that touch the link of a number. */
const legsOver = ({ starts, legs }: Touching, link: number): readonly number[] => [
  ...legs.subarray(starts[link] ?? 0, starts[link + 1] ?? 0),
];

export function readLink(tally: Tally, touching: Touching, id: string): LinkVerdict {
  const { run, bits, register } = tally;
  const { topology } = run.ground;
  const link = topology.links.get(id);
  const number = register.links.get(id) ?? 0;
  const covering = legsOver(touching, number).map((index) => {
    const leg = legOf(run, index);
    return { leg, position: leg.links.findIndex((each) => each.id === id) };
  });
  const causes = covering.flatMap(({ leg, position }) =>
    leg.outcome.kind === 'failed' && position < leg.reached ? [leg.outcome.cause] : [],
  );
  const covers = covering.flatMap(({ leg, position }) => coverOf(leg, position));
  const weakest = covers.reduce<Cover | null>((worst, each) => (!worst || weaker(each, worst) ? each : worst), null);
  const cause = foremost(causes);
  const sessions = [...new Set(covers.flatMap(({ stack }) => stack.map((session) => session.id)))].sort();
  const at = number * bits.words;
  const exposure: Record<string, Exposure> = {};
  for (const [name, sight] of Object.entries(seen))
    for (const asset of assetsIn(bits, tally.onWire, (number * sights + sight) * bits.words))
      exposure[asset] ??= name as Exposure;
  return {
    state: weakest ? (weakest.best ? 'encrypted' : 'plaintext') : cause ? 'failed' : 'unreached',
    authentication: weakest?.best?.authentication ?? 'none',
    downgradable: weakest?.best?.downgradable ?? false,
    session: weakest?.best?.id ?? null,
    sessions,
    layers: [
      ...(link ? networkLayers(topology, link.from, link.to) : []),
      ...(weakest?.stack.map(({ id: session }) => ({ kind: 'session' as const, session })) ?? []),
    ],
    ...(cause ? { cause } : {}),
    downgraded: covers.some(({ downgraded }) => downgraded),
    exposure: ordered(exposure, bits.ids),
    assets: assetsIn(bits, tally.onLink, at),
  };
}

/** In the order of the drawing's assets, whatever is worst. */
const ordered = (exposure: Record<string, Exposure>, ids: readonly string[]): Record<string, Exposure> =>
  Object.fromEntries([...new Set(ids)].flatMap((id) => (exposure[id] ? [[id, exposure[id]]] : [])));

/** How one leg covers a link: its sessions there, outermost first, and the one that protects best. */
interface Cover {
  readonly stack: readonly Session[];
  readonly best: Session | null;
  readonly rank: number;
  readonly downgraded: boolean;
}

function coverOf(leg: Leg, position: number): readonly Cover[] {
  if (leg.outcome.kind === 'failed') return [];
  const outer = leg.carriers[position]?.session;
  const own = sessionOf(leg);
  const stack = [...(outer ? [outer] : []), ...(own ? [own] : [])];
  const best = stack.reduce<Session | null>(
    (most, each) => (!most || rankOf(each) >= rankOf(most) ? each : most),
    null,
  );
  const downgraded = leg.outcome.kind === 'plaintext' && leg.outcome.downgraded;
  return [{ stack, best, rank: best ? rankOf(best) : 0, downgraded }];
}

/** By rank, then by name: whatever order the legs were followed in. */
const weaker = (a: Cover, b: Cover): boolean => a.rank < b.rank || (a.rank === b.rank && nameOf(a) < nameOf(b));
const nameOf = ({ stack }: Cover): string => stack.map(({ id }) => id).join(' ');

export function readNode(tally: Tally, id: string): NodeVerdict {
  const { run, bits, register, inMemory, relayed, beforeFailure, presents } = tally;
  const { topology, products } = run.ground;
  const node = topology.nodes.get(id);
  const product = node && productOf(node, products);
  const number = register.nodes.get(id) ?? 0;
  const at = number * bits.words;
  const plaintext = assetsIn(bits, inMemory, at);
  const others = (set: Uint32Array) => assetsIn(bits, set, at).filter((asset) => !plaintext.includes(asset));
  const terminates =
    node !== undefined &&
    product !== undefined &&
    listenersOf(node, product).some((listener) => {
      const { mode } = boundListener(node, product, listener);
      return mode === 'terminate' || mode === 'permissive';
    });
  return {
    plaintext,
    active: others(relayed),
    beforeFailure: others(beforeFailure),
    holdsKeys: terminates || presents[number] === 1,
  };
}

/** Every session that a flow makes, by id: those of applications and those of meshes. */
export function readSessions({ run, used }: Tally): ReadonlyMap<string, Session> {
  const sessions: Session[] = [];
  for (let index = 0; index < used.length; index++) {
    if (!used[index]) continue;
    const leg = legOf(run, index);
    const own = sessionOf(leg);
    if (own) sessions.push(own);
    for (const carrier of leg.carriers) if (carrier) sessions.push(carrier.session);
  }
  // Two legs over the same links may end otherwise (one is led astray): the sessions of one id are alike.
  sessions.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return new Map(sessions.map((session) => [session.id, session]));
}

/** The processes that meshes add, with what they hold readable: whatever the applications send bare through them. */
export function readProxies({ run, used, working, bits }: Tally): ReadonlyMap<string, ProxyVerdict> {
  const seats = new Map<string, { seat: ProxySeat; serves: Set<string>; held: Uint32Array }>();
  for (let index = 0; index < used.length; index++) {
    if (!used[index]) continue;
    const leg = legOf(run, index);
    for (const carrier of new Set(leg.carriers))
      for (const seat of carrier?.proxies ?? []) {
        const known = seats.get(seat.id) ?? { seat, serves: new Set(), held: new Uint32Array(bits.words) };
        known.serves.add(seat.serves);
        if (leg.outcome.kind === 'plaintext')
          for (let word = 0; word < bits.words; word++)
            known.held[word] =
              (known.held[word] ?? 0) | ((working[index * bits.words + word] ?? 0) & ~(bits.sealed[word] ?? 0));
        seats.set(seat.id, known);
      }
  }
  const verdicts = [...seats.values()].map(
    ({ seat: { serves: _, ...seat }, serves, held }): ProxyVerdict => ({
      ...seat,
      serves: [...serves].sort(),
      plaintext: assetsIn(bits, held, 0),
    }),
  );
  return new Map(verdicts.sort((a, b) => (a.id < b.id ? -1 : 1)).map((proxy) => [proxy.id, proxy]));
}
