import { applyEdits, type Edit, isRemoval } from '../model/edits.ts';
import type { Products } from '../model/product.ts';
import { mapTable, put } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';

/**
 * One field set to a value, however deep it lies; `undefined` takes it away. Elements of a list are named by their id.
 * Without a path it is the record itself: a link that is taken away.
 */
export interface Change {
  readonly table: Edit['table'];
  readonly id: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The drawing with every listener written out: what one change says of a listener then never hides what another says. */
export const written = (topology: Topology, products: Products): Topology => ({
  ...topology,
  nodes: mapTable(topology.nodes, (node) =>
    node.listeners ? node : { ...node, listeners: [...listenersOf(node, productOf(node, products))] },
  ),
});

/** What edits change, field by field. Null when one names a record that is gone; fields set to what they are count not. */
export function changesOf(topology: Topology, edits: readonly Edit[]): readonly Change[] | null {
  const changes: Change[] = [];
  for (const edit of edits) {
    const { table, id } = edit;
    const record = topology[table].get(id);
    if (!record) return null;
    if (isRemoval(edit)) {
      changes.push({ table, id, path: [], value: undefined });
      continue;
    }
    const before = record as unknown as Readonly<Record<string, unknown>>;
    for (const [field, value] of Object.entries(edit.set))
      for (const { path, value: leaf } of differences([field], before[field], value))
        changes.push({ table, id, path, value: leaf });
  }
  return changes;
}

interface Difference {
  readonly path: readonly string[];
  readonly value: unknown;
}

function differences(path: readonly string[], from: unknown, to: unknown): readonly Difference[] {
  if (isRecord(from) && isRecord(to))
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      differences([...path, key], from[key], to[key]),
    );
  const [before, after] = [byId(from), byId(to)];
  if (before && after && [...before.keys()].join() === [...after.keys()].join())
    return [...before].flatMap(([id, element]) => differences([...path, id], element, after.get(id)));
  return canonical(from) === canonical(to) ? [] : [{ path, value: to }];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of records by their ids; null for anything else. */
function byId(value: unknown): ReadonlyMap<string, unknown> | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const elements = value.map((each): readonly [string, unknown] | null =>
    isRecord(each) && typeof each.id === 'string' ? [each.id, each] : null,
  );
  return elements.every((each) => each !== null) ? new Map(elements) : null;
}

/** The drawing with the changes made, in order. Null when one has nowhere to go. */
export function applyChanges(topology: Topology, changes: readonly Change[]): Topology | null {
  let next = topology;
  for (const { table, id, path, value } of changes) {
    if (table === 'links' && path.length === 0) {
      const without = applyEdits(next, [{ table, id, remove: true }]);
      if (!without.ok) return null;
      next = without.value;
      continue;
    }
    const record = next[table].get(id);
    const changed = record && setAt(record, path, value);
    if (!changed) return null;
    next = { ...next, [table]: put<unknown>(next[table], id, changed.value) };
  }
  return next;
}

function setAt(target: unknown, path: readonly string[], value: unknown): { readonly value: unknown } | null {
  const [key, ...rest] = path;
  if (key === undefined) return { value };
  if (Array.isArray(target)) {
    const at = target.findIndex((each) => isRecord(each) && each.id === key);
    const changed = at === -1 ? null : setAt(target[at], rest, value);
    return changed && { value: target.map((each, position) => (position === at ? changed.value : each)) };
  }
  if (!isRecord(target)) return null;
  const changed = setAt(target[key], rest, value);
  if (!changed) return null;
  const { [key]: _, ...others } = target;
  return { value: changed.value === undefined ? others : { ...target, [key]: changed.value } };
}

/** JSON with its keys in order: equal texts for equal values. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'undefined';
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${fields
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .sort()
    .join()}}`;
}

/** The edits that lead from a drawing to a changed one, one for each record, each with whole fields; links may be gone. */
export function editsBetween(from: Topology, to: Topology): readonly Edit[] {
  const gone = [...from.links.keys()].filter((id) => !to.links.has(id));
  const changed = (['zones', 'nodes', 'links', 'data', 'flows'] as const).flatMap((table) =>
    [...to[table]].flatMap(([id, after]): readonly Edit[] => {
      const before = from[table].get(id);
      if (!before || before === after) return [];
      const [old, fresh] = [before, after] as readonly unknown[] as readonly Readonly<Record<string, unknown>>[];
      const fields = [...new Set([...Object.keys(old ?? {}), ...Object.keys(fresh ?? {})])].filter(
        (field) => canonical(old?.[field]) !== canonical(fresh?.[field]),
      );
      if (fields.length === 0) return [];
      return [{ table, id, set: Object.fromEntries(fields.map((field) => [field, fresh?.[field]])) } as Edit];
    }),
  );
  return [...changed, ...gone.map((id): Edit => ({ table: 'links', id, remove: true }))];
}
