import type { Fact } from '../model/product.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';
import type { Leg } from '../simulation/walk.ts';
import { carrierOn, type Terrain } from './terrain.ts';

/** What tells the far side of a leg who is calling, or no longer does. */
export interface Claim {
  /** The node that the claim is about. */
  readonly subject: string;
  readonly by:
    | 'client-certificate'
    | 'workload-identity'
    | 'source-address'
    | 'proxy-protocol'
    | 'forwarded-header'
    | 'token';
  /** `asserted`: by the subject itself; `re-asserted`: on another's word; `carried`: as it came; `lost`: not any more. */
  readonly state: 'asserted' | 'lost' | 're-asserted' | 'carried';
  /** Whether somebody other than the subject could make the far side believe it. */
  readonly forgeable: boolean;
  /** Of a header: what it stands in for. */
  readonly standsFor?: 'client-certificate' | 'source-address';
  /** Of a token: the asset that it is. */
  readonly asset?: string;
  readonly text: string;
  readonly facts: readonly Fact[];
}

/** How far a listener can take the word of one caller: whether that caller proves itself, and who else may call. */
export interface Doorway {
  readonly proven: boolean;
  readonly others: readonly string[];
}

export function doorwayOf(terrain: Terrain, leg: Leg): Doorway {
  const { call, answer, links, outcome } = leg;
  const carrier = carrierOn(leg, links.at(-1)?.id ?? '');
  const proven =
    (outcome.kind === 'session' && outcome.clientCertificate && answer.clientCertificate === 'required') ||
    (carrier?.caller === 'workload' && carrier.from === call.node.id && carrier.to === answer.node.id);
  const { allows } = answer.node;
  const dialers = dialersOf(terrain).get(listenerKey(answer.node.id, answer.listener.id)) ?? new Set();
  const others = [...dialers].filter(
    (node) => node !== call.node.id && (!proven || allows === undefined || allows.includes(node)),
  );
  return { proven, others };
}

const remembered = new WeakMap<Terrain, ReadonlyMap<string, ReadonlySet<string>>>();
const listenerKey = (node: string, listener: string): string => `${node}/${listener}`;

/** Who dials each listener, in flows that work or fail, and on links that no flow uses. */
function dialersOf(terrain: Terrain): ReadonlyMap<string, ReadonlySet<string>> {
  const known = remembered.get(terrain);
  if (known) return known;
  const { topology, simulation, products } = terrain.scene;
  const dialers = new Map<string, Set<string>>();
  const note = (node: string, listener: string, dialer: string) => {
    const key = listenerKey(node, listener);
    dialers.set(key, (dialers.get(key) ?? new Set()).add(dialer));
  };
  const used = new Set<string>();
  for (const { legs } of simulation.flows.values())
    for (const { call, answer, links } of legs) {
      note(answer.node.id, answer.listener.id, call.node.id);
      for (const { id } of links) used.add(id);
    }
  for (const { id, from, to, listener } of topology.links.values()) {
    const node = topology.nodes.get(to);
    if (used.has(id) || !node) continue;
    const reached = listener ?? listenersOf(node, productOf(node, products))[0]?.id;
    if (reached !== undefined) note(to, reached, from);
  }
  remembered.set(terrain, dialers);
  return dialers;
}
