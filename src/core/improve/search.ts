import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import type { Context } from '../rules/rule.ts';
import { simulate } from '../simulation/simulate.ts';
import { applyChanges, canonical, editsBetween } from './change.ts';
import type { Goal, Judgement } from './goal.ts';
import type { Hints, Move } from './move.ts';
import { movesOf } from './moves.ts';
import { relevance } from './relevance.ts';

export interface Bounds {
  /** The most moves that a set may hold. */
  readonly maxEdits: number;
  /** The most drawings that are simulated on the way. */
  readonly maxTried: number;
}

/** A set of moves after which every goal is met; no smaller set of them meets all. */
export interface Found {
  readonly moves: readonly Move[];
  readonly topology: Topology;
}

export interface Search {
  readonly found: readonly Found[];
  readonly tried: number;
  /** Sets of up to this many moves were all looked at. */
  readonly exactUpTo: number;
}

interface State {
  readonly moves: readonly Move[];
  readonly scene: Context;
  readonly missed: readonly Judgement[];
  readonly key: string;
}

/**
 * Looks at sets of moves, smaller ones first, level by level: at each drawing that misses a goal the moves that matter
 * to what is missed, each content once however it was reached. A level that is too large for what is left of the bound
 * is narrowed to the drawings that miss least; then the search is no longer exact, and says so.
 */
export function search(
  start: Topology,
  products: Products,
  goals: readonly Goal[],
  hints: Hints,
  { maxEdits, maxTried }: Bounds,
  enough: (found: number) => boolean = () => false,
): Search {
  const met = new Map<string, boolean>();
  let tried = 0;
  const look = (topology: Topology, moves: readonly Move[], key: string): State => {
    tried++;
    const scene: Context = { topology, products, simulation: simulate(topology, products) };
    const missed = goals.map((goal) => goal.judge(scene)).filter((judgement) => judgement.met !== true);
    met.set(key, missed.length === 0);
    return { moves, scene, missed, key };
  };

  const found: Found[] = [];
  const root = look(start, [], keyOf(start, start));
  if (root.missed.length === 0) return { found: [{ moves: [], topology: start }], tried, exactUpTo: maxEdits };
  let frontier: readonly State[] = [root];
  let exactUpTo = 0;
  let exact = true;
  for (let level = 1; level <= maxEdits && frontier.length > 0; level++) {
    // What is left is shared by the levels to come, so that a wide one leaves something for the deeper.
    const share = tried + Math.ceil((maxTried - tried) / (maxEdits - level + 1));
    const next: State[] = [];
    let whole = true;
    for (const state of frontier) {
      if (tried >= share || enough(found.length)) {
        whole = false;
        break;
      }
      const { matters, near } = relevance(state.scene, state.missed);
      for (const move of movesOf(state.scene, hints, near).filter(matters).sort(wider)) {
        const topology = applyChanges(state.scene.topology, move.changes);
        const key = topology && keyOf(start, topology);
        if (!topology || key === null || met.has(key)) continue;
        if (tried >= maxTried) {
          whole = false;
          break;
        }
        const reached = look(topology, [...state.moves, move], key);
        if (reached.missed.length === 0) found.push({ moves: reached.moves, topology });
        else next.push(reached);
      }
    }
    exact &&= whole;
    if (exact) exactUpTo = level;
    frontier = next.sort(nearer);
  }
  // A level without drawings left to change has nothing more behind it.
  if (exact && frontier.length === 0) exactUpTo = maxEdits;

  const meets = (moves: readonly Move[]): boolean => {
    const topology = moves.reduce<Topology | null>((at, { changes }) => at && applyChanges(at, changes), start);
    if (!topology) return false;
    const key = keyOf(start, topology);
    return met.get(key) ?? look(topology, moves, key).missed.length === 0;
  };
  return { found: found.filter(({ moves }) => !smaller(moves).some(meets)), tried, exactUpTo };
}

/** What reaches far comes first, so that a large drawing's bound is not spent on its corners: zones, data, then by size. */
const wider = (a: Move, b: Move): number => breadthOf(b) - breadthOf(a);
const breadthOf = ({ changes }: Move): number =>
  changes.some(({ table }) => table === 'zones' || table === 'data') ? Number.MAX_SAFE_INTEGER : changes.length;

const keyOf = (start: Topology, topology: Topology): string => canonical(editsBetween(start, topology));

/** What misses fewer goals first, then at fewer places; then by what was done, in the order of a reader. */
const nearer = (a: State, b: State): number =>
  a.missed.length - b.missed.length || placesOf(a) - placesOf(b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const placesOf = ({ missed }: State): number => missed.reduce((sum, { places }) => sum + places.length, 0);

/** Every set of moves that leaves out at least one, and is not empty: the empty one was looked at first. */
function smaller(moves: readonly Move[]): readonly (readonly Move[])[] {
  const sets: Move[][] = [];
  for (let bits = 1; bits < 2 ** moves.length - 1; bits++)
    sets.push(moves.filter((_, position) => (bits >> position) & 1));
  return sets;
}
