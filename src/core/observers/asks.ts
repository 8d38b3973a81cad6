import type { Fact } from '../model/product.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { type Clue, type Evidence, evidenceFrom } from './clue.ts';
import { type Asking, canOpen, type Terrain } from './terrain.ts';
import { nameOf, nodeTitle } from './words.ts';

/** By asset, the nodes that give it to whoever asks. */
type Giving = ReadonlyMap<string, ReadonlySet<string>>;

/** What somebody who speaks in a node's name can have sent: all that is stored, or given back, further along the way. */
export function fromAsking(
  terrain: Terrain,
  node: string,
  askings: readonly Asking[],
  means: {
    readonly text: string;
    readonly facts: readonly Fact[];
    /** Whether the node's keys to sealed assets are at hand as well. */
    readonly opensSealed: boolean;
  },
): Evidence {
  const { topology } = terrain.scene;
  const found = new Map<string, Map<string, Set<FlowVerdict>>>();
  for (const { flow, leg } of askings)
    for (const [asset, givers] of givenFrom(terrain, flow)[leg] ?? []) {
      const sealed = topology.data.get(asset)?.protection !== undefined;
      if (sealed && !(means.opensSealed && canOpen(terrain.scene, asset, node))) continue;
      for (const giver of givers) {
        const byGiver = found.get(asset) ?? new Map<string, Set<FlowVerdict>>();
        found.set(asset, byGiver);
        const flows = byGiver.get(giver) ?? new Set();
        byGiver.set(giver, flows.add(flow));
      }
    }
  const clues: Clue[] = [];
  for (const [asset, givers] of found)
    for (const [giver, flows] of givers)
      clues.push({
        asset,
        sight: 'active',
        place: { node: giver },
        tell: () => ({
          text: `${means.text} can ask for ${nameOf(topology, asset)}, which ${nodeTitle(topology, giver)} ${topology.nodes.get(giver)?.stores?.includes(asset) ? 'stores' : 'gives back'}.`,
          facts: means.facts,
          transits: terrain.transits.filter(
            ({ leg, flows: own }) => leg.answer.node.id === giver && [...flows].some((flow) => own.has(flow)),
          ),
        }),
      });
  return evidenceFrom(clues);
}

const remembered = new WeakMap<Terrain, Map<FlowVerdict, readonly Giving[]>>();

/** For each leg of a flow, what is given at its end or beyond. */
function givenFrom(terrain: Terrain, verdict: FlowVerdict): readonly Giving[] {
  const byFlow = remembered.get(terrain) ?? new Map<FlowVerdict, readonly Giving[]>();
  remembered.set(terrain, byFlow);
  const known = byFlow.get(verdict);
  if (known) return known;
  const byLeg: Giving[] = [];
  let beyond: Giving = new Map();
  for (let position = verdict.legs.length - 1; position >= 0; position--) {
    const node = verdict.legs[position]?.answer.node;
    const back = position === verdict.legs.length - 1 ? (verdict.flow.returns ?? []) : [];
    const given = [...(node?.stores ?? []), ...back];
    if (node && given.length > 0) {
      const more = new Map(beyond);
      for (const asset of given) more.set(asset, new Set([...(more.get(asset) ?? []), node.id]));
      beyond = more;
    }
    byLeg[position] = beyond;
  }
  byFlow.set(verdict, byLeg);
  return byLeg;
}
