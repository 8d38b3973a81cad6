import { carriersOf } from '../cost/mesh-passage.ts';
import type { Scene } from '../observers/observer.ts';
import { productOf, versionRank } from '../simulation/bounds.ts';
import { holdsReadable } from '../simulation/tally.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';
import { isWeaker, legId, type Wire, wireOf } from './wires.ts';

/** What is met along working flows, each thing once: the ids of what is counted. A wire is kept as it is worst seen. */
export interface Way {
  readonly wires: Map<string, Wire>;
  readonly legs: Map<string, Leg>;
  /** Processes between the two ends of a flow that have its data readable. */
  readonly readers: Set<string>;
  readonly operators: Set<string>;
  readonly keyHolders: Set<string>;
  readonly terminators: Set<string>;
  readonly terminatingProducts: Set<string>;
  readonly bridges: Set<string>;
  /** Relays inside a session. */
  readonly relays: Set<string>;
  /** Legs by their id, as are the next five sets. */
  readonly sessions: Set<string>;
  readonly clientCertificates: Set<string>;
  readonly unknownCallers: Set<string>;
  readonly notEnforced: Set<string>;
  readonly noForwardSecrecy: Set<string>;
  readonly oldVersions: Set<string>;
  readonly meshProxies: Set<string>;
  /** Components to which a mesh issues an identity. */
  readonly meshIdentities: Set<string>;
  /** Links on which these flows are inside a session, their own or the mesh's. */
  readonly encrypted: Set<string>;
  /** Links on public wires whose key exchange a later computer breaks. */
  readonly recordable: Set<string>;
  /** Links that carry one session inside another. */
  readonly nested: Set<string>;
  /** Links with network-layer encryption, and the zones whose owner keeps it up. */
  readonly tunnelled: Set<string>;
  readonly tunnels: Set<string>;
  readonly sealedAssets: Set<string>;
}

const emptyWay = (): Way => ({
  wires: new Map(),
  legs: new Map(),
  readers: new Set(),
  operators: new Set(),
  keyHolders: new Set(),
  terminators: new Set(),
  terminatingProducts: new Set(),
  bridges: new Set(),
  relays: new Set(),
  sessions: new Set(),
  clientCertificates: new Set(),
  unknownCallers: new Set(),
  notEnforced: new Set(),
  noForwardSecrecy: new Set(),
  oldVersions: new Set(),
  recordable: new Set(),
  meshProxies: new Set(),
  meshIdentities: new Set(),
  encrypted: new Set(),
  nested: new Set(),
  tunnelled: new Set(),
  tunnels: new Set(),
  sealedAssets: new Set(),
});

/** Follows working flows and collects what is met on them. */
export function wayOf(scene: Scene, flows: readonly FlowVerdict[]): Way {
  const way = emptyWay();
  for (const verdict of flows) {
    for (const [i, leg] of verdict.legs.entries()) {
      for (const link of leg.links) meetWire(way, wireOf(scene, verdict.flow, leg, link));
      meetLeg(scene, way, leg, verdict.legs[i + 1]);
    }
    meetReaders(scene, way, verdict);
  }
  return way;
}

function meetWire(way: Way, wire: Wire | null): void {
  if (!wire) return;
  const { link } = wire;
  const { layers } = wire.verdict;
  const before = way.wires.get(link.id);
  if (!before || isWeaker(wire.sight, before.sight)) way.wires.set(link.id, wire);
  for (const layer of layers)
    if (layer.kind === 'network') {
      way.tunnelled.add(link.id);
      // What the provider encrypts, the provider keeps up.
      if (layer.technology !== 'provider') way.tunnels.add(layer.zone);
    }
}

function meetLeg(scene: Scene, way: Way, leg: Leg, next: Leg | undefined): void {
  const { call, answer, outcome, links } = leg;
  const id = legId(leg);
  way.legs.set(id, leg);
  const listens = answer.mode === 'terminate' || answer.mode === 'permissive';
  if (listens) {
    way.terminators.add(answer.node.id);
    way.terminatingProducts.add(answer.product.id);
    way.keyHolders.add(`node ${answer.node.id}`);
  }
  if (call.tls === 'mutual') way.keyHolders.add(`node ${call.node.id}`);
  for (const { session, proxies } of carriersOf(leg)) {
    way.meshIdentities.add(session.from).add(session.to);
    way.keyHolders.add(`mesh ${session.from}`).add(`mesh ${session.to}`);
    for (const { id: proxy } of proxies) way.meshProxies.add(proxy);
  }
  const identified = leg.carriers.at(-1)?.session.caller === 'workload';
  const known = identified || (outcome.kind === 'session' && outcome.authentication === 'mutual');
  // That a public client is nobody in particular is no fault of the way in.
  if (!known && call.product.kind !== 'client') way.unknownCallers.add(id);
  for (const [i, link] of links.entries()) {
    if (outcome.kind === 'session' || leg.carriers[i]) way.encrypted.add(link.id);
    if (outcome.kind === 'session' && leg.carriers[i]) way.nested.add(link.id);
    if (isRecordable(leg, i, way.wires.get(link.id))) way.recordable.add(link.id);
  }
  if (outcome.kind !== 'session') {
    if (answer.mode === 'permissive') way.notEnforced.add(id);
    else if (leg.carriers.at(-1) && isMeshPermissive(scene, leg)) way.notEnforced.add(id);
    return;
  }
  way.sessions.add(id);
  if (answer.mode === 'permissive' || outcome.downgradable) way.notEnforced.add(id);
  if (outcome.clientCertificate) way.clientCertificates.add(id);
  if (next?.outcome.kind === 'session') way.bridges.add(answer.node.id);
  for (const relay of links.slice(0, -1)) way.relays.add(relay.to);
  if (outcome.keyExchange === 'rsa') way.noForwardSecrecy.add(id);
  if (versionRank(outcome.version) < versionRank('1.2')) way.oldVersions.add(id);
}

/** Whether anyone can record what only a key exchange of today keeps secret: one hybrid layer would keep it for good. */
function isRecordable({ outcome, carriers }: Leg, index: number, wire: Wire | undefined): boolean {
  if (wire?.hostility !== 3 || wire.sight === 'plaintext' || wire.sight === 'hidden') return false;
  const own = outcome.kind === 'session' ? outcome.keyExchange : null;
  return own !== 'hybrid' && carriers[index]?.session.keyExchange !== 'hybrid';
}

/** Whether the mesh in front of this listener lets plaintext in as well. */
function isMeshPermissive({ topology }: Scene, { answer }: Leg): boolean {
  const zone = zonesAround(topology, answer.node.zone).find(({ mesh }) => mesh);
  return (answer.listener.mesh ?? zone?.mesh?.mode) === 'permissive';
}

function meetReaders(scene: Scene, way: Way, { flow, legs }: FlowVerdict): void {
  const { topology, products } = scene;
  const assets = [...flow.carries, ...(flow.returns ?? [])];
  for (const asset of assets) if (topology.data.get(asset)?.protection) way.sealedAssets.add(asset);
  const reads = (node: string): boolean =>
    assets.length === 0 || assets.some((asset) => holdsReadable(topology, asset, node));
  const ends = [legs[0]?.call.node.id, legs.at(-1)?.answer.node.id];
  const holders = legs.flatMap(({ outcome, answer, links }) => [
    answer.node.id,
    ...(outcome.kind === 'plaintext' ? links.slice(0, -1).map(({ to }) => to) : []),
  ]);
  for (const id of holders) {
    if (!reads(id)) continue;
    if (!ends.includes(id)) way.readers.add(`node ${id}`);
    const node = topology.nodes.get(id);
    const operator = node && productOf(node, products).operator;
    if (operator) way.operators.add(operator);
  }
  // The mesh's proxies read what applications send bare through them, unless it is sealed in itself.
  const open = assets.length === 0 || assets.some((asset) => topology.data.get(asset)?.protection === undefined);
  for (const leg of legs)
    if (open && leg.outcome.kind === 'plaintext')
      for (const { proxies } of carriersOf(leg)) for (const { id } of proxies) way.readers.add(`proxy ${id}`);
}
