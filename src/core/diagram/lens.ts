import { rankOf } from '../observers/clue.ts';
import { evidenceOf } from '../observers/evidence.ts';
import { type Observer, observerTitle, type Scene, type Sight, sightsOf } from '../observers/index.ts';
import { listed } from '../observers/words.ts';
import { assetTitle, type FlowVerdict } from '../simulation/verdict.ts';
import { designSentence } from './sentences.ts';

/** What of a design a picture is about. */
export type Part =
  | { readonly kind: 'whole' }
  /** One flow; everything else pale, or not there at all. */
  | { readonly kind: 'flow'; readonly flow: string; readonly alone: boolean }
  | { readonly kind: 'observer'; readonly observer: Observer };

export interface Chip {
  readonly asset: string;
  readonly sight: 'reads' | 'active';
}

/** How one thing is shown: not at all, pale, or fully; with an observer, what that one learns there. */
export interface Look {
  readonly shown: boolean;
  readonly pale: boolean;
  readonly sight: Sight | null;
}

export interface Lens {
  /** In words, for the top of the picture. */
  readonly sentence: string;
  readonly node: (id: string) => Look & { readonly chips: readonly Chip[] };
  readonly link: (id: string) => Look;
}

const plain: Look = { shown: true, pale: false, sight: null };

export function lensOf(scene: Scene, part: Part): Lens {
  switch (part.kind) {
    case 'whole':
      return wholeLens(scene);
    case 'flow': {
      const verdict = scene.simulation.flows.get(part.flow);
      return verdict ? flowLens(scene, verdict, part.alone) : wholeLens(scene);
    }
    case 'observer':
      return observerLens(scene, part.observer);
  }
}

const readBy = ({ simulation }: Scene, node: string): readonly Chip[] =>
  (simulation.nodes.get(node)?.plaintext ?? []).map((asset) => ({ asset, sight: 'reads' }));

const wholeLens = (scene: Scene): Lens => ({
  sentence: designSentence(scene.topology, scene.simulation),
  node: (id) => ({ ...plain, chips: readBy(scene, id) }),
  link: () => plain,
});

function flowLens(scene: Scene, { flow, outcome, cause }: FlowVerdict, alone: boolean): Lens {
  const { topology } = scene;
  const links = new Set(flow.path);
  const ends = flow.path.flatMap((id) => topology.links.get(id) ?? []);
  const nodes = new Set(ends.flatMap(({ from, to }) => [from, to]));
  const assets = new Set([...flow.carries, ...(flow.returns ?? [])]);
  const look = (inside: boolean): Look => ({ shown: inside || !alone, pale: !inside, sight: null });
  const carried = listed([...assets].map((asset) => assetTitle(topology, asset)));
  const works = outcome === 'works' ? '' : ` It fails: ${cause?.message ?? 'the two ends disagree'}.`;
  return {
    sentence: `Flow “${flow.title}”, carrying ${carried}.${works}`,
    node: (id) => ({ ...look(nodes.has(id)), chips: readBy(scene, id).filter(({ asset }) => assets.has(asset)) }),
    link: (id) => look(links.has(id)),
  };
}

function observerLens(scene: Scene, observer: Observer): Lens {
  const { topology, simulation } = scene;
  const links = new Map<string, Sight>();
  const nodes = new Map<string, Sight>();
  const touched = new Set<string>();
  const chips = new Map<string, Map<string, Sight>>();
  const note = (sights: Map<string, Sight>, id: string, sight: Sight) => {
    if (rankOf(sight) > rankOf(sights.get(id) ?? 'nothing')) sights.set(id, sight);
  };
  for (const { clues } of evidenceOf(scene, observer))
    for (const { asset, sight, place } of clues) {
      if ('link' in place) {
        note(links, place.link, sight);
        // Both ends of what is seen stay legible: a wire says little without them.
        const wire = sight === 'nothing' ? undefined : topology.links.get(place.link);
        if (wire) touched.add(wire.from).add(wire.to);
      }
      // The proxy of a mesh is not drawn: what it holds shows on the workloads that it serves.
      const at =
        'node' in place ? [place.node] : 'proxy' in place ? (simulation.proxies.get(place.proxy)?.serves ?? []) : [];
      for (const node of at) {
        note(nodes, node, sight);
        const held = chips.get(node) ?? new Map<string, Sight>();
        chips.set(node, held);
        note(held, asset, sight);
      }
    }
  const look = (sight: Sight | undefined): Look => ({
    shown: true,
    pale: sight === undefined || sight === 'nothing',
    sight: sight ?? 'nothing',
  });
  return {
    sentence: observerSentence(scene, observer),
    node: (id) => ({
      ...look(nodes.get(id)),
      ...(touched.has(id) ? { pale: false } : {}),
      chips: [...(chips.get(id) ?? [])].flatMap(([asset, sight]) =>
        sight === 'reads' || sight === 'active' ? [{ asset, sight }] : [],
      ),
    }),
    link: (id) => look(links.get(id)),
  };
}

/** "Someone listening in VPC reads Card number; sees only metadata of Session cookie." */
function observerSentence(scene: Scene, observer: Observer): string {
  const { topology, products } = scene;
  const of = (wanted: Sight) =>
    [...sightsOf(scene, observer)].flatMap(([asset, sight]) => (sight === wanted ? [assetTitle(topology, asset)] : []));
  const [reads, active, metadata] = [of('reads'), of('active'), of('metadata')];
  const parts = [
    reads.length > 0 ? `reads ${listed(reads)}` : '',
    active.length > 0 ? `can read ${listed(active)} by stepping in` : '',
    metadata.length > 0 ? `sees only metadata of ${listed(metadata)}` : '',
  ].filter(Boolean);
  return `${observerTitle(topology, observer, products)}: ${parts.length > 0 ? parts.join('; ') : 'learns nothing'}.`;
}
