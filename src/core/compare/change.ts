import { compare } from '../model/order.ts';
import { withoutDangling } from '../model/repair.ts';
import { put, type Table, without } from '../model/table.ts';
import { type TableName, type Topology, tableNames } from '../model/topology.ts';

export type ComparedTable = Exclude<TableName, 'layout'>;

/** The tables of a document whose records can change a verdict; positions cannot. */
const comparedTables = tableNames.filter((name): name is ComparedTable => name !== 'layout');

/** One step from one document to another: a record that came or went, or one field of a record. */
export interface Change {
  readonly table: ComparedTable;
  readonly id: string;
  /** Absent where the whole record came or went. */
  readonly field?: string;
  readonly before: unknown;
  readonly after: unknown;
  /** "Orders → Orders DB: dial.tls from opportunistic to tls". */
  readonly what: string;
}

/** What an edit of the title does is shown by every word, and is no difference of the verdict. */
const meaningless = new Set(['id', 'title', 'position']);

/** Everything that leads from one document to the other, in the order of its words. Titles and positions are left out. */
export function changesBetween(a: Topology, b: Topology): readonly Change[] {
  const changes: Change[] = [];
  for (const table of comparedTables) {
    const [before, after] = [recordsOf(a, table), recordsOf(b, table)];
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(id), after.get(id)];
      if (!old || !now) {
        const title = titleOf(now ? b : a, table, id);
        changes.push({ table, id, before: old, after: now, what: `${title} ${now ? 'is added' : 'is removed'}` });
        continue;
      }
      for (const field of new Set([...Object.keys(old), ...Object.keys(now)])) {
        if (meaningless.has(field) || canonical(old[field]) === canonical(now[field])) continue;
        const said = leaves(old[field], now[field], field).join('; ');
        const what = `${titleOf(b, table, id)}: ${said}`;
        changes.push({ table, id, field, before: old[field], after: now[field], what });
      }
    }
  }
  return changes.sort((x, y) => compare(x.what, y.what) || compare(keyOf(x), keyOf(y)));
}

type Fields = Readonly<Record<string, unknown>>;

/** A table's records as bags of fields: which ones there are is the schema's to say. */
const recordsOf = (topology: Topology, table: ComparedTable): Table<Fields> =>
  topology[table] as unknown as Table<Fields>;

const keyOf = ({ table, id, field }: Change): string => `${table}/${id}/${field ?? ''}`;

/** The document after these changes alone. What they leave hanging is left out, as when two people edit at once. */
export function withChanges(topology: Topology, changes: readonly Change[]): Topology {
  let next = topology;
  for (const { table, id, field, after } of changes) {
    const records = recordsOf(next, table);
    let changed: Table<Fields>;
    if (field === undefined) {
      changed = after === undefined ? without(records, [id]) : put(records, id, after as Fields);
    } else {
      const record = records.get(id);
      if (!record) continue;
      const { [field]: _, ...rest } = record;
      changed = put(records, id, after === undefined ? rest : { ...record, [field]: after });
    }
    next = { ...next, [table]: changed };
  }
  return withoutDangling(next);
}

/** Equal values have equal texts, whatever the order of their fields. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'undefined';
}

/** What became of each part of a value, as far down as the two have the same shape. */
function leaves(before: unknown, after: unknown, path: string): readonly string[] {
  if (canonical(before) === canonical(after)) return [];
  const [old, now] = [partsOf(before), partsOf(after)];
  if (!old || !now) return [`${path} from ${shown(before)} to ${shown(after)}`];
  const said = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    leaves(old.get(key), now.get(key), `${path}.${key}`),
  );
  return said.length > 0 ? said : [`${path} in another order`];
}

/** The fields of a record, or the records of a list by their ids; null for what is shown as one value. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (Array.isArray(value)) {
    const named = value.map((each: unknown) => [idOf(each), each] as const);
    return named.length > 0 && named.every(([id]) => id !== null)
      ? new Map(named.map(([id, each]) => [id ?? '', each]))
      : null;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null;

function shown(value: unknown): string {
  if (value === undefined) return 'unset';
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${shown(each)}`)
      .join(', ')}}`;
  return String(value);
}

/** How a record is called: a link by its ends, a promise by its words. */
function titleOf(topology: Topology, table: ComparedTable, id: string): string {
  switch (table) {
    case 'links': {
      const link = topology.links.get(id);
      const title = (node: string | undefined) => topology.nodes.get(node ?? '')?.title ?? node ?? '';
      return link ? `${title(link.from)} → ${title(link.to)}` : id;
    }
    case 'zones':
    case 'nodes':
    case 'data':
    case 'flows':
      return topology[table].get(id)?.title ?? id;
    case 'assertions':
      return `“${topology.assertions.get(id)?.text ?? id}”`;
    case 'packs':
      return `the rule pack ${id}`;
    case 'assumptions':
      return `the assumption ${id}`;
    case 'rationales':
      return `the reason given for ${topology.rationales.get(id)?.clause ?? id}`;
  }
}
