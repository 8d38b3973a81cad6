import type { Link } from '../model/schema.ts';
import { fromAsking } from './asks.ts';
import type { Evidence } from './clue.ts';
import { fromKeys } from './keys.ts';
import { fromMemory, fromProxy } from './memory.ts';
import { type Observer, observerId, type Scene } from './observer.ts';
import { fromRecording } from './recorder.ts';
import { sharedHost, type Terrain, terrainOf } from './terrain.ts';
import { fromLoopback, fromWires } from './wires.ts';
import { nodeTitle } from './words.ts';

/** Everything that an observer's verdicts rest on. */
export function evidenceOf(scene: Scene, observer: Observer): readonly Evidence[] {
  const terrain = terrainOf(scene);
  switch (observer.kind) {
    case 'tap':
    case 'attacker':
      return [fromWires(terrain, terrain.wires.get(observer.zone) ?? [], observer.kind)];
    case 'operator':
      return (terrain.operatedBy.get(observer.operator) ?? []).map(({ id }) => memoryOf(terrain, id));
    case 'insider':
      return [
        ...(terrain.nodesIn.get(observer.zone) ?? []).map(({ id }) => memoryOf(terrain, id)),
        ...proxiesIn(terrain, observer.zone).map((id) => fromProxy(terrain, id)),
        fromLoopback(terrain, terrain.loopback.get(observer.zone) ?? []),
      ];
    case 'ztunnel':
    case 'waypoint':
      return [fromProxy(terrain, observerId(observer))];
    case 'node':
      return [
        memoryOf(terrain, observer.node),
        ...loopbackAround(terrain, observer.node),
        fromAsking(terrain, observer.node, terrain.asking.get(observer.node) ?? [], {
          text: `Whoever runs code on ${nodeTitle(scene.topology, observer.node)}`,
          facts: [],
          opensSealed: true,
        }),
        ...fromKeys(terrain, observer.node),
      ];
    case 'key':
      return fromKeys(terrain, observer.node);
    case 'recorder':
      return [fromRecording(terrain)];
  }
}

interface Shared {
  readonly memory: Map<string, Evidence>;
  readonly loopback: Map<string, Evidence>;
}

/** What several observers have in common is put together once. */
const remembered = new WeakMap<Terrain, Shared>();

function sharedOf(terrain: Terrain): Shared {
  const shared = remembered.get(terrain) ?? { memory: new Map(), loopback: new Map() };
  remembered.set(terrain, shared);
  return shared;
}

/** A node's memory counts for itself, for its operator and for root in each zone around it. */
function memoryOf(terrain: Terrain, node: string): Evidence {
  const { memory } = sharedOf(terrain);
  const evidence = memory.get(node) ?? fromMemory(terrain, node);
  memory.set(node, evidence);
  return evidence;
}

function proxiesIn({ scene, inside }: Terrain, zone: string): readonly string[] {
  return [...scene.simulation.proxies.values()].flatMap((proxy) =>
    proxy.zone !== null && inside(proxy.zone, zone) ? [proxy.id] : [],
  );
}

/** The loopback wires that a process on the same machine can listen to, for each machine that it runs on. */
function loopbackAround(terrain: Terrain, node: string): readonly Evidence[] {
  const { loopback } = sharedOf(terrain);
  return terrain.zonesOf(node).flatMap((zone) => {
    if (zone.kind !== 'host') return [];
    // The list by zone holds also what stays inside smaller hosts: those are other machines.
    const own = ({ from, to }: Link) => sharedHost(terrain.zonesOf(from), terrain.zonesOf(to)) === zone;
    const evidence = loopback.get(zone.id) ?? fromLoopback(terrain, (terrain.loopback.get(zone.id) ?? []).filter(own));
    loopback.set(zone.id, evidence);
    return [evidence];
  });
}
