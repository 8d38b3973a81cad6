import type { Leg } from '../simulation/walk.ts';
import { addressClaims } from './address-claims.ts';
import { certificateClaims } from './certificate-claims.ts';
import type { Claim } from './claim.ts';
import type { Scene } from './observer.ts';
import { sources } from './sources.ts';
import { type Terrain, terrainOf } from './terrain.ts';
import { compare, listed, nameOf, nodeTitle, wireTitle } from './words.ts';

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
  const nodes = [...simulation.nodes].flatMap(([id, { plaintext, active }]) =>
    id !== sender && id !== answer.node.id && (plaintext.includes(asset) || active.includes(asset))
      ? [nodeTitle(topology, id)]
      : [],
  );
  const proxies = [...simulation.proxies.values()].flatMap(({ plaintext, title }) =>
    plaintext.includes(asset) ? [title] : [],
  );
  const wires = [...simulation.links].flatMap(([id, { exposure }]) =>
    exposure[asset] === 'plaintext' || exposure[asset] === 'active' ? [`whoever is on ${wireTitle(topology, id)}`] : [],
  );
  const readers = [...[...nodes, ...proxies].sort(compare), ...wires.sort(compare)];
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
