import { compare } from '../model/order.ts';
import type { Fact } from '../model/product.ts';
import { type Clue, type Place, rankOf } from './clue.ts';
import { evidenceOf } from './evidence.ts';
import { sightsOf } from './matrix.ts';
import type { Observer, Scene, Sight } from './observer.ts';
import { observerTitle } from './titles.ts';
import { factsOnce, nameOf, nodeTitle, wireTitle } from './words.ts';

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
      const { flows, sessions, facts, ...step } = stepOf(scene, clue);
      const key = `${step.sight} ${JSON.stringify(step.place)} ${step.text}`;
      const known = steps.get(key);
      // Two ways that read the same are one step with the flows of both.
      steps.set(key, {
        ...step,
        sessions: known ? [...new Set([...known.sessions, ...sessions])].sort(compare) : sessions,
        flows: known ? inReadingOrder(scene, [...known.flows, ...flows]) : flows,
        facts: known ? together(known.facts, facts) : facts,
        where: placeTitle(scene, clue.place),
      });
    }
  const ordered = [...steps.values()]
    .sort(
      (a, b) =>
        rankOf(b.sight) - rankOf(a.sight) ||
        compare(a.where, b.where) ||
        compare(a.text, b.text) ||
        compare(titles(scene, a.flows), titles(scene, b.flows)) ||
        a.sessions.length - b.sessions.length ||
        compare(JSON.stringify(a.facts), JSON.stringify(b.facts)) ||
        compare(JSON.stringify(a.place), JSON.stringify(b.place)),
    )
    .map(({ where: _, ...step }): Step => step);
  const undecided = failures(scene, asset);
  const title = observerTitle(topology, observer, scene.products);
  const subject = observer.kind === 'operator' && title !== observer.operator ? `${title},` : title;
  const summary = `${subject} ${verdictIn(nameOf(topology, asset), sight)}${because(scene, asset, sight, ordered)}`;
  return { observer, asset, sight, summary, steps: ordered, undecided };
}

function stepOf(scene: Scene, { asset, sight, place, tell }: Clue): Step {
  const { text, facts, transits, sessions = [] } = tell();
  const all = transits.flatMap(({ flows }) => [...flows].map(({ flow }) => flow));
  const carrying = all.filter(({ carries, returns }) => carries.includes(asset) || returns?.includes(asset));
  const own = transits.flatMap(({ session }) => (session === null ? [] : [session]));
  return {
    sight,
    place,
    sessions: [...new Set([...own, ...sessions])].filter((id) => scene.simulation.sessions.has(id)).sort(compare),
    // Where something is asked for, the flows that lead to its store need not carry it.
    flows: inReadingOrder(
      scene,
      (carrying.length > 0 ? carrying : all).map(({ id }) => id),
    ),
    text,
    facts,
  };
}

function inReadingOrder({ simulation }: Scene, flows: readonly string[]): readonly string[] {
  const title = (id: string) => simulation.flows.get(id)?.flow.title ?? id;
  return [...new Set(flows)].sort((a, b) => compare(title(a), title(b)) || compare(a, b));
}

const titles = ({ simulation }: Scene, flows: readonly string[]): string =>
  flows.map((id) => simulation.flows.get(id)?.flow.title ?? id).join('\n');

/** The facts of both: neither of the two comes first. */
function together(some: readonly Fact[], others: readonly Fact[]): readonly Fact[] {
  const facts = factsOnce([...some, ...others]);
  return facts.length === some.length && facts.length === others.length ? some : facts;
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
