import { applyEdits } from '../model/edits.ts';
import type { Topology } from '../model/topology.ts';
import { assetTitle, type FlowVerdict } from '../simulation/simulate.ts';
import { type Ground, survey, type Trace, walk } from '../simulation/walk.ts';
import { keepsWorking } from './fixes.ts';
import type { Context, Fix } from './rule.ts';
import { bySensitivity } from './severity.ts';
import { hopOf } from './words.ts';

/**
 * Of the edits that may repair a hop those that do: the stopped flows get further, and none that works today stops.
 * Each says what it newly exposes. Where none carries every stopped flow further, those that at least end this failure.
 */
export function mending(context: Context, candidates: readonly Fix[], stopped: readonly FlowVerdict[]): readonly Fix[] {
  const tried = candidates.flatMap((fix) => {
    const after = applyEdits(context.topology, fix.edits);
    if (fix.edits.length === 0 || !after.ok || !keepsWorking(context, fix)) return [];
    const ground = survey(after.value, context.products);
    const traces = stopped.map(({ flow }) => walk(ground, flow));
    if (stopped.some((before, i) => failsAlike(before, traces[i]))) return [];
    const further = stopped.every((before, i) => travelled(traces[i]) > travelled(before));
    const note = newlyExposed(context, ground, traces);
    return [{ further, fix: note ? { ...fix, note } : fix }];
  });
  const carries = tried.filter(({ further }) => further);
  return (carries.length > 0 ? carries : tried).map(({ fix }) => fix);
}

type Walked = Pick<Trace, 'legs'>;

const travelled = (trace: Walked | undefined): number =>
  (trace?.legs ?? []).reduce((sum, { outcome, links }) => (outcome.kind === 'failed' ? sum : sum + links.length), 0);

/** What makes two failures the same to a reader: the dial, the place and the cause. */
export function failureOf(trace: Walked | undefined): string | null {
  const leg = trace?.legs.at(-1);
  if (leg?.outcome.kind !== 'failed') return null;
  return `${leg.links[leg.reached - 1]?.id}:${leg.outcome.cause.code}:${leg.call.link.id}:${leg.answer.node.id}`;
}

const failsAlike = (before: Walked, after: Walked | undefined): boolean => failureOf(before) === failureOf(after);

/** Once a hop is repaired, data travels on to where it never was: in memory there, and on wires in plaintext. */
function newlyExposed({ simulation }: Context, ground: Ground, traces: readonly Trace[]): string | undefined {
  const { topology } = ground;
  const readers = new Set<string>();
  const wires = new Set<string>();
  const assets = new Set<string>();
  for (const { flow, legs } of traces) {
    const readable = [...flow.carries, ...(flow.returns ?? [])].filter((id) => !topology.data.get(id)?.protection);
    for (const { links, answer, outcome } of legs) {
      if (outcome.kind === 'failed') continue;
      const read = outcome.kind === 'plaintext' ? links.map(({ to }) => to) : [answer.node.id];
      for (const asset of readable) {
        for (const node of read)
          if (!simulation.nodes.get(node)?.plaintext.includes(asset)) {
            readers.add(node);
            assets.add(asset);
          }
        if (outcome.kind !== 'plaintext') continue;
        for (const link of links) {
          const before = simulation.links.get(link.id);
          if (before?.layers.some(({ kind }) => kind === 'network') || before?.exposure[asset] === 'plaintext')
            continue;
          wires.add(hopOf(topology, link));
          assets.add(asset);
        }
      }
    }
  }
  if (assets.size === 0) return undefined;
  const what = list(bySensitivity(topology, assets).map((id) => assetTitle(topology, id)));
  const where = [
    ...(readers.size > 0 ? [`in memory at ${list(titles(topology, readers))}`] : []),
    ...(wires.size > 0 ? [`in plaintext on ${list([...wires])}`] : []),
  ];
  return `Then ${what} will also be readable ${where.join(', and ')}.`;
}

const titles = (topology: Topology, nodes: Iterable<string>): readonly string[] =>
  [...nodes].map((id) => topology.nodes.get(id)?.title ?? id);

/** At most four by name; a longer list is counted. */
function list(words: readonly string[]): string {
  if (words.length > 4) return `${words.slice(0, 3).join(', ')} and ${words.length - 3} more`;
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
