import * as v from 'valibot';

/** What the start of the app lists: the designs kept in this browser, newest first. */
export interface Shelved {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly touched: number;
}

const key = 'plainsight:designs';
const Shelf = v.array(v.object({ id: v.string(), title: v.string(), touched: v.number() }));

/** The list, or nothing when it is missing or not ours. */
export function readShelf(): readonly Shelved[] {
  try {
    const parsed = v.safeParse(Shelf, JSON.parse(localStorage.getItem(key) ?? '[]'));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}

/** Puts a design on top. Full or refused storage loses the entry, never the design. */
export function shelve(entry: Shelved): void {
  try {
    const rest = readShelf().filter(({ id }) => id !== entry.id);
    localStorage.setItem(key, JSON.stringify([entry, ...rest].slice(0, 100)));
  } catch {
    // The list is a convenience; the design itself lies in IndexedDB.
  }
}
