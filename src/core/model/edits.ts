import { overlaid } from './overlaid-table.ts';
import { ok, type Result, refused } from './result.ts';
import type { Asset, Flow, Link, Node, Zone } from './schema.ts';
import type { Table } from './table.ts';
import type { Topology } from './topology.ts';

/** A change to a drawing as data: shown, previewed, applied and undone. */
export type Edit = Setting | Removal;

/** Fields of one record set to values. `undefined` takes a field away. */
export type Setting =
  | { readonly table: 'nodes'; readonly id: string; readonly set: Changes<Node> }
  | { readonly table: 'links'; readonly id: string; readonly set: Changes<Link> }
  | { readonly table: 'zones'; readonly id: string; readonly set: Changes<Zone> }
  | { readonly table: 'data'; readonly id: string; readonly set: Changes<Asset> }
  | { readonly table: 'flows'; readonly id: string; readonly set: Changes<Flow> };

/** Takes a link out of the drawing, and every drawn flow that runs over it. */
export interface Removal {
  readonly table: 'links';
  readonly id: string;
  readonly remove: true;
}

export const isRemoval = (edit: Edit): edit is Removal => 'remove' in edit;

type Changes<T> = { readonly [K in Exclude<keyof T, 'id'>]?: T[K] | undefined };

/** Applies edits in order; refuses, and changes nothing, when one names a record that is gone. */
export function applyEdits(topology: Topology, edits: readonly Edit[]): Result<Topology> {
  return withRecords(topology, edits, (table, records) => {
    const copy = new Map(table);
    for (const [id, record] of records)
      if (record === null) copy.delete(id);
      else copy.set(id, record);
    return copy;
  });
}

/** The same, at the price of the edits alone, however large the design: for what is looked at and dropped. */
export const tryEdits = (topology: Topology, edits: readonly Edit[]): Result<Topology> =>
  withRecords(topology, edits, overlaid);

function withRecords(
  topology: Topology,
  edits: readonly Edit[],
  /** A record of null is one that is gone. */
  join: (table: Table<unknown>, records: Table<unknown>) => Table<unknown>,
): Result<Topology> {
  const changed = new Map<Edit['table'], Map<string, unknown>>();
  const put = (table: Edit['table'], id: string, record: unknown) =>
    changed.set(table, (changed.get(table) ?? new Map<string, unknown>()).set(id, record));
  for (const edit of edits) {
    const { table, id } = edit;
    const known = changed.get(table)?.get(id);
    const record = known === undefined ? topology[table].get(id) : known;
    if (!record)
      return refused({ code: 'gone', at: `/${table}/${id}`, message: `"${id}" is no longer in the design.` });
    if (isRemoval(edit)) {
      put(table, id, null);
      for (const drawn of topology.flows.values()) {
        const flow = changed.get('flows')?.get(drawn.id) ?? drawn;
        if ((flow as Flow).path.includes(id)) put('flows', drawn.id, null);
      }
      continue;
    }
    const merged = Object.entries({ ...record, ...edit.set }).filter(([, value]) => value !== undefined);
    put(table, id, Object.fromEntries(merged));
  }
  const tables = [...changed].map(([table, records]) => [table, join(topology[table], records)]);
  return ok({ ...topology, ...Object.fromEntries(tables) });
}
