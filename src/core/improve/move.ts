import type { Edit } from '../model/edits.ts';
import { compare } from '../model/order.ts';
import type { Context } from '../rules/rule.ts';
import { type Change, canonical, changesOf } from './change.ts';

/** One thing that a person would do to the design in one go: a listener with the dials that it answers, a switch of a zone. */
export interface Move {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly note?: string;
}

/** What a generator of moves proposes; edits that change nothing are no move. */
export interface Proposal {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly note?: string;
}

/** Nodes that the wishes name: who is meant to read something, or to be spared. */
export interface Hints {
  readonly nodes: ReadonlySet<string>;
}

/** Proposals as moves, each content once, in the order of what a person reads. */
export function movesFrom({ topology }: Context, proposals: readonly Proposal[]): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const { title, edits, note } of proposals) {
    const changes = changesOf(topology, edits);
    if (!changes || changes.length === 0 || changes.some(isGiven)) continue;
    const key = contentOf(changes);
    const known = moves.get(key);
    if (!known || title < known.title) moves.set(key, { title, changes, ...(note === undefined ? {} : { note }) });
  }
  return [...moves]
    .sort(([a, { title: first }], [b, { title: second }]) => compare(first, second) || compare(a, b))
    .map(([, move]) => move);
}

/**
 * What a drawing only states and nobody can change by wanting to: what a component is not able to and is there for, what
 * is sent and by which way, how sensitive it is. To draw it otherwise would meet a goal on paper alone.
 */
const isGiven = ({ table, path: [field] }: Change): boolean =>
  table === 'flows' ||
  field === undefined ||
  (table === 'nodes' && (field === 'cannot' || field === 'inspects' || field === 'stores')) ||
  (table === 'data' && field !== 'protection');

/** Equal for equal changes, in whatever order they are made. */
const contentOf = (changes: readonly Change[]): string => changes.map(canonical).sort().join('\n');
