import * as Y from 'yjs';
import { type Diff, diff } from '../core/model/diff.ts';
import { withoutDangling } from '../core/model/repair.ts';
import type { Table } from '../core/model/table.ts';
import { emptyTopology, type TableName, type Topology, tableNames } from '../core/model/topology.ts';

/**
 * One design while it is open. The truth is a Yjs document: one map a table, one map a record, so that two tabs that
 * change two fields of one node lose neither. Everyone else sees immutable snapshots; a record that did not change
 * keeps its identity.
 */
export interface LiveDocument {
  readonly doc: Y.Doc;
  readonly snapshot: () => Topology;
  /**
   * Writes what differs from the current snapshot, as one step that undo takes back under its label. One that joins
   * is part of the step before it when that has the same label and is fresh: a card nudged along.
   */
  readonly change: (label: string, next: Topology, options?: { readonly joins: boolean }) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** The labels of the next steps to undo and redo, or null. */
  readonly steps: () => { readonly undo: string | null; readonly redo: string | null };
  /** Makes the present the beginning: nothing before it can be undone. */
  readonly forgetSteps: () => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

type RecordMap = Y.Map<unknown>;
type Stored = Y.Map<RecordMap>;

/** Edits that join do so when they follow within this time, in milliseconds. */
const mergeWithin = 800;

const local = Symbol('this tab');

export function openLiveDocument(doc: Y.Doc = new Y.Doc()): LiveDocument {
  const tables = Object.fromEntries(tableNames.map((name) => [name, doc.getMap<RecordMap>(name)])) as Record<
    TableName,
    Stored
  >;
  const meta = doc.getMap<unknown>('meta');
  const undo = new Y.UndoManager([...Object.values(tables), meta], {
    trackedOrigins: new Set([local]),
    captureTimeout: mergeWithin,
  });
  let current: Topology = emptyTopology;
  let view: Topology = emptyTopology;
  let lastLabel: string | null = null;
  const listeners = new Set<() => void>();
  const announce = () => {
    for (const listener of listeners) listener();
  };

  const readMeta = () => {
    const { title, ...extra } = meta.toJSON() as Record<string, unknown>;
    current = { ...current, title: typeof title === 'string' ? title : emptyTopology.title, extra };
  };
  const readAll = () => {
    for (const name of tableNames)
      current = { ...current, [name]: new Map([...tables[name]].map(([id, record]) => [id, plain(name, id, record)])) };
    readMeta();
  };
  readAll();

  const stale = new Map<TableName, Set<string>>();
  for (const name of tableNames)
    tables[name].observeDeep((events) => {
      const ids = stale.get(name) ?? new Set<string>();
      for (const event of events)
        if (event.target === tables[name]) for (const id of event.keys.keys()) ids.add(id);
        else ids.add(String(event.path[0]));
      stale.set(name, ids);
    });
  let metaChanged = false;
  meta.observe(() => {
    metaChanged = true;
  });

  const refresh = () => {
    for (const [name, ids] of stale) {
      const known = current[name] as Table<unknown>;
      // In the order of the stored map, where a record that is deleted and brought back keeps its place.
      const table = new Map<string, unknown>();
      for (const [id, record] of tables[name])
        table.set(id, ids.has(id) || !known.has(id) ? plain(name, id, record) : known.get(id));
      current = { ...current, [name]: table };
    }
    stale.clear();
    if (metaChanged) readMeta();
    metaChanged = false;
    view = withoutDangling(current);
    announce();
  };
  doc.on('afterTransaction', () => {
    if (stale.size > 0 || metaChanged) refresh();
  });
  view = withoutDangling(current);

  undo.on(
    'stack-item-added',
    ({ stackItem, type }: { stackItem: { meta: Map<unknown, unknown> }; type: 'undo' | 'redo' }) => {
      if (!stackItem.meta.has('label')) stackItem.meta.set('label', type === 'undo' ? lastLabel : redoLabel);
      announce();
    },
  );
  undo.on('stack-item-popped', announce);
  let redoLabel: string | null = null;
  const labelOf = (stack: readonly { meta: Map<unknown, unknown> }[]): string | null => {
    const label = stack.at(-1)?.meta.get('label');
    return typeof label === 'string' ? label : stack.length > 0 ? 'edit' : null;
  };

  return {
    doc,
    snapshot: () => view,
    change(label, next, { joins } = { joins: false }) {
      if (!joins || label !== lastLabel) undo.stopCapturing();
      lastLabel = label;
      doc.transact(() => {
        for (const name of tableNames)
          write(tables[name], diff<unknown>(view[name] as Table<unknown>, next[name] as Table<unknown>));
        writeFields(meta, { title: view.title, ...view.extra }, { title: next.title, ...next.extra });
      }, local);
    },
    undo() {
      redoLabel = labelOf(undo.undoStack);
      lastLabel = redoLabel;
      undo.undo();
      lastLabel = null;
    },
    redo() {
      lastLabel = labelOf(undo.redoStack);
      undo.redo();
      lastLabel = null;
    },
    forgetSteps() {
      undo.clear();
      lastLabel = null;
    },
    steps: () => ({ undo: labelOf(undo.undoStack), redo: labelOf(undo.redoStack) }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      undo.destroy();
      listeners.clear();
      doc.destroy();
    },
  };
}

/** A stored record as the core knows it; positions have no id of their own. */
function plain(name: TableName, id: string, record: RecordMap): unknown {
  const fields = record.toJSON();
  return name === 'layout' ? fields : { ...fields, id };
}

function write(stored: Stored, changes: Diff<unknown>): void {
  for (const [id, { from, to }] of changes) {
    if (to === undefined) {
      stored.delete(id);
      continue;
    }
    const known = stored.get(id);
    if (known) writeFields(known, (from ?? {}) as Fields, to as Fields);
    else stored.set(id, new Y.Map(Object.entries(to as Fields)));
  }
}

type Fields = Record<string, unknown>;

/** Writes the fields that differ; values are JSON and compared as such. */
function writeFields(map: Y.Map<unknown>, from: Fields, to: Fields): void {
  for (const field of Object.keys(from)) if (to[field] === undefined) map.delete(field);
  for (const [field, value] of Object.entries(to))
    if (value !== undefined && from[field] !== value && JSON.stringify(from[field]) !== JSON.stringify(value))
      map.set(field, value);
}
