import type { Table } from './table.ts';

/** What changed in one table: reversible, mergeable, readable in a debugger. */
export type Diff<T> = ReadonlyMap<string, { readonly from: T | undefined; readonly to: T | undefined }>;

/** Compares by identity: commands keep the identity of what they leave alone. */
export function diff<T>(from: Table<T>, to: Table<T>): Diff<T> {
  const changes = new Map<string, { from: T | undefined; to: T | undefined }>();
  if (from === to) return changes;
  for (const [id, record] of from) {
    const after = to.get(id);
    if (after !== record) changes.set(id, { from: record, to: after });
  }
  for (const [id, record] of to) if (!from.has(id)) changes.set(id, { from: undefined, to: record });
  return changes;
}

export const reverse = <T>(changes: Diff<T>): Diff<T> =>
  new Map([...changes].map(([id, { from, to }]) => [id, { from: to, to: from }]));
