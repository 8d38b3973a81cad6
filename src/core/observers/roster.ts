import { compare } from '../model/order.ts';
import type { Node, Zone } from '../model/schema.ts';
import { productOf } from '../simulation/bounds.ts';
import { hostility, zonesAround } from '../simulation/zones.ts';
import { type Observer, observerId, type Scene } from './observer.ts';
import { terrainOf } from './terrain.ts';
import { observerTitle } from './titles.ts';
import { nodeTitle } from './words.ts';

const remembered = new WeakMap<Scene['simulation'], readonly Observer[]>();

/** Every observer worth a row, the most hostile places first, then by title. */
export function observersOf(scene: Scene): readonly Observer[] {
  let observers = remembered.get(scene.simulation);
  if (!observers) {
    observers = list(scene);
    remembered.set(scene.simulation, observers);
  }
  return observers;
}

function list(scene: Scene): readonly Observer[] {
  const { topology, simulation } = scene;
  const terrain = terrainOf(scene);
  const zones = inReadingOrder([...topology.zones.values()], (zone) => [
    String(9 - hostility[zone.kind]),
    zone.title,
    ...zonesAround(topology, zone.parent).map(({ title }) => title),
    zone.kind,
  ]);
  const nodes = inReadingOrder([...topology.nodes.values()], surroundings(scene));
  // Where nobody has drawn a zone nobody has vouched for the network: it comes before those that somebody has.
  const wired: (string | null)[] = [
    ...(terrain.wires.has(null) ? [null] : []),
    ...zones.flatMap(({ id }) => (terrain.wires.has(id) ? [id] : [])),
  ];
  return [
    ...wired.map((zone): Observer => ({ kind: 'tap', zone })),
    ...wired.map((zone): Observer => ({ kind: 'attacker', zone })),
    ...[...terrain.operatedBy.keys()].sort(compare).map((operator): Observer => ({ kind: 'operator', operator })),
    ...zones.flatMap(({ id }): readonly Observer[] => (terrain.nodesIn.has(id) ? [{ kind: 'insider', zone: id }] : [])),
    ...(['ztunnel', 'waypoint'] as const).flatMap((kind) =>
      zones.flatMap(({ id }): readonly Observer[] =>
        simulation.proxies.has(`${kind}:${id}`) ? [{ kind, zone: id }] : [],
      ),
    ),
    ...nodes.map(({ id }): Observer => ({ kind: 'node', node: id })),
    ...nodes.flatMap(({ id }): readonly Observer[] =>
      simulation.nodes.get(id)?.holdsKeys ? [{ kind: 'key', node: id }] : [],
    ),
    { kind: 'recorder' },
  ];
}

/** What tells two nodes of one title apart to a reader: where they lie, what they are, whom they speak with. */
function surroundings({ topology, products }: Scene): (node: Node) => readonly string[] {
  const neighbours = new Map<string, string[]>();
  const note = (node: string, words: string) => {
    const known = neighbours.get(node);
    if (known) known.push(words);
    else neighbours.set(node, [words]);
  };
  for (const { from, to, protocol, dial } of topology.links.values()) {
    note(from, `to ${nodeTitle(topology, to)} ${protocol} ${dial.tls}`);
    note(to, `from ${nodeTitle(topology, from)} ${protocol} ${dial.tls}`);
  }
  return (node) => [
    node.title,
    ...zonesAround(topology, node.zone).map(({ title }) => title),
    productOf(node, products).title,
    ...(neighbours.get(node.id) ?? []).sort(compare),
  ];
}

/** Sorted by words; the id decides only between two that read the same throughout. */
function inReadingOrder<T extends Node | Zone>(records: readonly T[], words: (record: T) => readonly string[]): T[] {
  return records
    .map((record) => ({ record, key: words(record).join('\n') }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.record.id, b.record.id))
    .map(({ record }) => record);
}

/** The observer that a text names: `tap:vpc`, `key:API gateway`, or a title in words; null where none or several fit. */
export function observerFrom(scene: Scene, text: string): Observer | null {
  const { topology } = scene;
  const wanted = text.trim();
  const [, kind, rest] = /^([a-z]+)\s*:\s*(.*)$/i.exec(wanted) ?? [];
  const name = (rest ?? '').replace(/^"(.*)"$/, '$1').trim();
  switch (kind?.toLowerCase()) {
    case 'tap':
    case 'attacker': {
      const of = kind?.toLowerCase() === 'tap' ? ('tap' as const) : ('attacker' as const);
      if (name === '') return { kind: of, zone: null };
      const zone = find(topology.zones, name);
      if (zone) return { kind: of, zone };
      break;
    }
    case 'insider': {
      const zone = find(topology.zones, name);
      if (zone) return { kind: 'insider', zone };
      break;
    }
    case 'ztunnel':
    case 'waypoint': {
      const zone = find(topology.zones, name);
      const shared = kind?.toLowerCase() === 'ztunnel' ? ('ztunnel' as const) : ('waypoint' as const);
      if (zone && scene.simulation.proxies.has(`${shared}:${zone}`)) return { kind: shared, zone };
      break;
    }
    case 'node':
    case 'key': {
      const node = find(topology.nodes, name);
      if (node) return { kind: kind?.toLowerCase() === 'key' ? 'key' : 'node', node };
      break;
    }
    case 'operator': {
      const operators = [...terrainOf(scene).operatedBy.keys()];
      const operator = operators.find((each) => each.toLowerCase() === name.toLowerCase());
      if (operator !== undefined) return { kind: 'operator', operator };
      break;
    }
  }
  const same = (each: string) => each.trim().toLowerCase() === wanted.toLowerCase();
  const titled = observersOf(scene).filter(
    (observer) => same(observerTitle(topology, observer, scene.products)) || same(observerId(observer)),
  );
  return titled.length === 1 ? (titled[0] ?? null) : null;
}

/** By id, else by id or title in any case where only one fits. */
function find(
  table: ReadonlyMap<string, { readonly id: string; readonly title: string }>,
  name: string,
): string | null {
  if (table.has(name)) return name;
  const lower = name.toLowerCase();
  const named = (by: 'id' | 'title') => [...table.values()].filter((each) => each[by].toLowerCase() === lower);
  const byId = named('id');
  const found = byId.length > 0 ? byId : named('title');
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}
