import { diff } from '../model/diff.ts';
import type { Table } from '../model/table.ts';

/** What differs between two states of a table. */
export interface Changes<T> {
  /** The records that differ: as they were, and as they are. */
  readonly pairs: readonly { readonly from: T | undefined; readonly to: T | undefined }[];
  /** Whether records came, went, or stand in another order. */
  readonly grown: boolean;
}

/** Compares two states of a table by the identity of their records. */
export function changesIn<T extends { readonly id: string }>(from: Table<T>, to: Table<T>): Changes<T> {
  if (from === to) return { pairs: [], grown: false };
  return sideBySide(from, to) ?? { pairs: [...diff(from, to).values()], grown: true };
}

/** An edit puts a record where the old one stood: then nothing need be looked up. Null where the two don't line up. */
function sideBySide<T extends { readonly id: string }>(from: Table<T>, to: Table<T>): Changes<T> | null {
  if (from.size !== to.size) return null;
  const pairs: { from: T; to: T }[] = [];
  const before = from.values();
  for (const record of to.values()) {
    const was = before.next().value;
    if (was === record) continue;
    if (was?.id !== record.id) return null;
    pairs.push({ from: was, to: record });
  }
  return { pairs, grown: false };
}
