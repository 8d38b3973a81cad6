import { expect, test } from 'vitest';
import { readDocument } from '../../../src/core/model/read.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import shop from '../../../src/core/templates/shop.json' with { type: 'json' };
import { learnProductsOf, products } from '../../../src/store/registry.ts';
import { nothingSelected } from '../../../src/store/store.ts';
import { chosen } from '../../../src/ui/canvas/choose.ts';
import { covers, placeOf, widened } from '../../../src/ui/canvas/cover.ts';
import { curveOf, distanceTo, part, pointAt } from '../../../src/ui/canvas/curve.ts';
import { toEdges, toNodes } from '../../../src/ui/canvas/flow.ts';
import { card } from '../../../src/ui/canvas/geometry.ts';
import { looksOf } from '../../../src/ui/canvas/looks.ts';
import { grown, mountedCards } from '../../../src/ui/canvas/mounted.ts';
import { shortened, twoLines } from '../../../src/ui/canvas/paint.ts';
import { broken, strokes } from '../../../src/ui/canvas/paint-lines.ts';
import { isFar } from '../../../src/ui/canvas/picture.ts';
import { together } from '../../../src/ui/canvas/use-drag.ts';
import {
  boundsOf,
  cardAt,
  cardsIn,
  cornerOf,
  lineAt,
  lineOf,
  withMoved,
  worldOf,
  zoneTitleAt,
} from '../../../src/ui/canvas/world.ts';

const read = readDocument(shop);
if (!read.ok) throw new Error(read.problems[0]?.message);
const topology = read.value;
await learnProductsOf(topology);
const world = worldOf(topology);

/** A row of cards that overlap, 60 pixels apart. */
function row(count: number) {
  const made = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title: 'row',
    nodes: Array.from({ length: count }, (_, i) => ({
      id: `n${i}`,
      title: `N ${i}`,
      product: 'generic-service',
      position: { x: i * 60, y: 0 },
    })),
    links: [{ id: 'l', from: 'n0', to: 'n1', protocol: 'http', dial: { tls: 'plaintext' } }],
  });
  if (!made.ok) throw new Error(made.problems[0]?.message);
  return worldOf(made.value);
}
const view = { x: 0, y: 0, zoom: 1, width: 800, height: 600 };

test('a line runs from port to port, and so do its parts', () => {
  const curve = curveOf(0, 0, 200, 80);
  expect(pointAt(curve, 0)).toEqual({ x: 0, y: 0 });
  expect(pointAt(curve, 1)).toEqual({ x: 200, y: 80 });
  const piece = part(curve, 0.25, 0.75);
  for (const t of [0, 0.5, 1]) {
    expect(pointAt(piece, t).x).toBeCloseTo(pointAt(curve, 0.25 + t / 2).x, 9);
    expect(pointAt(piece, t).y).toBeCloseTo(pointAt(curve, 0.25 + t / 2).y, 9);
  }
  expect(distanceTo(curve, pointAt(curve, 0.37))).toBeLessThan(1);
  expect(distanceTo(curve, { x: 100, y: 140 })).toBeGreaterThan(60);
});

test('a line that breaks has a gap around its middle', () => {
  const curve = curveOf(0, 0, 100, 0);
  const [start, end] = broken(curve);
  if (!start || !end) throw new Error('no pieces');
  expect(pointAt(start, 1).x).toBeLessThan(45);
  expect(pointAt(end, 0).x).toBeGreaterThan(55);
});

test('no two states are drawn alike: colour, weight and dash tell them apart', () => {
  const drawn = Object.values(strokes).map((each) => JSON.stringify(each));
  // A line that fails is told by its gap and cross, and by a colour of its own.
  expect(new Set(drawn).size).toBe(drawn.length);
  const grey = Object.values(strokes).map((each) =>
    JSON.stringify(each.filter(({ close }) => !close).map(({ width, least, dash }) => ({ width, least, dash }))),
  );
  expect(new Set(grey).size).toBe(grey.length);
  expect(Object.keys(strokes).at(-1)).toBe('plaintext');
});

test('a point finds the card, the line and the title that are drawn there', () => {
  for (const { id } of world.nodes) {
    const { x, y } = cornerOf(world, id);
    expect(cardAt(world, { x: x + card.width / 2, y: y + card.height / 2 })).toBe(id);
  }
  expect(cardAt(world, { x: -5000, y: 0 })).toBeNull();
  for (const [number, { id }] of world.links.entries())
    expect(lineAt(world, pointAt(lineOf(world, number), 0.5), 1)).toBe(id);
  expect(lineAt(world, { x: -5000, y: 0 }, 8)).toBeNull();
  const [zone, frame] = [...world.frames].at(-1) ?? [];
  if (!zone || !frame) throw new Error('no zone');
  expect(zoneTitleAt(world, { x: frame.x + 10, y: frame.y - 10 }, -20, 18)).toBe(zone);
  expect(zoneTitleAt(world, { x: frame.x + 10, y: frame.y + frame.height - 1 }, -20, 18)).toBeNull();
});

test('what is moved takes its lines along, and nothing else', () => {
  const id = world.nodes[1]?.id ?? '';
  const moved = withMoved(world, new Map([[id, { x: 4000, y: 3000 }]]));
  expect(cornerOf(moved, id)).toEqual({ x: 4000, y: 3000 });
  for (const [number, { from, to }] of world.links.entries()) {
    const same = JSON.stringify(lineOf(moved, number)) === JSON.stringify(lineOf(world, number));
    expect(same).toBe(from !== id && to !== id);
  }
  const whole = boundsOf(moved);
  expect((whole?.x ?? 0) + (whole?.width ?? 0)).toBeGreaterThanOrEqual(4000 + card.width);
});

test('an edit of one link places that one anew, as a world made from scratch would', () => {
  const [first] = topology.links.values();
  if (!first) throw new Error('no link');
  const links = new Map(topology.links).set(first.id, { ...first, to: world.nodes[0]?.id ?? '' });
  const edited = { ...topology, links };
  expect(worldOf(edited, world).lines).toEqual(worldOf(edited).lines);
  expect(worldOf(edited, world).ends).toEqual(worldOf(edited).ends);
  expect(worldOf(edited, world).corners).toBe(world.corners);
});

test('the selection moves together, mounted or not', () => {
  const [a, b, c] = world.nodes.map(({ id }) => id);
  if (!a || !b || !c) throw new Error('too few');
  const from = cornerOf(world, a);
  const moved = together(world, new Set([a, b]), new Map([[a, { x: from.x + 16, y: from.y - 8 }]]));
  expect(moved.get(b)).toEqual({ x: cornerOf(world, b).x + 16, y: cornerOf(world, b).y - 8 });
  expect(moved.has(c)).toBe(false);
});

test('few cards are mounted at a time, those in the middle of the window first, none far outside', () => {
  const many = row(100);
  let near: ReadonlySet<string> = new Set();
  const first = grown(many, near, view);
  expect(first.near.size).toBeLessThan(10);
  // Its middle stands nearest to that of the window.
  expect(first.near.has('n5')).toBe(true);
  expect(first.near.has('n0')).toBe(false);
  expect(first.complete).toBe(false);
  for (let i = 0; i < 20; i++) near = grown(many, near, view).near;
  for (const id of cardsIn(many, { ...view })) expect(near.has(id)).toBe(true);
  expect(near.size).toBeLessThan(30);
  expect(grown(many, near, view).near).toBe(near);
  // A little further on, what has just left the window stays; much further on it goes.
  expect(grown(many, near, { ...view, x: -400 }).near.has('n0')).toBe(true);
  expect(grown(many, near, { ...view, x: -6000 }).near.has('n0')).toBe(false);
});

test('Tab finds the next card wherever the focus is, and gets in from both ends', () => {
  const many = row(100);
  const mounted = mountedCards(many, new Set(), ['n7', null, 'gone'], 'n50');
  expect([...mounted].sort()).toEqual(['n0', 'n49', 'n50', 'n51', 'n7', 'n99'].sort());
  const nodes = toNodes(many, nothingSelected, mounted, new Map());
  expect(nodes.map(({ id }) => id)).toEqual(['n0', 'n7', 'n49', 'n50', 'n51', 'n99']);
  const again = toNodes(many, nothingSelected, mounted, new Map(nodes.map((node) => [node.id, node])));
  for (const [index, node] of again.entries()) expect(node).toBe(nodes[index]);
});

test('a line is mounted when both its cards are', () => {
  const many = row(3);
  expect(toEdges(many.links, nothingSelected, new Set(['n0', 'n1']), new Map()).map(({ id }) => id)).toEqual(['l']);
  expect(toEdges(many.links, nothingSelected, new Set(['n0', 'n2']), new Map())).toEqual([]);
});

test('what is chosen anew lets go of what is not mounted; what is added does not', () => {
  const before = { nodes: new Set(['far', 'near']), links: new Set(['out']), zone: null };
  const mounted = { nodes: new Set(['near', 'new']), links: new Set<string>() };
  const known = new Set(['far', 'near', 'new']);
  const select = [{ type: 'select', id: 'new', selected: true }];
  const anew = chosen(before, 'nodes', select, known, mounted, false);
  expect([...anew.nodes]).toEqual(['near', 'new']);
  expect(anew.links.size).toBe(0);
  const added = chosen(before, 'nodes', select, known, mounted, true);
  expect([...added.nodes]).toEqual(['far', 'near', 'new']);
  expect(added.links.size).toBe(1);
  const dropped = chosen(before, 'nodes', [{ type: 'select', id: 'near', selected: false }], known, mounted, false);
  expect([...dropped.nodes]).toEqual(['far']);
  expect(chosen(before, 'nodes', [{ type: 'position', id: 'near' }], known, mounted, false)).toBe(before);
});

test('a surface with room around it moves along until the window leaves it', () => {
  const drawn = widened(view);
  expect(covers(drawn, view)).toBe(true);
  expect(covers(drawn, { ...view, x: 200, y: -150 })).toBe(true);
  expect(covers(drawn, { ...view, x: 300 })).toBe(false);
  expect(covers(drawn, { ...view, zoom: 2 })).toBe(false);
  // Where the drawing's origin is, it is on the surface as well.
  const there = { ...view, x: 60, y: 20, zoom: 1.25 };
  const { x, y, scale } = placeOf(drawn, there);
  expect([x + drawn.x * scale, y + drawn.y * scale]).toEqual([60, 20]);
});

test('the looks of the layer are those of the verdict', () => {
  const simulation = simulate(topology, products);
  const looks = looksOf(topology, simulation);
  const marks = world.links.map((_, number) => looks.line(number).mark);
  const states = [...simulation.links.values()].map(({ state }) => state);
  expect(marks.map((mark) => mark === 'plaintext')).toEqual(states.map((state) => state === 'plaintext'));
  expect(marks).toContain('plaintext');
  for (const [number, { id }] of world.nodes.entries())
    expect(looks.tile(number).readable).toBe((simulation.nodes.get(id)?.plaintext.length ?? 0) > 0);
});

test('a large drawing is a layer where its names cannot be read; a small one stays cards for longer', () => {
  expect(isFar(0.4, 1000)).toBe(true);
  expect(isFar(0.5, 1000)).toBe(false);
  expect(isFar(0.4, 20)).toBe(false);
  expect(isFar(0.2, 20)).toBe(true);
});

test('a name is cut where its tile ends', () => {
  expect(shortened('Orders', 60, 6)).toBe('Orders');
  expect(shortened('Orders database', 60, 6)).toBe('Orders da…');
  expect(shortened('Orders', 6, 6)).toBe('');
  expect(twoLines('Orders', 60, 6)).toEqual(['Orders']);
  expect(twoLines('Orders database of old', 60, 6)).toEqual(['Orders', 'database…']);
  expect(twoLines('Ordersdatabase', 60, 6)).toEqual(['Ordersdata', 'base']);
});
