import type { Topology } from '../model/topology.ts';
import type { Context, Finding } from '../rules/rule.ts';
import { zonesAround } from '../simulation/zones.ts';
import type { Judgement, Place } from './goal.ts';
import type { Move } from './move.ts';

/** What can matter to goals that are missed. */
export interface Relevance {
  readonly matters: (move: Move) => boolean;
  /** Whether what is found there may be mended by a move that matters. */
  readonly near: (place: Finding['where']) => boolean;
}

const everything: Relevance = { matters: () => true, near: () => true };

/**
 * Moves that touch a flow through one of the places which speak against the goals, with everything that this flow runs
 * over, lies in and carries. Where a goal names no place, all of them can matter.
 */
export function relevance({ topology, simulation }: Context, missed: readonly Judgement[]): Relevance {
  if (missed.some(({ places }) => places.length === 0 || places.some(nowhere))) return everything;
  const places = missed.flatMap((judgement) => judgement.places);
  const [links, nodes, flows] = (['link', 'node', 'flow'] as const).map(
    (kind) => new Set(places.flatMap((place) => place[kind] ?? [])),
  );
  const touched = new Set<string>();
  const touch = (id: string) => {
    const link = topology.links.get(id);
    if (!link) return;
    touched.add(`links ${id}`);
    for (const end of [link.from, link.to]) touchNode(topology, end, touched);
  };
  for (const id of nodes ?? []) touchNode(topology, id, touched);
  for (const id of links ?? []) touch(id);
  for (const { flow } of simulation.flows.values()) {
    const concerned =
      flows?.has(flow.id) ||
      flow.path.some((id) => {
        const link = topology.links.get(id);
        return links?.has(id) || (link !== undefined && (nodes?.has(link.from) || nodes?.has(link.to)));
      });
    if (!concerned) continue;
    for (const id of flow.path) touch(id);
    for (const asset of [...flow.carries, ...(flow.returns ?? [])]) touched.add(`data ${asset}`);
    touched.add(`flows ${flow.id}`);
  }
  // Where a sibling leads decides what is left for the link beside it.
  for (const { id, from } of topology.links.values()) if (touched.has(`nodes ${from}`)) touched.add(`links ${id}`);
  const has = (table: string, id: string | undefined) => id !== undefined && touched.has(`${table} ${id}`);
  return {
    matters: ({ changes }) => changes.some(({ table, id }) => has(table, id)),
    near: ({ link, node, ...where }) => {
      const drawn = link === undefined ? undefined : topology.links.get(link);
      if (has('links', link) || has('nodes', node) || has('nodes', drawn?.from) || has('nodes', drawn?.to)) return true;
      return !drawn && node === undefined && ('zone' in where ? has('zones', String(where.zone)) : true);
    },
  };
}

const nowhere = ({ link, node, flow }: Place): boolean =>
  link === undefined && node === undefined && flow === undefined;

function touchNode(topology: Topology, id: string, touched: Set<string>): void {
  if (touched.has(`nodes ${id}`)) return;
  touched.add(`nodes ${id}`);
  for (const zone of zonesAround(topology, topology.nodes.get(id)?.zone)) touched.add(`zones ${zone.id}`);
}
