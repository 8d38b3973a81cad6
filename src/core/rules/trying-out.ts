import { type Edit, tryEdits } from '../model/edits.ts';
import type { Topology } from '../model/topology.ts';
import { type Ground, variant } from '../simulation/ground.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { legsFrom } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';
import { reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';

/** Whether every flow that works today still works after the fix. */
export function keepsWorking(context: Context, fix: Fix): boolean {
  const after = tryOut(context, fix);
  return (
    after !== null &&
    [...after.touched].every(
      ([verdict, part]) => verdict.outcome !== 'works' || stillWorks(after.ground, verdict, part),
    )
  );
}

/** Follows a working flow again from the first leg that changed until it runs as it did before. */
function stillWorks(ground: Ground, { flow, legs }: FlowVerdict, { first, last }: Part): boolean {
  const hops = (from: number, to: number) => legs.slice(from, to).reduce((sum, { links }) => sum + links.length, 0);
  let at = hops(0, first);
  let known = last;
  let end = at + hops(first, last + 1);
  for (const leg of legsFrom(ground, flow.path, at, legs[first - 1])) {
    if (leg.outcome.kind === 'failed') return false;
    at += leg.links.length;
    while (end < at && known + 1 < legs.length) end += legs[++known]?.links.length ?? 0;
    if (at === end && leg.answer.listener.id === legs[known]?.answer.listener.id) return true;
  }
  return at === flow.path.length;
}

/** The legs of a flow between the first and the last that a fix touches, both included. */
interface Part {
  readonly first: number;
  readonly last: number;
}

/** The drawing with a fix applied, ready to be walked, and the flows that the fix touches: the others fare as before. */
export function tryOut(
  context: Context,
  { edits }: Fix,
): { readonly ground: Ground; readonly touched: ReadonlyMap<FlowVerdict, Part> } | null {
  const after = tryEdits(context.topology, edits);
  if (!after.ok) return null;
  const { ground: before, throughNode } = reachOf(context);
  const changed = new Set(edits.flatMap((edit) => touchedBy(context.topology, edit)));
  const touched = new Map<FlowVerdict, Part>();
  for (const node of changed)
    for (const { verdict, leg } of throughNode.get(node) ?? []) {
      const { first, last } = touched.get(verdict) ?? { first: leg, last: leg };
      touched.set(verdict, { first: Math.min(first, leg), last: Math.max(last, leg) });
    }
  return { touched, ground: variant(before, after.value, changed) };
}

/** The nodes whose traffic an edit may change. What is said of data and flows changes who reads, not what connects. */
function touchedBy(topology: Topology, { table, id }: Edit): readonly string[] {
  switch (table) {
    case 'nodes':
      return [id];
    case 'links': {
      // A link's match decides where its siblings lead, too: whatever comes by the node that it leaves is touched.
      const from = topology.links.get(id)?.from;
      return from === undefined ? [] : [from];
    }
    case 'zones':
      return [...topology.nodes.values()]
        .filter(({ zone }) => zonesAround(topology, zone).some((around) => around.id === id))
        .map((node) => node.id);
    case 'data':
    case 'flows':
      return [];
  }
}
