import type { Flow, Link } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { isSealedOn, readsOn } from '../simulation/assets.ts';
import type { Ground } from '../simulation/ground.ts';
import { assetTitle, type FlowVerdict } from '../simulation/verdict.ts';
import { type Trace, walk } from '../simulation/walk.ts';
import { crossingKey, reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';
import { bySensitivity } from './severity.ts';
import { keepsWorking, tryOut } from './trying-out.ts';
import { hopOf } from './words.ts';

/**
 * Of the edits that may repair a hop those that do: the stopped flows get further, and none that works today stops.
 * Each says what it newly exposes. Where none carries every stopped flow further, those that at least end this failure.
 */
export function mending(context: Context, candidates: readonly Fix[], stopped: readonly FlowVerdict[]): readonly Fix[] {
  const tried = candidates.flatMap((fix) => {
    const after = tryOut(context, fix);
    if (fix.edits.length === 0 || !after || !keepsWorking(context, fix)) return [];
    const { ground, touched } = after;
    // A fix may draw the flow itself another way.
    const again = ({ flow }: FlowVerdict) => walk(ground, ground.topology.flows.get(flow.id) ?? flow);
    const left = stopped.filter(({ flow }) => !isUnlogged(context, ground.topology, flow));
    const traces = left.map(again);
    if (left.some((before, i) => failsAlike(before, traces[i]))) return [];
    const further = left.every((before, i) => travelled(traces[i]) > travelled(before));
    // Flows that stopped elsewhere may be set free as well, and one that worked may end where it was only relayed.
    const note = newlyExposed(context, ground, [...new Set([...touched.keys(), ...stopped])].map(again));
    return [{ further, fix: note ? { ...fix, note } : fix }];
  });
  const carries = tried.filter(({ further }) => further);
  return (carries.length > 0 ? carries : tried).map(({ fix }) => fix);
}

/** What a component logged is no flow any more once it logs no bodies. */
const isUnlogged = ({ topology: before }: Context, after: Topology, { id, path }: Flow): boolean =>
  !before.flows.has(id) &&
  after.nodes.get(after.links.get(path[0] ?? '')?.from ?? '')?.logsBodies !== true &&
  id.startsWith('logged:');

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
export function newlyExposed(context: Context, ground: Ground, traces: readonly Trace[]): string | undefined {
  const { simulation } = context;
  const { inClear } = reachOf(context);
  const { topology } = ground;
  const readers = new Set<string>();
  const wires = new Set<string>();
  const assets = new Set<string>();
  const reads = (node: string, asset: string, trace: Trace, leg: number) => {
    const before = simulation.nodes.get(node);
    if (!readsOn(topology, trace, leg, asset, node)) return;
    if (before?.plaintext.includes(asset) || before?.beforeFailure.includes(asset)) return;
    readers.add(node);
    assets.add(asset);
  };
  const crosses = (link: Link, asset: string, trace: Trace, leg: number) => {
    const before = simulation.links.get(link.id);
    if (isSealedOn(topology, trace, leg, asset) || before?.layers.some(({ kind }) => kind === 'network')) return;
    if (inClear.has(crossingKey(link.id, asset))) return;
    wires.add(hopOf(topology, link));
    assets.add(asset);
  };
  for (const trace of [...traces, ...loggedBy(ground, traces)])
    for (const asset of new Set([...trace.flow.carries, ...(trace.flow.returns ?? [])]))
      for (const [at, { links, call, answer, outcome, carriers }] of trace.legs.entries()) {
        reads(call.node.id, asset, trace, at);
        if (outcome.kind === 'failed') continue;
        reads(answer.node.id, asset, trace, at);
        for (const [i, link] of outcome.kind === 'plaintext' ? links.entries() : []) {
          reads(link.to, asset, trace, at);
          if (!carriers[i]) crosses(link, asset, trace, at);
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

/** Whoever logs bodies sends on what it reads for the first time. */
function loggedBy(ground: Ground, traces: readonly Trace[]): readonly Trace[] {
  const { topology, outgoing } = ground;
  const logged = new Map<string, Set<string>>();
  for (const trace of traces) {
    if (trace.legs.at(-1)?.outcome.kind === 'failed') continue;
    for (const [at, { links, call, answer, outcome }] of trace.legs.entries())
      for (const id of [
        call.node.id,
        answer.node.id,
        ...(outcome.kind === 'plaintext' ? links.map(({ to }) => to) : []),
      ])
        if (topology.nodes.get(id)?.logsBodies)
          for (const asset of [...trace.flow.carries, ...(trace.flow.returns ?? [])])
            if (readsOn(topology, trace, at, asset, id)) logged.set(id, (logged.get(id) ?? new Set()).add(asset));
  }
  return [...logged].flatMap(([id, assets]) =>
    (outgoing.get(id) ?? [])
      .filter(({ purpose }) => purpose === 'telemetry')
      .map((link) => {
        const title = `Log of ${topology.nodes.get(id)?.title ?? id}`;
        return walk(ground, { id: `logged:${link.id}`, title, path: [link.id], carries: [...assets] });
      }),
  );
}

const titles = (topology: Topology, nodes: Iterable<string>): readonly string[] =>
  [...nodes].map((id) => topology.nodes.get(id)?.title ?? id);

/** At most four by name; a longer list is counted. */
function list(words: readonly string[]): string {
  if (words.length > 4) return `${words.slice(0, 3).join(', ')} and ${words.length - 3} more`;
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
