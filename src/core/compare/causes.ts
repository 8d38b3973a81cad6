import type { Change } from './change.ts';
import { withChanges } from './change.ts';
import type { Section, Where } from './fact.ts';
import { type Reading, readingOf } from './reading.ts';
import { touches } from './touching.ts';

/** A change of the document that made a difference, and how that is known. */
export interface Cause {
  readonly change: Change;
  /**
   * `alone`: made by itself it already makes this difference; `together`: without it the difference is gone, and others
   * are needed too; `one-of`: it is made where the difference shows, and which of several it was is not known.
   */
  readonly role: 'alone' | 'together' | 'one-of';
}

/** So many changes are tried out one by one. */
const mostTried = 12;
/**
 * Each trial judges the whole design anew: as many changes × components and links as take some seconds on one core. Past
 * it changes are told apart by their place alone.
 */
const mostJudged = 6_000;

/** What a difference is found by again in another reading. */
export interface Spot {
  readonly section: Section;
  readonly key: string;
  readonly where: Where;
}

/** Which of the changes lead from one reading to the other at a spot; changes are tried out when first asked about. */
export function attribution(
  before: Reading,
  after: Reading,
  changes: readonly Change[],
  budget: number = mostJudged,
): (spot: Spot) => readonly Cause[] {
  const { topology, products } = before.scene;
  const size = after.scene.topology.nodes.size + after.scene.topology.links.size;
  const tries = changes.length <= mostTried && changes.length * size <= budget;
  const remembered = new Map<string, Reading>();
  const reading = (name: string, some: () => readonly Change[]): Reading => {
    const known = remembered.get(name) ?? readingOf(withChanges(topology, some()), products);
    remembered.set(name, known);
    return known;
  };
  /** What a reading says at a spot: not the same where it is silent because flows fail there. */
  const said = (reading: Reading, { section, key, where }: Spot): string | null =>
    reading.facts(section).get(key)?.value ?? (reading.isOpen(where) ? null : '');

  return (spot) => {
    const [only, more] = changes;
    if (only && !more) return [{ change: only, role: 'alone' }];
    if (tries) {
      const wanted = said(after, spot);
      const alone = changes.filter(
        (change, i) =>
          said(
            reading(`only ${i}`, () => [change]),
            spot,
          ) === wanted,
      );
      if (alone.length > 0) return alone.map((change) => ({ change, role: 'alone' }));
      const needed = changes.filter((change, i) => {
        const without = reading(`without ${i}`, () => changes.filter((each) => each !== change));
        return said(without, spot) !== wanted;
      });
      if (needed.length > 0) return needed.map((change) => ({ change, role: 'together' }));
    }
    const near = changes.filter((change) => touches([before.scene, after.scene], spot, change));
    return (near.length > 0 ? near : changes).map((change) => ({ change, role: 'one-of' }));
  };
}
