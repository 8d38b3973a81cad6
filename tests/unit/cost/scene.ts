import type { AssumptionId } from '../../../src/core/cost/assumed-numbers.ts';
import { costOf } from '../../../src/core/cost/cost.ts';
import type { FlowCost } from '../../../src/core/cost/flow-cost.ts';
import { tableOf } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Scene } from '../../../src/core/observers/observer.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import type { Layer, ProxyVerdict, Session, Simulation } from '../../../src/core/simulation/verdict.ts';

export const sceneOf = (topology: Topology): Scene => ({
  topology,
  products,
  simulation: simulate(topology, products),
});

export const assuming = (topology: Topology, values: Partial<Record<AssumptionId, number>>): Topology => ({
  ...topology,
  assumptions: tableOf(Object.entries(values).map(([id, value]) => ({ id, value: value ?? 0 }))),
});

/** The cost of a scene's only flow, or of the one named. */
export function flowCost(scene: Scene, id?: string): FlowCost {
  const costs = costOf(scene).flows;
  const cost = id === undefined ? [...costs.values()][0] : costs.get(id);
  if (!cost) throw new Error('there is no such flow');
  return cost;
}

/** A simulation in which a mesh carries these links: mutual TLS between the ends' proxies, as a strict mesh has it. */
export function meshed(scene: Scene, links: readonly string[], kind: 'sidecar' | 'ztunnel' = 'sidecar'): Scene {
  const { topology, simulation } = scene;
  const sessions = new Map(simulation.sessions);
  const verdicts = new Map(simulation.links);
  const proxies = new Map<string, ProxyVerdict>(simulation.proxies);
  for (const id of links) {
    const link = topology.links.get(id);
    const verdict = verdicts.get(id);
    if (!link || !verdict) throw new Error(`no link ${id}`);
    for (const node of [link.from, link.to])
      proxies.set(`${kind}:${node}`, {
        id: `${kind}:${node}`,
        kind,
        title: `proxy of ${node}`,
        zone: topology.nodes.get(node)?.zone ?? null,
        serves: [node],
        plaintext: [...verdict.assets],
      });
    const session: Session = {
      id: `mesh:${id}`,
      kind: 'mesh',
      from: link.from,
      to: link.to,
      links: [id],
      relays: [],
      authentication: 'mutual',
      downgradable: false,
      version: '1.3',
      serverName: null,
      keyExchange: 'ecdhe',
      caller: 'workload',
    };
    sessions.set(session.id, session);
    const layer: Layer = { kind: 'session', session: session.id };
    const network = verdict.layers.filter((each) => each.kind === 'network');
    const inner = verdict.layers.filter((each) => each.kind !== 'network');
    verdicts.set(id, {
      ...verdict,
      state: 'encrypted',
      authentication: 'mutual',
      downgradable: false,
      layers: [...network, layer, ...inner],
      exposure: Object.fromEntries(verdict.assets.map((asset) => [asset, 'metadata'])),
    });
  }
  const changed: Simulation = { ...simulation, sessions, links: verdicts, proxies };
  return { ...scene, simulation: changed };
}
