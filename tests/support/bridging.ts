import type { Topology } from '../../src/core/model/topology.ts';
import { type Details, draw } from './draw.ts';

/** Apache checks the name that it dials, which has to resolve here. */
export const dialled = { 'edge-gateway': { dial: { sni: 'localhost' } } };

/** A bridge: terminates, and dials TLS again. Both proxies are of the same product. */
export const bridge = (product: string, dial = '==>', listener = 'terminate', details: Details = {}): Topology =>
  draw(`client ==> edge(${product})[terminate] ${dial} gateway(${product})[${listener}] --> app[plaintext]`, {
    ...details,
    links: {
      'edge-gateway': {
        ...dialled['edge-gateway'],
        ...details.links?.['edge-gateway'],
        dial: { ...dialled['edge-gateway'].dial, ...details.links?.['edge-gateway']?.dial },
      },
    },
  });
