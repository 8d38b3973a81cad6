import { ok, type Result, refused } from './result.ts';
import type { Asset, Flow, Link, Node, Zone } from './schema.ts';
import { put } from './table.ts';
import type { Topology } from './topology.ts';

/** A change to one record, as data: shown, previewed, applied and undone. `undefined` takes a field away. */
export type Edit =
  | { readonly table: 'nodes'; readonly id: string; readonly set: Changes<Node> }
  | { readonly table: 'links'; readonly id: string; readonly set: Changes<Link> }
  | { readonly table: 'zones'; readonly id: string; readonly set: Changes<Zone> }
  | { readonly table: 'data'; readonly id: string; readonly set: Changes<Asset> }
  | { readonly table: 'flows'; readonly id: string; readonly set: Changes<Flow> };

type Changes<T> = { readonly [K in Exclude<keyof T, 'id'>]?: T[K] | undefined };

/** Applies edits in order; refuses, and changes nothing, when one names a record that is gone. */
export function applyEdits(topology: Topology, edits: readonly Edit[]): Result<Topology> {
  let next = topology;
  for (const { table, id, set } of edits) {
    const record = next[table].get(id);
    if (!record)
      return refused({ code: 'gone', at: `/${table}/${id}`, message: `"${id}" is no longer in the design.` });
    const merged = Object.fromEntries(Object.entries({ ...record, ...set }).filter(([, value]) => value !== undefined));
    next = { ...next, [table]: put<unknown>(next[table], id, merged) };
  }
  return ok(next);
}
