import type { Topology } from '../model/topology.ts';
import type { Carrier } from '../simulation/carry.ts';
import type { ProxySeat } from '../simulation/mesh.ts';
import type { Leg } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';
import type { AssumptionId } from './assumed-numbers.ts';

/** A mesh proxy that a leg's requests pass through, and the numbers that say what it costs. */
export interface Passage {
  readonly proxy: ProxySeat;
  readonly work: AssumptionId;
  readonly delay: AssumptionId;
  /** How much of `delay` this one proxy accounts for: proxies at both ends are assumed as a pair. */
  readonly share: number;
}

/** The sessions of a mesh that a leg travels in, each once, however many links it spans. */
export const carriersOf = ({ carriers }: Leg): readonly Carrier[] => [
  ...new Set(carriers.filter((carrier) => carrier !== null)),
];

/** The mesh proxies that requests on a leg pass, the sender's first. */
export const passagesOf = (topology: Topology, leg: Leg): readonly Passage[] =>
  carriersOf(leg).flatMap(({ proxies }) => proxies.map((proxy) => passage(topology, proxy)));

function passage(topology: Topology, proxy: ProxySeat): Passage {
  switch (proxy.kind) {
    case 'waypoint':
      return { proxy, work: 'cpu-waypoint', delay: 'mesh-waypoint', share: 1 };
    case 'ztunnel':
      return { proxy, work: 'cpu-ztunnel', delay: 'mesh-ztunnel-pair', share: 0.5 };
    case 'sidecar': {
      const around = zonesAround(topology, topology.nodes.get(proxy.serves)?.zone);
      const product = around.find(({ mesh }) => mesh !== undefined)?.mesh?.product;
      // Consul's are Envoy, as Istio's are.
      return product === 'linkerd'
        ? { proxy, work: 'cpu-micro-proxy', delay: 'mesh-micro-proxy-pair', share: 0.5 }
        : { proxy, work: 'cpu-sidecar', delay: 'mesh-sidecar-pair', share: 0.5 };
    }
  }
}
