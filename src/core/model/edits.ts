import { overlaid } from './overlaid-table.ts';
import { ok, type Result, refused } from './result.ts';
import type { Asset, Flow, Link, Node, Zone } from './schema.ts';
import type { Table } from './table.ts';
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
  return withRecords(topology, edits, (table, records) => {
    const copy = new Map(table);
    for (const [id, record] of records) copy.set(id, record);
    return copy;
  });
}

/** The same, at the price of the edits alone, however large the design: for what is looked at and dropped. */
export const tryEdits = (topology: Topology, edits: readonly Edit[]): Result<Topology> =>
  withRecords(topology, edits, overlaid);

function withRecords(
  topology: Topology,
  edits: readonly Edit[],
  join: (table: Table<unknown>, records: Table<unknown>) => Table<unknown>,
): Result<Topology> {
  const changed = new Map<Edit['table'], Map<string, unknown>>();
  for (const { table, id, set } of edits) {
    const records = changed.get(table) ?? new Map<string, unknown>();
    const record = records.get(id) ?? topology[table].get(id);
    if (!record)
      return refused({ code: 'gone', at: `/${table}/${id}`, message: `"${id}" is no longer in the design.` });
    const merged = Object.entries({ ...record, ...set }).filter(([, value]) => value !== undefined);
    changed.set(table, records.set(id, Object.fromEntries(merged)));
  }
  const tables = [...changed].map(([table, records]) => [table, join(topology[table], records)]);
  return ok({ ...topology, ...Object.fromEntries(tables) });
}
