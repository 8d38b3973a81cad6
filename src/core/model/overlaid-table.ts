import type { Table } from './table.ts';

/**
 * A table with some records replaced: looks the same as a copy, and costs as much as the replacements. For trying something
 * out on a large design; what is kept is copied.
 */
export const overlaid = <T>(base: Table<T>, replaced: Table<T>): Table<T> =>
  replaced.size === 0 ? base : new OverlaidTable(base, replaced);

class OverlaidTable<T> implements ReadonlyMap<string, T> {
  readonly #base: Table<T>;
  readonly #replaced: Table<T>;

  /** Every key of `replaced` is one of `base`. */
  constructor(base: Table<T>, replaced: Table<T>) {
    this.#base = base;
    this.#replaced = replaced;
  }

  get size(): number {
    return this.#base.size;
  }

  has(id: string): boolean {
    return this.#base.has(id);
  }

  get(id: string): T | undefined {
    return this.#replaced.get(id) ?? this.#base.get(id);
  }

  keys(): MapIterator<string> {
    return this.#base.keys();
  }

  *values(): MapIterator<T> {
    for (const [id, value] of this.#base) yield this.#replaced.get(id) ?? value;
  }

  *entries(): MapIterator<[string, T]> {
    for (const [id, value] of this.#base) yield [id, this.#replaced.get(id) ?? value];
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }

  forEach(visit: (value: T, id: string, table: ReadonlyMap<string, T>) => void): void {
    for (const [id, value] of this) visit(value, id, this);
  }
}
