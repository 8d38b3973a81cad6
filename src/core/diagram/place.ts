import type { Position } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { around, card, depthOf, framePadding } from './geometry.ts';

/** Where every node stands: where its document says, and otherwise below that, layer by layer from left to right. */
export function placesOf(topology: Topology): ReadonlyMap<string, Position> {
  const known = new Map([...topology.nodes.keys()].flatMap((id) => entry(id, topology.layout.get(id))));
  const missing = [...topology.nodes.keys()].filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const drawn = around([...known.values()].map(({ x, y }) => ({ x, y, ...card })));
  const start = known.size === 0 ? { x: 0, y: 0 } : { x: drawn.x, y: drawn.y + drawn.height + 112 };
  const laid = layered(topology, new Set(missing));
  for (const [id, { x, y }] of laid) known.set(id, { x: x + start.x, y: y + start.y });
  return known;
}

const entry = (id: string, at: Position | undefined) => (at ? [[id, { x: at.x, y: at.y }] as const] : []);

/** A part of the drawing on a grid of columns and rows. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly height: number;
  readonly cells: readonly { readonly id: string; readonly column: number; readonly row: number }[];
}

/** Columns by how far a node is from where traffic starts; a zone's nodes stay together, so that no frames cross. */
function layered(topology: Topology, nodes: ReadonlySet<string>): ReadonlyMap<string, Position> {
  const columns = columnsOf(topology, nodes);
  const inZone = new Map<string | undefined, string[]>();
  for (const id of nodes) {
    const zone = topology.nodes.get(id)?.zone;
    inZone.set(zone, [...(inZone.get(zone) ?? []), id]);
  }
  const zonesIn = new Map<string | undefined, string[]>();
  for (const { id, parent } of topology.zones.values()) zonesIn.set(parent, [...(zonesIn.get(parent) ?? []), id]);
  const blockOf = (zone: string | undefined): Block =>
    stacked([
      ...(inZone.get(zone) ?? []).map((id) => single(id, columns.get(id) ?? 0)),
      ...(zonesIn.get(zone) ?? []).map(blockOf).filter(({ cells }) => cells.length > 0),
    ]);
  const depth = Math.max(0, ...[...topology.zones.values()].map((zone) => depthOf(topology, zone) + 1));
  const pitch = {
    x: card.width + 112 + 2 * depth * framePadding.side,
    y: card.height + 40 + depth * (framePadding.top + framePadding.bottom),
  };
  return new Map(
    blockOf(undefined).cells.map(({ id, column, row }) => [id, { x: column * pitch.x, y: row * pitch.y }]),
  );
}

const single = (id: string, column: number): Block => ({
  from: column,
  to: column,
  height: 1,
  cells: [{ id, column, row: 0 }],
});

/** Blocks above each other wherever they share a column, beside each other wherever they don't. */
function stacked(blocks: readonly Block[]): Block {
  const filled: number[] = [];
  const cells: Block['cells'][number][] = [];
  for (const block of [...blocks].sort((a, b) => a.from - b.from)) {
    let row = 0;
    for (let column = block.from; column <= block.to; column++) row = Math.max(row, filled[column] ?? 0);
    for (let column = block.from; column <= block.to; column++) filled[column] = row + block.height;
    cells.push(...block.cells.map((cell) => ({ ...cell, row: cell.row + row })));
  }
  const used = cells.map(({ column }) => column);
  return {
    from: used.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    to: used.reduce((a, b) => Math.max(a, b), 0),
    height: filled.reduce((a, b) => Math.max(a, b ?? 0), 0),
    cells,
  };
}

/** The longest way to each node from one that nothing leads to; where all lead to each other, from the first drawn. */
function columnsOf(topology: Topology, nodes: ReadonlySet<string>): ReadonlyMap<string, number> {
  const columns = new Map([...nodes].map((id) => [id, 0]));
  const waiting = new Map([...nodes].map((id) => [id, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to } of topology.links.values()) {
    if (from === to || !nodes.has(from) || !nodes.has(to)) continue;
    next.set(from, [...(next.get(from) ?? []), to]);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const ready = [...nodes].filter((id) => waiting.get(id) === 0);
  const done = new Set<string>();
  const rest = [...nodes];
  for (let at = 0, oldest = 0; done.size < nodes.size; ) {
    while (oldest < rest.length && done.has(rest[oldest] ?? '')) oldest++;
    const id = ready[at] ?? rest[oldest];
    if (id === undefined) break;
    if (at < ready.length) at++;
    if (done.has(id)) continue;
    done.add(id);
    for (const to of next.get(id) ?? []) {
      if (done.has(to)) continue;
      columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(id) ?? 0) + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return columns;
}
