import type { Scene } from '../observers/observer.ts';
import { hopOf } from '../rules/words.ts';
import { type Pattern, patternTitles } from '../simulation/pattern.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { groundOf } from './ground.ts';
import { broken, type Evaluation, holds, undecided, type Witness } from './outcome.ts';
import { few, flowTitles } from './wires.ts';

/** `FLOW works`, `FLOW fails`. */
export function comesOut(scene: Scene, verdict: FlowVerdict, outcome: 'works' | 'fails'): Evaluation {
  const works = verdict.outcome === 'works';
  const { id, title } = verdict.flow;
  if (outcome === 'works') return works ? holds(`${title} works.`) : broken([failure(scene, verdict)]);
  return works
    ? broken([{ place: { flow: id }, why: `${title} works: every hop connects.` }])
    : holds(failure(scene, verdict).why);
}

function failure({ topology }: Scene, { flow, failsAt, cause }: FlowVerdict): Witness {
  const link = topology.links.get(failsAt ?? '');
  const where = link ? ` at ${hopOf(topology, link)}` : '';
  return {
    place: { flow: flow.id },
    why: `${flow.title} fails${where}: ${cause?.message ?? 'its path leads no further'}.`,
  };
}

const noFlow = (): Evaluation => undecided('No traffic is drawn yet, so there is no flow to judge.');

export function everyFlowWorks(scene: Scene): Evaluation {
  const { flows } = scene.simulation;
  if (flows.size === 0) return noFlow();
  const { failing } = groundOf(scene);
  return failing.length > 0
    ? broken(failing.map((verdict) => failure(scene, verdict)))
    : holds(flows.size === 1 ? 'The one flow works.' : `All ${flows.size} flows work.`);
}

/** `FLOW has pattern P`. */
export function hasPattern(verdict: FlowVerdict, pattern: Pattern): Evaluation {
  const { flow } = verdict;
  if (verdict.outcome === 'failed') return undecided(`${flow.title} fails, so its encryption ends nowhere yet.`);
  return verdict.pattern === pattern
    ? holds(`${flow.title}: ${patternTitles[pattern].toLowerCase()}.`)
    : broken([otherPattern(verdict)]);
}

const otherPattern = ({ flow, pattern }: FlowVerdict): Witness => ({
  place: { flow: flow.id },
  why: `${flow.title} has another pattern: ${patternTitles[pattern].toLowerCase()}.`,
});

export function everyPattern(scene: Scene, pattern: Pattern): Evaluation {
  const flows = [...scene.simulation.flows.values()];
  if (flows.length === 0) return noFlow();
  const { failing } = groundOf(scene);
  const working = flows.filter(({ outcome }) => outcome === 'works');
  const other = working.filter((verdict) => verdict.pattern !== pattern);
  if (other.length > 0) return broken(other.map(otherPattern));
  if (working.length === 0)
    return undecided(
      `${flowTitles(failing)} ${failing.length === 1 ? 'fails' : 'fail'}: no flow works, so there is no pattern to judge.`,
    );
  const note =
    failing.length > 0 ? ` Not judged: ${flowTitles(failing)}, which ${failing.length === 1 ? 'fails' : 'fail'}.` : '';
  return holds(
    `${working.length === 1 ? 'The one flow that works' : `All ${working.length} flows`}: ${patternTitles[pattern].toLowerCase()}.${note}`,
  );
}

/** `only A, B dial NODE`. */
export function onlyDial(scene: Scene, node: string, allowed: readonly string[]): Evaluation {
  const { topology } = scene;
  const { passages } = groundOf(scene);
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  const dialers = new Map<string, Set<string>>();
  const dials = (dialer: string, link: string) =>
    dialers.set(dialer, (dialers.get(dialer) ?? new Set<string>()).add(link));
  for (const link of topology.links.values()) {
    if (link.to !== node) continue;
    const legs = passages.get(link.id) ?? [];
    // What no flow uses is dialled by whoever stands at its start; a relay passes on another's dial.
    if (legs.length === 0) dials(link.from, link.id);
    for (const { leg } of legs) dials(leg.call.node.id, link.id);
  }
  if (dialers.size === 0) return undecided(`Nobody dials ${title(node)}.`);
  const others = [...dialers].filter(([id]) => !allowed.includes(id));
  if (others.length > 0)
    return broken(
      others.flatMap(([id, links]) =>
        [...links].map((link) => ({ place: { link }, why: `${title(id)} dials ${title(node)} too.` })),
      ),
    );
  const named = few([...dialers.keys()].map(title).sort());
  return holds(`Nobody else dials ${title(node)}: ${named} ${dialers.size === 1 ? 'does' : 'do'}.`);
}
