import type { Link, Node, Zone } from '../model/schema.ts';
import { productOf } from '../simulation/bounds.ts';
import { anyTraffic } from '../simulation/flows.ts';
import type { FlowVerdict, Session, Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { zonesAround, zonesTouched } from '../simulation/zones.ts';
import type { Scene } from './observer.ts';

/** One dial and the wires that it spans, with every working flow that goes that way. */
export interface Transit {
  readonly leg: Leg;
  /** Its own TLS session; null where it speaks plaintext, whatever wraps that on the wire. */
  readonly session: string | null;
  readonly flows: ReadonlySet<FlowVerdict>;
  readonly assets: ReadonlySet<string>;
  /** Those that no application-layer encryption seals yet on this leg, in some flow. */
  readonly open: ReadonlySet<string>;
}

/** Where a node takes part in a working flow: at which leg it first speaks in its own name, or as somebody else. */
export interface Asking {
  readonly flow: FlowVerdict;
  readonly leg: number;
}

/** A drawing's working flows, laid out by place: what every observer's view is put together from. */
export interface Terrain {
  readonly scene: Scene;
  readonly assets: readonly string[];
  readonly transits: readonly Transit[];
  readonly byLink: ReadonlyMap<string, readonly Transit[]>;
  /** Legs that start at a node, end there or are relayed by it. */
  readonly byNode: ReadonlyMap<string, readonly Transit[]>;
  readonly asking: ReadonlyMap<string, readonly Asking[]>;
  /** Wires by each zone that they touch; `null`: those with an end that lies in no drawn zone. Loopback is left out. */
  readonly wires: ReadonlyMap<string | null, readonly Link[]>;
  /** Wires that never leave a machine, by the zone of kind `host` that holds both ends and by each zone around it. */
  readonly loopback: ReadonlyMap<string, readonly Link[]>;
  /** Nodes by each zone that they lie in, directly or further inside. */
  readonly nodesIn: ReadonlyMap<string, readonly Node[]>;
  readonly operatedBy: ReadonlyMap<string, readonly Node[]>;
  readonly zonesOf: (node: string) => readonly Zone[];
  /** Whether a zone is another one or lies in it. */
  readonly inside: (zone: string, other: string) => boolean;
}

const remembered = new WeakMap<Simulation, Terrain>();

/** Indexed once per simulation. */
export function terrainOf(scene: Scene): Terrain {
  let terrain = remembered.get(scene.simulation);
  if (!terrain) {
    terrain = index(scene);
    remembered.set(scene.simulation, terrain);
  }
  return terrain;
}

interface Gathering {
  readonly leg: Leg;
  readonly session: string | null;
  readonly flows: Set<FlowVerdict>;
  readonly assets: Set<string>;
  readonly open: Set<string>;
}

function index(scene: Scene): Terrain {
  const { topology, simulation, products } = scene;
  const around = new Map([...topology.nodes.values()].map(({ id, zone }) => [id, zonesAround(topology, zone)]));
  const zonesOf = (node: string) => around.get(node) ?? [];

  const spans = new Map<string, string>();
  for (const { id, kind, links } of simulation.sessions.values()) if (kind === 'tls') spans.set(spanKey(links), id);
  // Flows that go the same way share their legs.
  const transits = new Map<Leg, Gathering>();
  const asking = new Map<string, Asking[]>();
  for (const flow of simulation.flows.values()) {
    if (flow.outcome !== 'works') continue;
    const asks = new Set<string>();
    const cargo = cargoOf(scene, flow);
    for (const [position, leg] of flow.legs.entries()) {
      if (leg.outcome.kind === 'failed') continue;
      let transit = transits.get(leg);
      if (!transit) {
        const session =
          leg.outcome.kind === 'session' ? (spans.get(spanKey(leg.links.map(({ id }) => id))) ?? null) : null;
        transit = { leg, session, flows: new Set(), assets: new Set(), open: new Set() };
        transits.set(leg, transit);
      }
      transit.flows.add(flow);
      for (const [asset, openUntil] of cargo) {
        transit.assets.add(asset);
        if (position < openUntil) transit.open.add(asset);
      }
      // A relay can speak in the dialer's name where it sees plaintext or can end the session itself, but not where
      // the listener wants a client certificate: that one it cannot show.
      const shut = leg.outcome.kind === 'session' && leg.answer.clientCertificate === 'required';
      const relays = isOpen(leg) && !shut ? leg.links.slice(0, -1).map(({ to }) => to) : [];
      for (const node of [leg.call.node.id, ...relays]) {
        if (asks.has(node)) continue;
        asks.add(node);
        add(asking, node, { flow, leg: position });
      }
    }
  }

  const byLink = new Map<string, Transit[]>();
  const byNode = new Map<string, Transit[]>();
  for (const transit of transits.values()) {
    const [first] = transit.leg.links;
    for (const { id } of transit.leg.links) add(byLink, id, transit);
    for (const node of new Set([first?.from, ...transit.leg.links.map(({ to }) => to)]))
      if (node !== undefined) add(byNode, node, transit);
  }

  const touched = ({ from, to }: Link) =>
    zonesTouched(topology, topology.nodes.get(from)?.zone, topology.nodes.get(to)?.zone);
  const wires = new Map<string | null, Link[]>();
  const loopback = new Map<string, Link[]>();
  for (const link of topology.links.values()) {
    const [from, to] = [zonesOf(link.from), zonesOf(link.to)];
    const host = sharedHost(from, to);
    if (host) for (const { id } of zonesAround(topology, host.id)) add(loopback, id, link);
    else {
      for (const { id } of touched(link)) add(wires, id, link);
      if (from.length === 0 || to.length === 0) add(wires, null, link);
    }
  }

  const nodesIn = new Map<string, Node[]>();
  const operatedBy = new Map<string, Node[]>();
  for (const node of topology.nodes.values()) {
    for (const { id } of zonesOf(node.id)) add(nodesIn, id, node);
    const { operator } = productOf(node, products);
    if (operator !== null) add(operatedBy, operator, node);
  }

  return {
    scene,
    assets: topology.data.size > 0 ? [...topology.data.keys()] : [anyTraffic],
    transits: [...transits.values()],
    byLink,
    byNode,
    asking,
    wires,
    loopback,
    nodesIn,
    operatedBy,
    zonesOf,
    inside: (zone, other) => zonesAround(topology, zone).some(({ id }) => id === other),
  };
}

/** What a flow carries, and for how many of its legs each asset travels unsealed by application-layer encryption. */
function cargoOf({ topology }: Scene, { flow, legs }: FlowVerdict): readonly (readonly [string, number])[] {
  const everywhere = legs.length;
  const openUntil = (asset: string): number => {
    const by = topology.data.get(asset)?.protection?.by;
    if (by === undefined) return everywhere;
    // Sealed by whoever dials on; where nobody on the way seals it, it was sealed before, and comes back as stored.
    const dialled = legs.findIndex(({ call }) => call.node.id === by);
    if (dialled >= 0) return dialled;
    return legs.at(-1)?.answer.node.id === by ? everywhere : 0;
  };
  const back = (flow.returns ?? []).map(
    (asset) => [asset, topology.data.get(asset)?.protection ? 0 : everywhere] as const,
  );
  return [...flow.carries.map((asset) => [asset, openUntil(asset)] as const), ...back];
}

const spanKey = (links: readonly string[]): string => links.join('>');

function add<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** The innermost machine that holds both ends: what goes between them is loopback. */
export const sharedHost = (from: readonly Zone[], to: readonly Zone[]): Zone | undefined =>
  from.find((zone) => zone.kind === 'host' && to.includes(zone));

/** Whether somebody between the two ends can pose as the far one, or simply reads: the dialer does not know its peer. */
export const isOpen = ({ outcome }: Leg): boolean =>
  outcome.kind === 'plaintext' ||
  (outcome.kind === 'session' &&
    (outcome.downgradable || outcome.authentication === 'none' || outcome.authentication === 'ca'));

/** An asset under application-layer protection is readable only by its encrypter and its key holders. */
export function canOpen({ topology }: Scene, asset: string, node: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  return !protection || protection.by === node || protection.readableBy.includes(node);
}

/** The session of a mesh that carries a leg over a link, under whatever the applications speak; null where none does. */
export function carrierOn({ links, carriers }: Leg, link: string): Session | null {
  return carriers[links.findIndex(({ id }) => id === link)]?.session ?? null;
}

/** What somebody on the wire itself learns of a transit, whatever network encryption lies around it. */
export function seenInside({ leg }: Transit, link: string): 'plaintext' | 'active' | 'metadata' {
  if (carrierOn(leg, link)) return 'metadata';
  return leg.outcome.kind === 'plaintext' ? 'plaintext' : isOpen(leg) ? 'active' : 'metadata';
}
