import type { Link } from '../model/schema.ts';
import { fromAsking } from './asks.ts';
import type { Evidence } from './clue.ts';
import { fromKeys } from './keys.ts';
import { fromMemory, fromProxy } from './memory.ts';
import type { Observer, Scene } from './observer.ts';
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
    case 'node':
      return [
        memoryOf(terrain, observer.node),
        fromLoopback(terrain, loopbackAround(terrain, observer.node)),
        fromAsking(terrain, observer.node, terrain.asking.get(observer.node) ?? [], {
          text: `Whoever runs code on ${nodeTitle(scene.topology, observer.node)}`,
          facts: [],
        }),
        ...fromKeys(terrain, observer.node),
      ];
    case 'key':
      return fromKeys(terrain, observer.node);
    case 'recorder':
      return [fromRecording(terrain)];
  }
}

const remembered = new WeakMap<Terrain, Map<string, Evidence>>();

/** A node's memory counts for itself, for its operator and for root in each zone around it. */
function memoryOf(terrain: Terrain, node: string): Evidence {
  const byNode = remembered.get(terrain) ?? new Map<string, Evidence>();
  remembered.set(terrain, byNode);
  let evidence = byNode.get(node);
  if (!evidence) {
    evidence = fromMemory(terrain, node);
    byNode.set(node, evidence);
  }
  return evidence;
}

function proxiesIn({ scene, inside }: Terrain, zone: string): readonly string[] {
  return [...scene.simulation.proxies.values()].flatMap((proxy) =>
    proxy.zone !== null && inside(proxy.zone, zone) ? [proxy.id] : [],
  );
}

/** The loopback wires that a process on the same machine can listen to. */
function loopbackAround({ loopback, zonesOf }: Terrain, node: string): readonly Link[] {
  const own = zonesOf(node);
  // A list by zone holds also what lies in smaller hosts inside it: those are other machines.
  return own.flatMap((zone) =>
    zone.kind === 'host'
      ? (loopback.get(zone.id) ?? []).filter(({ from, to }) => sharedHost(zonesOf(from), zonesOf(to)) === zone)
      : [],
  );
}
