import type { Table } from './table.ts';

/**
 * A table with some records replaced, or taken out (null): looks the same as a copy, and costs as much as the changes.
 * For trying something out on a large design; what is kept is copied.
 */
export const overlaid = <T>(base: Table<T>, changes: Table<T | null>): Table<T> =>
  changes.size === 0 ? base : new OverlaidTable(base, changes);

class OverlaidTable<T> implements ReadonlyMap<string, T> {
  readonly #base: Table<T>;
  readonly #changes: Table<T | null>;
  readonly size: number;

  /** Every key of `changes` is one of `base`. */
  constructor(base: Table<T>, changes: Table<T | null>) {
    this.#base = base;
    this.#changes = changes;
    this.size = base.size - [...changes.values()].filter((each) => each === null).length;
  }

  has(id: string): boolean {
    return this.#base.has(id) && this.#changes.get(id) !== null;
  }

  get(id: string): T | undefined {
    const change = this.#changes.get(id);
    return change === undefined ? this.#base.get(id) : (change ?? undefined);
  }

  *keys(): MapIterator<string> {
    for (const id of this.#base.keys()) if (this.#changes.get(id) !== null) yield id;
  }

  *values(): MapIterator<T> {
    for (const [, value] of this) yield value;
  }

  *entries(): MapIterator<[string, T]> {
    for (const [id, value] of this.#base) {
      const change = this.#changes.get(id);
      if (change !== null) yield [id, change ?? value];
    }
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }

  forEach(visit: (value: T, id: string, table: ReadonlyMap<string, T>) => void): void {
    for (const [id, value] of this) visit(value, id, this);
  }
}
