import { compare } from '../model/order.ts';
import type { Products } from '../model/product.ts';
import type { Topology } from '../model/topology.ts';
import { products as registry } from '../products/index.ts';
import { productOf } from '../simulation/bounds.ts';
import type { Observer } from './observer.ts';
import { listed, nodeTitle, zoneTitle } from './words.ts';

/** An observer in words: "Someone listening in VPC", "AWS, which runs ALB and CDN". */
export function observerTitle(topology: Topology, observer: Observer, products: Products = registry): string {
  switch (observer.kind) {
    case 'tap':
      return observer.zone === null
        ? 'Someone listening outside every drawn zone'
        : `Someone listening in ${zoneTitle(topology, observer.zone)}`;
    case 'attacker':
      return observer.zone === null
        ? 'Someone who listens, answers and alters outside every drawn zone'
        : `Someone who listens, answers and alters in ${zoneTitle(topology, observer.zone)}`;
    case 'operator': {
      const run = [...topology.nodes.values()]
        .filter((node) => productOf(node, products).operator === observer.operator)
        .map(({ title }) => title)
        .sort(compare);
      return run.length === 0 ? observer.operator : `${observer.operator}, which runs ${listed(run)}`;
    }
    case 'insider':
      return `Root on the hosts in ${zoneTitle(topology, observer.zone)}`;
    case 'ztunnel':
    case 'waypoint':
      return `Whoever has taken over the ${observer.kind} of ${zoneTitle(topology, observer.zone)}`;
    case 'node':
      return `Whoever has taken over ${nodeTitle(topology, observer.node)}`;
    case 'key':
      return `Whoever stole the key of ${nodeTitle(topology, observer.node)}`;
    case 'recorder':
      return 'Whoever records every wire and has a quantum computer later';
  }
}
