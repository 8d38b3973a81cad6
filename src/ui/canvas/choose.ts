import type { Selection } from '../../store/store.ts';

interface Known {
  has(id: string): boolean;
}

/** What React Flow says of its nodes or edges when one is clicked, marked by Enter, or let go. */
interface Change {
  readonly type: string;
  readonly id?: string;
  readonly selected?: boolean;
}

/**
 * The selection after such changes. React Flow knows only what is mounted: where it chooses anew, what it does not know
 * of is let go here; where it adds to what is chosen, that stays.
 */
export function chosen(
  before: Selection,
  kind: 'nodes' | 'links',
  changes: readonly Change[],
  known: Known,
  mounted: { readonly nodes: Known; readonly links: Known },
  adds: boolean,
): Selection {
  const selects = changes.filter((each) => each.type === 'select' && each.id !== undefined);
  if (selects.length === 0) return before;
  const anew = !adds && selects.some(({ selected }) => selected);
  const kept = (of: 'nodes' | 'links') => new Set([...before[of]].filter((id) => !anew || mounted[of].has(id)));
  const next = { nodes: kept('nodes'), links: kept('links'), zone: null };
  for (const { id = '', selected } of selects)
    if (selected && known.has(id)) next[kind].add(id);
    else next[kind].delete(id);
  const same = (of: 'nodes' | 'links') =>
    next[of].size === before[of].size && [...next[of]].every((id) => before[of].has(id));
  return same('nodes') && same('links') ? before : next;
}
