import type { Fact } from '../model/product.ts';
import { type Sight, sights } from './observer.ts';
import type { Transit } from './terrain.ts';

export type Place = { readonly link: string } | { readonly node: string } | { readonly proxy: string };

/** What a clue says to a person, worked out only when somebody asks for the proof. */
export interface Told {
  readonly text: string;
  readonly facts: readonly Fact[];
  /** The legs that bring the asset here. */
  readonly transits: readonly Transit[];
  /** Sessions that count beside those of the legs: a mesh's. */
  readonly sessions?: readonly string[];
}

/** One thing that an observer learns of one asset at one place, or is kept from learning there. */
export interface Clue {
  readonly asset: string;
  readonly sight: Sight;
  readonly place: Place;
  readonly tell: () => Told;
}

/** Clues that belong together and are shared by every observer who has them. */
export interface Evidence {
  readonly clues: readonly Clue[];
  /** The best sight of each asset among them. */
  readonly best: ReadonlyMap<string, Sight>;
}

const rank = new Map(sights.map((sight, position) => [sight, sights.length - position]));
/** The more somebody sees, the higher. */
export const rankOf = (sight: Sight): number => rank.get(sight) ?? 0;

export function evidenceFrom(clues: readonly Clue[]): Evidence {
  const best = new Map<string, Sight>();
  for (const { asset, sight } of clues) improve(best, asset, sight);
  return { clues, best };
}

/** Notes a sight where it is better than the one known. */
export function improve(best: Map<string, Sight>, asset: string, sight: Sight): void {
  const known = best.get(asset);
  if (known === undefined || rankOf(sight) > rankOf(known)) best.set(asset, sight);
}
