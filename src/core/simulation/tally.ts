import type { Topology } from '../model/topology.ts';
import { boundListener, listenersOf, productOf } from './bounds.ts';
import { type Cause, foremost } from './causes.ts';
import type { Authentication } from './meet.ts';
import type { Exposure, FlowVerdict, Layer, LinkVerdict, NodeVerdict, Session } from './verdict.ts';
import type { Ground } from './walk.ts';
import { zonesAround } from './zones.ts';

/** What the flows leave on a link and on a node, while they are counted; closed into verdicts at the end. */
export interface LinkTally {
  covering: { rank: number; state: 'plaintext' | 'encrypted'; session: Session | null; downgraded: boolean }[];
  causes: Cause[];
  network: readonly Layer[];
  exposure: Map<string, Exposure>;
  assets: Set<string>;
}

export interface NodeTally {
  plaintext: Set<string>;
  active: Set<string>;
  beforeFailure: Set<string>;
  presentsCertificate: boolean;
}

export const emptyNode = (): NodeTally => ({
  plaintext: new Set(),
  active: new Set(),
  beforeFailure: new Set(),
  presentsCertificate: false,
});

export function emptyLink(topology: Topology, id: string): LinkTally {
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
export function spread(
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
      const { authentication, downgradable, version, serverName, keyExchange, clientCertificate } = outcome;
      session = {
        id,
        kind: 'tls',
        from: call.node.id,
        to: answer.node.id,
        links: span.map((link) => link.id),
        relays,
        authentication,
        downgradable,
        version,
        serverName,
        keyExchange,
        caller: clientCertificate ? 'certificate' : 'unknown',
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

export function closeLink({ covering, causes, network, exposure, assets }: LinkTally): LinkVerdict {
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

export function closeNode(tally: NodeTally, { topology, products }: Ground, id: string): NodeVerdict {
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
