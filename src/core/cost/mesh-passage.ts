import type { Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import type { ProxyVerdict, Session } from '../simulation/verdict.ts';
import { zonesAround } from '../simulation/zones.ts';
import type { AssumptionId } from './assumed-numbers.ts';

/** A mesh proxy that a link's requests pass through, and the numbers that say what it costs. */
export interface Passage {
  readonly proxy: ProxyVerdict;
  readonly work: AssumptionId;
  readonly delay: AssumptionId;
  /** How much of `delay` this one proxy accounts for: proxies at both ends are assumed as a pair. */
  readonly share: number;
}

/** The mesh proxies by the nodes whose traffic they handle. */
export type ProxiesByNode = ReadonlyMap<string, readonly ProxyVerdict[]>;

export function proxiesByNode({ simulation }: Scene): ProxiesByNode {
  const byNode = new Map<string, ProxyVerdict[]>();
  const sorted = [...simulation.proxies.values()].sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
  for (const proxy of sorted)
    for (const node of proxy.serves) {
      const known = byNode.get(node);
      if (known) known.push(proxy);
      else byNode.set(node, [proxy]);
    }
  return byNode;
}

/** The mesh's own session on a link, under whatever the applications speak. */
export function meshSessionOn({ simulation }: Scene, link: Link): Session | null {
  const verdict = simulation.links.get(link.id);
  if (!verdict) return null;
  for (const layer of verdict.layers) {
    if (layer.kind !== 'session') continue;
    const session = simulation.sessions.get(layer.session);
    if (session?.kind === 'mesh') return session;
  }
  return null;
}

/** The mesh proxies that requests on a link pass, the sender's first. Excluded ports pass none. */
export function passagesOn(scene: Scene, proxies: ProxiesByNode, link: Link): readonly Passage[] {
  if (scene.simulation.proxies.size === 0) return [];
  const listeners = scene.topology.nodes.get(link.to)?.listeners;
  const listener = link.listener === undefined ? listeners?.[0] : listeners?.find(({ id }) => id === link.listener);
  const leaving =
    link.mesh === 'skipped' ? [] : (proxies.get(link.from) ?? []).filter(({ kind }) => kind !== 'waypoint');
  const meshed = meshSessionOn(scene, link) !== null;
  // A waypoint is reached through the mesh; whoever comes from outside it goes past.
  const entering =
    listener?.mesh === 'skipped'
      ? []
      : (proxies.get(link.to) ?? []).filter(({ kind }) => kind !== 'waypoint' || meshed);
  return [
    ...leaving.map((proxy) => passage(scene, proxy, link.from)),
    ...entering.map((proxy) => passage(scene, proxy, link.to)),
  ];
}

function passage({ topology }: Scene, proxy: ProxyVerdict, node: string): Passage {
  switch (proxy.kind) {
    case 'waypoint':
      return { proxy, work: 'cpu-waypoint', delay: 'mesh-waypoint', share: 1 };
    case 'ztunnel':
      return { proxy, work: 'cpu-ztunnel', delay: 'mesh-ztunnel-pair', share: 0.5 };
    case 'sidecar': {
      const zone = topology.nodes.get(node)?.zone;
      const product = zonesAround(topology, zone).find(({ mesh }) => mesh)?.mesh?.product;
      return product === 'linkerd'
        ? { proxy, work: 'cpu-micro-proxy', delay: 'mesh-micro-proxy-pair', share: 0.5 }
        : { proxy, work: 'cpu-sidecar', delay: 'mesh-sidecar-pair', share: 0.5 };
    }
  }
}
