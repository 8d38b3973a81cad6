import type { Link, Node, Position } from '../../core/model/schema.ts';
import type { Topology } from '../../core/model/topology.ts';
import { type Curve, curveOf, distanceTo } from './curve.ts';
import { type Box, card, placesOf, zoneFrames } from './geometry.ts';
import { portIn, portOut, portsOf } from './ports.ts';

/**
 * Where everything stands, as rows of numbers: what is asked of thousands of cards and lines in each frame. Numbers of
 * cards and lines are their places in the document's tables.
 */
export interface World {
  readonly topology: Topology;
  readonly nodes: readonly Node[];
  readonly links: readonly Link[];
  readonly numbers: ReadonlyMap<string, number>;
  /** x and y of each card's top left corner. */
  readonly corners: Float64Array;
  /** The numbers of both ends of each link. */
  readonly ends: Int32Array;
  /** Each link's line from port to port: x, y, x, y. */
  readonly lines: Float64Array;
  readonly frames: ReadonlyMap<string, Box>;
}

/** With the world before an edit, only what the edit touched is placed anew. */
export function worldOf(topology: Topology, before?: World): World {
  const standing = before && sameTables(before.topology, topology, ['nodes', 'zones', 'layout']) ? before : undefined;
  const nodes = standing?.nodes ?? [...topology.nodes.values()];
  const numbers = standing?.numbers ?? new Map(nodes.map(({ id }, number) => [id, number]));
  const places = placesOf(topology);
  const corners = standing?.corners ?? cornersOf(nodes, places);
  const frames = standing?.frames ?? zoneFrames(topology, places);
  if (standing && standing.topology.links === topology.links) return { ...standing, topology };
  const links = [...topology.links.values()];
  const ends = new Int32Array(links.length * 2);
  const lines = new Float64Array(links.length * 4);
  const world = { topology, nodes, links, numbers, corners, ends, lines, frames };
  for (const [number, link] of links.entries()) {
    const known = standing?.links[number];
    if (standing && known && joinsTheSame(known, link)) {
      for (let i = number * 2; i < number * 2 + 2; i++) ends[i] = standing.ends[i] ?? -1;
      for (let i = number * 4; i < number * 4 + 4; i++) lines[i] = standing.lines[i] ?? 0;
    } else {
      ends[number * 2] = numbers.get(link.from) ?? -1;
      ends[number * 2 + 1] = numbers.get(link.to) ?? -1;
      lead(world, number);
    }
  }
  return world;
}

const sameTables = (a: Topology, b: Topology, tables: readonly (keyof Topology)[]): boolean =>
  tables.every((table) => a[table] === b[table]);

const joinsTheSame = (a: Link, b: Link): boolean =>
  a === b || (a.from === b.from && a.to === b.to && a.listener === b.listener);

function cornersOf(nodes: readonly Node[], places: (id: string) => Position): Float64Array {
  const corners = new Float64Array(nodes.length * 2);
  for (const [number, { id }] of nodes.entries()) {
    const { x, y } = places(id);
    corners[number * 2] = x;
    corners[number * 2 + 1] = y;
  }
  return corners;
}

/** The same world with a few cards elsewhere, their lines and frames with them: for each frame of a drag. */
export function withMoved(world: World, moved: ReadonlyMap<string, Position>): World {
  if (moved.size === 0) return world;
  const next = { ...world, corners: world.corners.slice(), lines: world.lines.slice() };
  const touched = new Set<number>();
  let framed = false;
  for (const [id, { x, y }] of moved) {
    const number = world.numbers.get(id);
    if (number === undefined) continue;
    touched.add(number);
    framed ||= world.nodes[number]?.zone !== undefined;
    next.corners[number * 2] = x;
    next.corners[number * 2 + 1] = y;
  }
  for (let link = 0; link < world.links.length; link++)
    if (touched.has(world.ends[link * 2] ?? -1) || touched.has(world.ends[link * 2 + 1] ?? -1)) lead(next, link);
  return framed ? { ...next, frames: zoneFrames(world.topology, (id) => cornerOf(next, id)) } : next;
}

/** Leads a link's line from the port of one card to that of the other. */
function lead({ nodes, links, ends, corners, lines }: World, link: number): void {
  const [from, to] = [ends[link * 2] ?? -1, ends[link * 2 + 1] ?? -1];
  const target = nodes[to];
  const tops = target && portsOf(target).tops;
  const top = tops?.get(links[link]?.listener ?? 'default') ?? tops?.get('default') ?? card.height / 2;
  lines[link * 4] = (corners[from * 2] ?? 0) + portOut.x;
  lines[link * 4 + 1] = (corners[from * 2 + 1] ?? 0) + portOut.y;
  lines[link * 4 + 2] = (corners[to * 2] ?? 0) + portIn.x;
  lines[link * 4 + 3] = (corners[to * 2 + 1] ?? 0) + top;
}

export function cornerOf({ numbers, corners }: World, id: string): Position {
  const number = numbers.get(id) ?? -1;
  return { x: corners[number * 2] ?? 0, y: corners[number * 2 + 1] ?? 0 };
}

export const lineOf = ({ lines }: World, link: number): Curve =>
  curveOf(lines[link * 4] ?? 0, lines[link * 4 + 1] ?? 0, lines[link * 4 + 2] ?? 0, lines[link * 4 + 3] ?? 0);

/** Whether a card reaches into a box. */
export function cardIn({ corners }: World, node: number, { x, y, width, height }: Box): boolean {
  const left = corners[node * 2] ?? 0;
  const top = corners[node * 2 + 1] ?? 0;
  return left < x + width && left + card.width > x && top < y + height && top + card.height > y;
}

/** Whether a line may reach into a box, by the box around its ends; one that leads back bulges out at both. */
export function lineIn({ lines }: World, link: number, { x, y, width, height }: Box): boolean {
  const [ax, ay] = [lines[link * 4] ?? 0, lines[link * 4 + 1] ?? 0];
  const [bx, by] = [lines[link * 4 + 2] ?? 0, lines[link * 4 + 3] ?? 0];
  const bulge = bx >= ax ? 0 : 6.25 * Math.sqrt(ax - bx);
  return (
    Math.min(ax, bx) - bulge < x + width &&
    Math.max(ax, bx) + bulge > x &&
    Math.min(ay, by) < y + height + 1 &&
    Math.max(ay, by) > y - 1
  );
}

/** The card at a point: the one drawn last, on top. */
export function cardAt(world: World, { x, y }: Position): string | null {
  for (let node = world.nodes.length - 1; node >= 0; node--)
    if (cardIn(world, node, { x, y, width: 0, height: 0 })) return world.nodes[node]?.id ?? null;
  return null;
}

/** The nearest line within reach of a point. */
export function lineAt(world: World, point: Position, within: number): string | null {
  const around = { x: point.x - within, y: point.y - within, width: within * 2, height: within * 2 };
  let [best, nearest]: [string | null, number] = [null, within];
  for (let link = 0; link < world.links.length; link++) {
    if (!lineIn(world, link, around)) continue;
    const distance = distanceTo(lineOf(world, link), point);
    if (distance <= nearest) [best, nearest] = [world.links[link]?.id ?? null, distance];
  }
  return best;
}

/** The innermost zone whose title stands at a point; titles begin so far below a frame's upper edge, and are so high. */
export function zoneTitleAt({ frames }: World, { x, y }: Position, top: number, high: number): string | null {
  let found: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [zone, box] of frames)
    if (x >= box.x && x <= box.x + box.width && y >= box.y + top && y <= box.y + top + high && box.width < least)
      [found, least] = [zone, box.width];
  return found;
}

/** The cards that reach into a box, in the order of the document. */
export function cardsIn(world: World, box: Box): readonly string[] {
  const found: string[] = [];
  for (const [number, { id }] of world.nodes.entries()) if (cardIn(world, number, box)) found.push(id);
  return found;
}

/** The box around all there is, or around some cards; null: nothing. */
export function boundsOf(world: World, only?: Iterable<string>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (x: number, y: number, width: number, height: number) => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  };
  for (const id of only ?? world.numbers.keys()) {
    const { x, y } = cornerOf(world, id);
    add(x, y, card.width, card.height);
  }
  if (!only) for (const { x, y, width, height } of world.frames.values()) add(x, y, width, height);
  return left < right ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
