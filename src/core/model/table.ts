/** Records by id, in the order they were added. A Map, so that no id (`constructor`, `10`) can surprise us. */
export type Table<T> = ReadonlyMap<string, T>;

export const tableOf = <T extends { readonly id: string }>(records: readonly T[]): Table<T> =>
  new Map(records.map((record) => [record.id, record]));

export const put = <T>(table: Table<T>, id: string, record: T): Table<T> => new Map(table).set(id, record);

export function without<T>(table: Table<T>, ids: Iterable<string>): Table<T> {
  const rest = new Map(table);
  for (const id of ids) rest.delete(id);
  return rest.size === table.size ? table : rest;
}

/** The same table, when no record changes; unchanged records keep their identity. */
export function mapTable<T>(table: Table<T>, change: (record: T) => T): Table<T> {
  let changed = false;
  const next = new Map<string, T>();
  for (const [id, record] of table) {
    const after = change(record);
    changed ||= after !== record;
    next.set(id, after);
  }
  return changed ? next : table;
}
