import { compare } from '../model/order.ts';
import type { Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { addressClaims } from './address-claims.ts';
import { certificateClaims } from './certificate-claims.ts';
import type { Claim } from './claim.ts';
import type { Scene } from './observer.ts';
import { sources } from './sources.ts';
import { type Terrain, terrainOf } from './terrain.ts';
import { listed, nameOf, nodeTitle, wireTitle } from './words.ts';

/** Who the far side of one leg can think is calling. */
export interface LegIdentities {
  readonly from: string;
  readonly to: string;
  readonly links: readonly string[];
  readonly claims: readonly Claim[];
}

/** For each leg of a flow that connects, who the far side can think is calling, and how much that is worth. */
export function identitiesOf(scene: Scene, flowId: string): readonly LegIdentities[] {
  const terrain = terrainOf(scene);
  const verdict = scene.simulation.flows.get(flowId);
  const legs = verdict?.legs.filter(({ outcome }) => outcome.kind !== 'failed') ?? [];
  const certificates = certificateClaims(terrain, legs);
  const addresses = addressClaims(terrain, legs);
  const tokens = (verdict?.flow.carries ?? []).filter(
    (asset) => scene.topology.data.get(asset)?.classification === 'credentials',
  );
  const inOrder = [...new Set(tokens)].sort(
    (a, b) => compare(nameOf(scene.topology, a), nameOf(scene.topology, b)) || compare(a, b),
  );
  return legs.map((leg, position) => ({
    from: leg.call.node.id,
    to: leg.answer.node.id,
    links: leg.links.map(({ id }) => id),
    claims: [
      ...(certificates[position] ?? []),
      ...(addresses[position] ?? []),
      ...inOrder.map((asset) => tokenClaim(terrain, legs[0]?.call.node.id ?? leg.call.node.id, leg, position, asset)),
    ],
  }));
}

interface Readers {
  /** Nodes and mesh proxies, the latter without a node, by title. */
  readonly processes: readonly { readonly node: string | null; readonly title: string }[];
  readonly wires: readonly string[];
}

const remembered = new WeakMap<Simulation, Map<string, Readers>>();

/** Everybody who reads an asset, or could by posing or downgrading. Asked for at every hop that it takes. */
function readersOf({ topology, simulation }: Scene, asset: string): Readers {
  const known = remembered.get(simulation) ?? new Map<string, Readers>();
  remembered.set(simulation, known);
  let readers = known.get(asset);
  if (!readers) {
    const nodes = [...simulation.nodes].flatMap(([id, { plaintext, active }]) =>
      plaintext.includes(asset) || active.includes(asset) ? [{ node: id, title: nodeTitle(topology, id) }] : [],
    );
    const proxies = [...simulation.proxies.values()].flatMap(({ plaintext, title }) =>
      plaintext.includes(asset) ? [{ node: null, title }] : [],
    );
    const wires = [...simulation.links].flatMap(([id, { exposure }]) =>
      exposure[asset] === 'plaintext' || exposure[asset] === 'active'
        ? [`whoever is on ${wireTitle(topology, id)}`]
        : [],
    );
    readers = {
      processes: [...nodes, ...proxies].sort((a, b) => compare(a.title, b.title)),
      wires: wires.sort(compare),
    };
    known.set(asset, readers);
  }
  return readers;
}

/** A credential that a request carries speaks for whoever sends it, and for everybody who reads it on the way. */
function tokenClaim(terrain: Terrain, sender: string, { answer }: Leg, position: number, asset: string): Claim {
  const { topology, simulation } = terrain.scene;
  const [what, at] = [nameOf(topology, asset), answer.node.title];
  const base = { subject: sender, by: 'token', asset, state: position === 0 ? 'asserted' : 'carried' } as const;
  if (!simulation.nodes.get(answer.node.id)?.plaintext.includes(asset))
    return {
      ...base,
      state: 'carried',
      forgeable: false,
      text: `${what} passes ${at} encrypted: it tells ${at} nothing of who is calling.`,
      facts: [sources.bearer],
    };
  const { processes, wires } = readersOf(terrain.scene, asset);
  const readers = [
    ...processes.flatMap(({ node, title }) => (node === sender || node === answer.node.id ? [] : [title])),
    ...wires,
  ];
  return {
    ...base,
    forgeable: readers.length > 0,
    text: `${at} takes whoever sends ${what} for ${nodeTitle(topology, sender)}: ${
      readers.length > 0
        ? `${listed(readers, 6)} can read it too, and send it again.`
        : 'nobody else can read it, and so nobody else can send it.'
    }`,
    facts: [sources.bearer],
  };
}
