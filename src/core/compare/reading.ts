import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import type { Scene } from '../observers/observer.ts';
import { simulate } from '../simulation/simulate.ts';
import { exposureFacts, matrixFacts } from './exposure-facts.ts';
import type { Facts, Section, Where } from './fact.ts';
import { flowFacts } from './flow-facts.ts';
import { linkFacts } from './link-facts.ts';
import { costFacts, tradeoffFacts } from './price-facts.ts';
import { assertionFacts, designErrorFacts, findingFacts } from './rule-facts.ts';

/** Everything that a drawing's verdict says, a section at a time, each worked out when first asked for. */
export interface Reading {
  readonly scene: Scene;
  readonly facts: (section: Section) => Facts;
  /** Whether flows that fail leave it open what would be there. */
  readonly isOpen: (where: Where) => boolean;
}

const readers: Readonly<Record<Section, (scene: Scene) => Facts>> = {
  flows: flowFacts,
  links: linkFacts,
  exposures: exposureFacts,
  matrix: matrixFacts,
  findings: findingFacts,
  'design-errors': designErrorFacts,
  assertions: assertionFacts,
  'trade-offs': tradeoffFacts,
  cost: costFacts,
};

export function readingOf(topology: Topology, products: Products): Reading {
  const scene: Scene = { topology, simulation: simulate(topology, products), products };
  const known = new Map<Section, Facts>();
  let failing: ReadonlySet<string> | undefined;
  return {
    scene,
    facts: (section) => {
      const facts = known.get(section) ?? readers[section](scene);
      known.set(section, facts);
      return facts;
    },
    isOpen: ({ links = [], nodes = [] }) => {
      failing ??= onFailingWays(scene);
      return [...links, ...nodes.map((node) => `node ${node}`)].some((place) => failing?.has(place));
    },
  };
}

/** Links by id, and nodes as `node id`, on the way of a flow that fails. Ids hold no space. */
function onFailingWays({ topology, simulation }: Scene): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { flow, outcome } of simulation.flows.values())
    if (outcome === 'failed')
      for (const id of flow.path) {
        const link = topology.links.get(id);
        places.add(id);
        if (link) places.add(`node ${link.from}`).add(`node ${link.to}`);
      }
  return places;
}
