import type { Fact } from '../model/product.ts';
import { type Clue, type Place, rankOf } from './clue.ts';
import { evidenceOf } from './evidence.ts';
import { sightsOf } from './matrix.ts';
import type { Observer, Scene, Sight } from './observer.ts';
import { observerTitle } from './titles.ts';
import { compare, nameOf, nodeTitle, wireTitle } from './words.ts';

/** One place at which an observer learns something of an asset, or is kept from it, and why. */
export interface Step {
  readonly sight: Sight;
  readonly place: Place;
  readonly sessions: readonly string[];
  readonly flows: readonly string[];
  readonly text: string;
  readonly facts: readonly Fact[];
}

/** A cell of the matrix with the chain that leads to it, the strongest step first. */
export interface Proof {
  readonly observer: Observer;
  readonly asset: string;
  readonly sight: Sight;
  /** The verdict in one sentence. */
  readonly summary: string;
  readonly steps: readonly Step[];
  /** What the drawing leaves open about it: flows that fail, so that nothing is known of what lies beyond. */
  readonly undecided: readonly string[];
}

/** Why an observer learns of an asset what the matrix says. */
export function proofOf(scene: Scene, observer: Observer, asset: string): Proof {
  const { topology } = scene;
  const sight = sightsOf(scene, observer).get(asset) ?? 'nothing';
  const steps = new Map<string, Step & { readonly where: string }>();
  for (const { clues } of evidenceOf(scene, observer))
    for (const clue of clues) {
      if (clue.asset !== asset) continue;
      const step = stepOf(scene, clue);
      const where = placeTitle(scene, clue.place);
      steps.set(`${step.sight} ${JSON.stringify(step.place)} ${step.text}`, { ...step, where });
    }
  const ordered = [...steps.values()]
    .sort(
      (a, b) =>
        rankOf(b.sight) - rankOf(a.sight) ||
        compare(a.where, b.where) ||
        compare(a.text, b.text) ||
        compare(JSON.stringify(a.place), JSON.stringify(b.place)),
    )
    .map(({ where: _, ...step }): Step => step);
  const undecided = failures(scene, asset);
  const title = observerTitle(topology, observer, scene.products);
  const subject = observer.kind === 'operator' && title !== observer.operator ? `${title},` : title;
  const summary = `${subject} ${verdictIn(nameOf(topology, asset), sight)}${because(scene, asset, sight, ordered)}`;
  return { observer, asset, sight, summary, steps: ordered, undecided };
}

function stepOf({ simulation }: Scene, { asset, sight, place, tell }: Clue): Step {
  const { text, facts, transits, sessions = [] } = tell();
  const flows = new Map(
    transits.flatMap((transit) =>
      [...transit.flows].flatMap(({ flow }) =>
        flow.carries.includes(asset) || flow.returns?.includes(asset) ? [[flow.id, flow.title] as const] : [],
      ),
    ),
  );
  // Where something is asked for, the flows that reach its store need not carry it.
  if (flows.size === 0)
    for (const transit of transits) for (const { flow } of transit.flows) flows.set(flow.id, flow.title);
  const own = transits.flatMap(({ session }) => (session === null ? [] : [session]));
  return {
    sight,
    place,
    sessions: [...new Set([...own, ...sessions])].filter((id) => simulation.sessions.has(id)).sort(compare),
    flows: [...flows].sort(([a, left], [b, right]) => compare(left, right) || compare(a, b)).map(([id]) => id),
    text,
    facts,
  };
}

function placeTitle({ topology, simulation }: Scene, place: Place): string {
  if ('link' in place) return wireTitle(topology, place.link);
  if ('node' in place) return nodeTitle(topology, place.node);
  return simulation.proxies.get(place.proxy)?.title ?? place.proxy;
}

function verdictIn(asset: string, sight: Sight): string {
  switch (sight) {
    case 'reads':
      return `reads ${asset}`;
    case 'active':
      return `can read ${asset} by posing as somebody, or by asking for it`;
    case 'metadata':
      return `learns that ${asset} travels: addresses, sizes and timing, not what it says`;
    case 'nothing':
      return `learns nothing of ${asset}`;
  }
}

function because({ simulation }: Scene, asset: string, sight: Sight, steps: readonly Step[]): string {
  if (sight !== 'nothing') return '.';
  if (steps.length > 0) return ': it passes there, and is closed.';
  const carrying = [...simulation.flows.values()].filter(
    ({ flow }) => flow.carries.includes(asset) || flow.returns?.includes(asset),
  );
  if (carrying.length === 0) return ', because no flow carries it: nothing is known of where it goes.';
  if (carrying.every(({ outcome }) => outcome === 'failed'))
    return ', because every flow that carries it fails: that is no protection.';
  return ': no working flow brings it to where they look.';
}

/** The flows that carry the asset and fail, by title. */
function failures({ topology, simulation }: Scene, asset: string): readonly string[] {
  return [...simulation.flows.values()]
    .filter(
      ({ flow, outcome }) =>
        outcome === 'failed' && (flow.carries.includes(asset) || flow.returns?.includes(asset) === true),
    )
    .map(({ flow, failsAt, cause }) => {
      const where = failsAt === undefined ? '' : ` at ${wireTitle(topology, failsAt)}`;
      return `"${flow.title}" fails${where}${cause ? ` (${cause.message})` : ''}: nothing is known of what lies beyond.`;
    })
    .sort(compare);
}
