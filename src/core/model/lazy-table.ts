import type { Table } from './table.ts';

/** A table whose records are made when they are first asked for, and kept. The keys are those of another table. */
export function lazyTable<T>(keys: Table<unknown>, make: (id: string) => T): Table<T> {
  return new LazyTable(keys, make);
}

class LazyTable<T> implements ReadonlyMap<string, T> {
  readonly #keys: Table<unknown>;
  readonly #make: (id: string) => T;
  readonly #made = new Map<string, T>();

  constructor(keys: Table<unknown>, make: (id: string) => T) {
    this.#keys = keys;
    this.#make = make;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(id: string): boolean {
    return this.#keys.has(id);
  }

  get(id: string): T | undefined {
    const known = this.#made.get(id);
    if (known !== undefined || !this.#keys.has(id)) return known;
    const made = this.#make(id);
    this.#made.set(id, made);
    return made;
  }

  keys(): MapIterator<string> {
    return this.#keys.keys();
  }

  *values(): MapIterator<T> {
    for (const [, value] of this) yield value;
  }

  *entries(): MapIterator<[string, T]> {
    for (const id of this.#keys.keys()) yield [id, this.get(id) as T];
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }

  forEach(visit: (value: T, id: string, table: ReadonlyMap<string, T>) => void): void {
    for (const [id, value] of this) visit(value, id, this);
  }
}
