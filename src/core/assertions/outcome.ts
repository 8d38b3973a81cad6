import { compare } from '../model/order.ts';

/** Something in the drawing that breaks a promise, and why, in words. */
export interface Witness {
  readonly place: Place;
  readonly why: string;
}
/** A link, a node, a flow or a zone; none of them: the design as a whole. */
export interface Place {
  readonly link?: string;
  readonly node?: string;
  readonly flow?: string;
  readonly zone?: string;
}

/** What became of a promise: `holds` is null where the drawing cannot decide it, and the message says why. */
export interface Evaluation {
  readonly holds: boolean | null;
  readonly message: string;
  /** Every counter-example; none where the promise holds or cannot be decided. */
  readonly witnesses: readonly Witness[];
}

export const undecided = (message: string): Evaluation => ({ holds: null, message, witnesses: [] });
export const holds = (message: string): Evaluation => ({ holds: true, message, witnesses: [] });

/** So many counter-examples stand in the message itself. */
const named = 3;

/** Broken by these: each once, in the order of their words. */
export function broken(found: readonly Witness[]): Evaluation {
  const witnesses = [...new Map(found.map((each) => [keyOf(each), each])).values()].sort(
    (a, b) => compare(a.why, b.why) || compare(keyOf(a), keyOf(b)),
  );
  // Two places may be told in the same words: they are said once.
  const words = [...new Set(witnesses.map(({ why }) => why))];
  const rest = words.length - named;
  const message = words.slice(0, named).join(' ') + (rest > 0 ? ` And ${rest} more.` : '');
  return { holds: false, message, witnesses };
}

const keyOf = ({ place, why }: Witness): string => `${Object.entries(place).flat().join(' ')} ${why}`;
