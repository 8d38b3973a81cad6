import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addLink, addNode, changeDial, changeNode, move, remove, setTitle } from '../../../src/core/model/commands.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { products } from '../../../src/core/products/index.ts';
import shop from '../../../src/core/templates/shop.json' with { type: 'json' };
import { type LiveDocument, openLiveDocument } from '../../../src/store/live-document.ts';

function shopTopology(): Topology {
  const read = readDocument(shop);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value;
}

function opened(): LiveDocument {
  const live = openLiveDocument();
  live.change('open', shopTopology());
  live.forgetSteps();
  return live;
}

const edit = (live: LiveDocument, label: string, command: (before: Topology) => Topology) =>
  live.change(label, command(live.snapshot()));

/** Two documents that pass every update on, as two tabs do. */
function joined(): readonly [LiveDocument, LiveDocument] {
  const [left, right] = [opened(), openLiveDocument()];
  Y.applyUpdate(right.doc, Y.encodeStateAsUpdate(left.doc), 'sync');
  left.doc.on(
    'update',
    (update: Uint8Array, origin: unknown) => origin !== 'sync' && Y.applyUpdate(right.doc, update, 'sync'),
  );
  right.doc.on(
    'update',
    (update: Uint8Array, origin: unknown) => origin !== 'sync' && Y.applyUpdate(left.doc, update, 'sync'),
  );
  return [left, right];
}

describe('the live document', () => {
  test('holds a topology without loss, unknown fields included', () => {
    const live = openLiveDocument();
    const document = {
      ...shop,
      remarks: { by: 'the team' },
      nodes: shop.nodes.map((node) => ({ ...node, colour: 'teal' })),
    };
    const read = readDocument(document);
    if (!read.ok) throw new Error('the document should be read');
    live.change('open', read.value);
    expect(toDocument(live.snapshot())).toEqual(document);
  });

  test('a record that did not change keeps its identity', () => {
    const live = opened();
    const before = live.snapshot();
    edit(live, 'rename', (topology) => changeNode(topology, 'orders', { title: 'Order service' }));
    const after = live.snapshot();
    expect(after.nodes.get('orders')?.title).toBe('Order service');
    expect(after.nodes.get('db')).toBe(before.nodes.get('db'));
    expect(after.links).toBe(before.links);
    expect(after.layout).toBe(before.layout);
  });

  test('undo takes back step by step under the steps’ names, redo brings back', () => {
    const live = opened();
    const start = toDocument(live.snapshot());
    edit(live, 'rename', (topology) => changeNode(topology, 'orders', { title: 'Order service' }));
    edit(live, 'dial TLS', (topology) => changeDial(topology, 'l3', { tls: 'tls', verify: 'full' }));
    edit(live, 'delete', (topology) => remove(topology, { nodes: ['db'] }));
    const end = toDocument(live.snapshot());
    expect(live.snapshot().flows.size).toBe(0);
    expect(live.steps()).toEqual({ undo: 'delete', redo: null });
    live.undo();
    expect(live.steps()).toEqual({ undo: 'dial TLS', redo: 'delete' });
    expect(live.snapshot().flows.size).toBe(1);
    live.undo();
    live.undo();
    expect(live.steps()).toEqual({ undo: null, redo: 'rename' });
    expect(toDocument(live.snapshot())).toEqual(start);
    live.redo();
    live.redo();
    live.redo();
    expect(toDocument(live.snapshot())).toEqual(end);
    expect(live.steps()).toEqual({ undo: 'delete', redo: null });
  });

  test('what is deleted and brought back stands where it stood', () => {
    const live = opened();
    edit(live, 'delete', (topology) => remove(topology, { nodes: ['cdn'] }));
    live.undo();
    expect(JSON.stringify(toDocument(live.snapshot()))).toBe(JSON.stringify(toDocument(shopTopology())));
  });

  test('two edits under one label are two steps, however fast', () => {
    const live = opened();
    for (const title of ['One', 'Two']) edit(live, 'title', (topology) => setTitle(topology, title));
    live.undo();
    expect(live.snapshot().title).toBe('One');
  });

  test('edits that join under one label are one step, under two they are not', () => {
    const live = opened();
    for (const title of ['O', 'Or', 'Ord']) live.change('typing', setTitle(live.snapshot(), title), { joins: true });
    edit(live, 'move', (topology) => move(topology, new Map([['db', { x: 8, y: 8 }]])));
    live.undo();
    expect(live.snapshot().title).toBe('Ord');
    live.undo();
    expect(live.snapshot().title).toBe(shop.title);
    expect(live.steps().undo).toBeNull();
  });

  test('two tabs that change two fields of one node keep both; undo takes back one’s own', () => {
    const [left, right] = joined();
    edit(left, 'rename', (topology) => changeNode(topology, 'orders', { title: 'Order service' }));
    edit(right, 'address', (topology) => changeNode(topology, 'orders', { host: 'orders.example' }));
    for (const live of [left, right])
      expect(live.snapshot().nodes.get('orders')).toMatchObject({ title: 'Order service', host: 'orders.example' });
    left.undo();
    for (const live of [left, right])
      expect(live.snapshot().nodes.get('orders')).toMatchObject({ title: 'Orders', host: 'orders.example' });
  });

  test('what names something that another tab deleted is not shown, and comes back with it', () => {
    const left = opened();
    const right = openLiveDocument();
    Y.applyUpdate(right.doc, Y.encodeStateAsUpdate(left.doc), 'sync');
    // Apart for a while: one deletes the database, the other links to it.
    edit(left, 'delete', (topology) => remove(topology, { nodes: ['db'] }));
    let added = '';
    edit(right, 'link', (topology) => {
      const placed = addLink(topology, products, 'gateway', 'db');
      added = placed.id;
      return placed.topology;
    });
    Y.applyUpdate(left.doc, Y.encodeStateAsUpdate(right.doc), 'sync');
    expect(left.snapshot().nodes.has('db')).toBe(false);
    expect(left.snapshot().links.has(added)).toBe(false);
    left.undo();
    expect(left.snapshot().nodes.has('db')).toBe(true);
    expect(left.snapshot().links.has(added)).toBe(true);
  });

  test('an id that objects know by themselves is an id like any other', () => {
    const live = openLiveDocument();
    const service = products.get('generic-service');
    if (!service) throw new Error('no service');
    live.change('add', addNode(live.snapshot(), { ...service, title: 'constructor' }, { x: 0, y: 0 }).topology);
    expect([...live.snapshot().nodes.keys()]).toEqual(['constructor']);
    live.undo();
    expect(live.snapshot().nodes.size).toBe(0);
  });
});
