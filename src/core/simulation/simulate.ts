import { can, type Products } from '../model/product.ts';
import type { Flow, TlsVersion } from '../model/schema.ts';
import type { Table } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import {
  answerOf,
  boundListener,
  callOf,
  type DesignError,
  listenersOf,
  productOf,
  proxyHeaderOf,
  type Report,
} from './bounds.ts';
import { type Cause, foremost } from './causes.ts';
import { anyTraffic, deriveFlows } from './flows.ts';
import type { Authentication } from './meet.ts';
import { type Pattern, patternOf, type Trait, traitsOf } from './pattern.ts';
import { type Ground, type Leg, survey, type Trace, walk } from './walk.ts';
import { zonesAround } from './zones.ts';

export type LinkState = 'plaintext' | 'encrypted' | 'failed' | 'unreached';
/** What somebody on the wire learns of an asset that crosses it, weakest first. */
export type Exposure = 'plaintext' | 'active' | 'metadata' | 'hidden';

/** One thing that wraps the bytes of a link; a link's `layers` hold them outermost first. */
export type Layer =
  | { readonly kind: 'network'; readonly technology: string; readonly zone: string }
  | { readonly kind: 'session'; readonly session: string };

/** One TLS session: from the node that dials to the node that terminates, over every link between. */
export interface Session {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly links: readonly string[];
  readonly relays: readonly string[];
  readonly authentication: Authentication;
  readonly downgradable: boolean;
  readonly version: TlsVersion;
  readonly serverName: string | null;
}

export interface LinkVerdict {
  readonly state: LinkState;
  /** Of the weakest session that covers the link; `none` where there is no session. */
  readonly authentication: Authentication;
  readonly downgradable: boolean;
  /** The weakest session that covers the link, or null. */
  readonly session: string | null;
  readonly sessions: readonly string[];
  readonly layers: readonly Layer[];
  /** Why it fails, where it does. */
  readonly cause?: Cause;
  /** Plaintext although the dialer would have encrypted. */
  readonly downgraded: boolean;
  /** Assets that working flows carry here, with what a tap learns of each. */
  readonly exposure: Readonly<Record<string, Exposure>>;
  /** Assets that came as far as this link, working flow or not. */
  readonly assets: readonly string[];
}

export interface NodeVerdict {
  /** Assets that this process has in memory, readable, through some working flow. */
  readonly plaintext: readonly string[];
  /** Assets that it could read by impersonating or downgrading: it relays a session that does not authenticate its peer. */
  readonly active: readonly string[];
  /** Assets that it reads in flows which then fail further on. */
  readonly beforeFailure: readonly string[];
  readonly holdsKeys: boolean;
}

export interface FlowVerdict {
  readonly flow: Flow;
  /** Not in the document: derived from the drawing. */
  readonly derived: boolean;
  readonly outcome: 'works' | 'failed';
  /** The link on which it fails. */
  readonly failsAt?: string;
  readonly cause?: Cause;
  readonly pattern: Pattern;
  readonly traits: readonly Trait[];
  readonly legs: readonly Leg[];
}

/** What the drawing cannot decide, or this version does not compute: said, never rounded down to safe. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly where?: { readonly zone?: string };
}

export interface Simulation {
  readonly links: Table<LinkVerdict>;
  readonly nodes: Table<NodeVerdict>;
  readonly flows: Table<FlowVerdict>;
  readonly sessions: Table<Session>;
  readonly designErrors: readonly DesignError[];
  readonly notes: readonly Note[];
}

/** The verdict on a drawing. Pure: the same topology gives the same verdict, byte for byte. Linear in hops. */
export function simulate(topology: Topology, products: Products): Simulation {
  const ground = survey(topology, products);
  const notes: Note[] = [];
  const flows = flowsOf(topology, ground, notes);
  const traces = flows.map((flow) => walk(ground, flow));
  const sessions = new Map<string, Session>();
  const links = new Map([...topology.links.keys()].map((id) => [id, emptyLink(topology, id)]));
  const nodes = new Map([...topology.nodes.keys()].map((id) => [id, emptyNode()]));
  const verdicts = new Map<string, FlowVerdict>();

  for (const trace of traces) {
    const verdict = judge(trace, topology.flows.size === 0);
    verdicts.set(trace.flow.id, verdict);
    spread(topology, verdict, links, nodes, sessions);
  }
  for (const zone of topology.zones.values())
    if (zone.mesh && zone.mesh.mode !== 'disabled')
      notes.push({
        code: 'mesh-not-computed',
        where: { zone: zone.id },
        message: `Mesh mTLS in "${zone.title}" is not part of this verdict yet: its links are judged as drawn, which is their weakest.`,
      });

  return {
    links: new Map([...links].map(([id, tally]) => [id, closeLink(tally)])),
    nodes: new Map([...nodes].map(([id, tally]) => [id, closeNode(tally, ground, id)])),
    flows: verdicts,
    sessions,
    designErrors: designErrors(ground, traces),
    notes,
  };
}

function flowsOf(topology: Topology, ground: Ground, notes: Note[]): readonly Flow[] {
  if (topology.flows.size > 0) return [...topology.flows.values()];
  const { flows, cut } = deriveFlows(ground);
  if (cut)
    notes.push({
      code: 'flows-cut',
      message: `There are more ways through this drawing than are followed on their own (${flows.length}): draw the flows that matter.`,
    });
  return flows;
}

function judge({ flow, legs }: Trace, derived: boolean): FlowVerdict {
  const last = legs.at(-1);
  const base = { flow, derived, legs, pattern: patternOf(legs), traits: traitsOf(legs) };
  const travelled = legs.reduce((sum, leg) => sum + leg.links.length, 0);
  if (last?.outcome.kind === 'failed') {
    const failsAt = last.links[last.reached - 1]?.id ?? last.call.link.id;
    return { ...base, outcome: 'failed', failsAt, cause: last.outcome.cause };
  }
  const missing = flow.path[travelled];
  return missing === undefined ? { ...base, outcome: 'works' } : { ...base, outcome: 'failed', failsAt: missing };
}

interface LinkTally {
  covering: { rank: number; state: 'plaintext' | 'encrypted'; session: Session | null; downgraded: boolean }[];
  causes: Cause[];
  network: readonly Layer[];
  exposure: Map<string, Exposure>;
  assets: Set<string>;
}

interface NodeTally {
  plaintext: Set<string>;
  active: Set<string>;
  beforeFailure: Set<string>;
  presentsCertificate: boolean;
}

const emptyNode = (): NodeTally => ({
  plaintext: new Set(),
  active: new Set(),
  beforeFailure: new Set(),
  presentsCertificate: false,
});

function emptyLink(topology: Topology, id: string): LinkTally {
  const link = topology.links.get(id);
  const zoneOf = (node: string | undefined) => zonesAround(topology, topology.nodes.get(node ?? '')?.zone);
  const far = new Set(zoneOf(link?.to));
  // Network-layer encryption covers a wire whose two ends both lie in the zone; the widest zone wraps the others.
  const network = zoneOf(link?.from)
    .filter((zone) => far.has(zone) && zone.networkEncryption !== undefined && zone.networkEncryption !== 'none')
    .reverse()
    .map((zone): Layer => ({ kind: 'network', technology: zone.networkEncryption ?? 'none', zone: zone.id }));
  return { covering: [], causes: [], network, exposure: new Map(), assets: new Set() };
}

const authenticationRank: Readonly<Record<Authentication, number>> = { none: 1, ca: 2, server: 3, mutual: 4 };
/** Weakest first: plaintext, then sessions by whom they authenticate, a downgradable one before its sturdy twin. */
const rankOf = (session: Session | null): number =>
  session ? authenticationRank[session.authentication] * 2 + (session.downgradable ? 0 : 1) : 0;

const weakerThan: Readonly<Record<Exposure, number>> = { plaintext: 0, active: 1, metadata: 2, hidden: 3 };

/** Lays one flow's legs onto the links and nodes that they touch. */
function spread(
  topology: Topology,
  { flow, legs, outcome: flowOutcome }: FlowVerdict,
  links: ReadonlyMap<string, LinkTally>,
  nodes: ReadonlyMap<string, NodeTally>,
  sessions: Map<string, Session>,
): void {
  const assets = new Set([...flow.carries, ...(flow.returns ?? [])]);
  const works = flowOutcome === 'works';
  const reads = (node: string) => {
    const tally = nodes.get(node);
    if (!tally) return;
    for (const asset of assets)
      if (holdsReadable(topology, asset, node)) (works ? tally.plaintext : tally.beforeFailure).add(asset);
  };

  for (const { call, links: span, answer, outcome, reached } of legs) {
    reads(call.node.id);
    if (call.tls === 'mutual') {
      const dialer = nodes.get(call.node.id);
      if (dialer) dialer.presentsCertificate = true;
    }
    if (outcome.kind === 'failed') {
      for (const link of span.slice(0, reached)) links.get(link.id)?.causes.push(outcome.cause);
      continue;
    }
    reads(answer.node.id);
    const relays = span.slice(0, -1).map(({ to }) => to);
    let session: Session | null = null;
    if (outcome.kind === 'session') {
      const id = span.map((link) => link.id).join('>');
      const { authentication, downgradable, version, serverName } = outcome;
      session = {
        id,
        from: call.node.id,
        to: answer.node.id,
        links: span.map((link) => link.id),
        relays,
        authentication,
        downgradable,
        version,
        serverName,
      };
      sessions.set(id, session);
    } else for (const relay of relays) reads(relay);
    const open =
      session !== null &&
      (session.downgradable || session.authentication === 'none' || session.authentication === 'ca');
    if (open && works)
      for (const relay of relays)
        for (const asset of assets) if (!isProtected(topology, asset)) nodes.get(relay)?.active.add(asset);

    for (const { id } of span) {
      const tally = links.get(id);
      if (!tally) continue;
      tally.covering.push({
        rank: rankOf(session),
        state: session ? 'encrypted' : 'plaintext',
        session,
        downgraded: outcome.kind === 'plaintext' && outcome.downgraded,
      });
      for (const asset of assets) {
        tally.assets.add(asset);
        if (!works) continue;
        const seen: Exposure =
          isProtected(topology, asset) || tally.network.length > 0
            ? 'hidden'
            : !session
              ? 'plaintext'
              : open
                ? 'active'
                : 'metadata';
        const known = tally.exposure.get(asset);
        if (known === undefined || weakerThan[seen] < weakerThan[known]) tally.exposure.set(asset, seen);
      }
    }
  }
}

const isProtected = (topology: Topology, asset: string): boolean => topology.data.get(asset)?.protection !== undefined;

/** An asset under application-layer protection is readable only by its encrypter and its key holders. */
export function holdsReadable(topology: Topology, asset: string, node: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  return !protection || protection.by === node || protection.readableBy.includes(node);
}

function closeLink({ covering, causes, network, exposure, assets }: LinkTally): LinkVerdict {
  const weakest = covering.reduce<LinkTally['covering'][number] | null>(
    (worst, each) =>
      !worst ||
      each.rank < worst.rank ||
      (each.rank === worst.rank && (each.session?.id ?? '') < (worst.session?.id ?? ''))
        ? each
        : worst,
    null,
  );
  const cause = foremost(causes);
  const sessions = [...new Set(covering.flatMap(({ session }) => (session ? [session.id] : [])))];
  return {
    state: weakest ? weakest.state : cause ? 'failed' : 'unreached',
    authentication: weakest?.session?.authentication ?? 'none',
    downgradable: weakest?.session?.downgradable ?? false,
    session: weakest?.session?.id ?? null,
    sessions,
    layers: [...network, ...(weakest?.session ? [{ kind: 'session' as const, session: weakest.session.id }] : [])],
    ...(cause ? { cause } : {}),
    downgraded: covering.some(({ downgraded }) => downgraded),
    exposure: Object.fromEntries(exposure),
    assets: [...assets],
  };
}

function closeNode(tally: NodeTally, { topology, products }: Ground, id: string): NodeVerdict {
  const node = topology.nodes.get(id);
  const product = node && productOf(node, products);
  const terminates =
    node !== undefined &&
    product !== undefined &&
    listenersOf(node, product).some((listener) => {
      const { mode } = boundListener(node, product, listener);
      return mode === 'terminate' || mode === 'permissive';
    });
  return {
    plaintext: [...tally.plaintext],
    active: [...tally.active].filter((asset) => !tally.plaintext.has(asset)),
    beforeFailure: [...tally.beforeFailure].filter((asset) => !tally.plaintext.has(asset)),
    holdsKeys: terminates || tally.presentsCertificate,
  };
}

/** Everything drawn that its product can't do, each said once, in the order of the drawing. */
function designErrors(ground: Ground, traces: readonly Trace[]): readonly DesignError[] {
  const { topology, products } = ground;
  const errors: DesignError[] = [];
  const report: Report = (error) => errors.push(error);
  for (const node of topology.nodes.values()) {
    const product = productOf(node, products, report);
    for (const listener of node.listeners ?? []) boundListener(node, product, listener, report);
  }
  const forwarded = new Set<string>();
  for (const { legs } of traces)
    for (const { links } of legs) for (const link of links.slice(1)) forwarded.add(link.id);
  for (const link of topology.links.values()) {
    answerOf(topology, link, products, report);
    if (!forwarded.has(link.id)) callOf(topology, link, products, report);
    proxyHeaderOf(topology, link, products, report);
  }
  const said = new Set<string>();
  for (const { legs } of traces)
    for (const { call, answer, outcome } of legs) {
      const { issuer } = answer.certificate;
      const feature = 'trust:private-ca';
      // Behind a relay one dial may meet several terminators.
      const pair = `${call.link.id}>${answer.node.id}`;
      if (said.has(pair) || outcome.kind !== 'session' || issuer === 'public-ca') continue;
      if (call.verify === 'none' || can(call.product, feature, call.node)) continue;
      said.add(pair);
      const support = call.product.supports[feature];
      report({
        code: feature,
        where: { node: call.node.id, link: call.link.id },
        message: `${call.product.title} cannot be told to trust a private CA, and ${answer.node.title} shows a certificate of one. ${support.can === 'yes' ? '' : support.why}`,
        alternative: `The session is judged as drawn; give ${answer.node.title} a certificate of a public CA, or nothing will connect.`,
        ...(support.can === 'unverified' ? {} : { source: support.source }),
      });
    }
  return errors;
}

/** The asset's title for a person; the stand-in of a drawing without data included. */
export const assetTitle = (topology: Topology, id: string): string =>
  topology.data.get(id)?.title ?? (id === anyTraffic ? 'everything sent' : id);
