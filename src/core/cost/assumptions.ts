import type { Topology } from '../model/topology.ts';
import { type AssumedNumber, type AssumptionId, assumedNumbers } from './assumed-numbers.ts';
import { figure } from './figures.ts';
import type { KeyType } from './measured-handshakes.ts';

/** A number as this design takes it. */
export interface Assumed extends AssumedNumber<AssumptionId> {
  /** Set where the design overrides the default; its reason, or "" where it gives none. */
  readonly overriddenBecause?: string;
}

/** An assumption of the document that counts for nothing, and why. */
export interface IgnoredAssumption {
  readonly id: string;
  readonly message: string;
}

export interface Assumptions {
  readonly take: (id: AssumptionId) => number;
  readonly keyType: KeyType;
  readonly taken: readonly Assumed[];
  readonly ignored: readonly IgnoredAssumption[];
}

const keyTypeOfBits: ReadonlyMap<number, KeyType> = new Map([
  [256, 'ecdsa-p256'],
  [2_048, 'rsa-2048'],
  [4_096, 'rsa-4096'],
]);

/** The numbers that a design is judged with: the defaults, with the design's own laid over them. */
export function assumptionsOf({ assumptions }: Pick<Topology, 'assumptions'>): Assumptions {
  const ignored: IgnoredAssumption[] = [];
  const known = new Set<string>(assumedNumbers.map(({ id }) => id));
  for (const { id } of assumptions.values())
    if (!known.has(id))
      ignored.push({ id, message: `The cost model has no number called "${id}": it changes nothing.` });
  const taken = assumedNumbers.map((each): Assumed => {
    const own = assumptions.get(each.id);
    if (!own) return each;
    const trouble = unfit(each, own.value);
    if (trouble === null) return { ...each, value: own.value, overriddenBecause: own.reason ?? '' };
    ignored.push({ id: each.id, message: `"${each.title}" ${trouble}: ${figure(each.value)} is taken.` });
    return each;
  });
  const values = new Map(taken.map(({ id, value }) => [id, value]));
  const take = (id: AssumptionId): number => {
    const value = values.get(id);
    if (value === undefined) throw new Error(`the cost model lacks ${id}`);
    return value;
  };
  ignored.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { take, keyType: keyTypeOfBits.get(take('key-bits')) ?? 'ecdsa-p256', taken, ignored };
}

function unfit({ bounds: [least, most], choices, unit }: AssumedNumber, value: number): string | null {
  if (choices && !choices.includes(value)) return `is one of ${choices.join(', ')}, not ${value}`;
  return value < least || value > most ? `lies between ${least} and ${most} ${unit}, not at ${value}` : null;
}
