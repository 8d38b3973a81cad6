import type { Listener, Node } from '../model/schema.ts';
import { type Answer, boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { allLegs, type CarryingLeg } from './legs.ts';
import { listenerKey } from './reach.ts';
import type { Context } from './rule.ts';

/** A listener as its product runs it, with the legs of flows that it answers. */
export interface Port {
  readonly answer: Answer;
  readonly legs: readonly CarryingLeg[];
}

const remembered = new WeakMap<Simulation, ReadonlyMap<string, readonly Port[]>>();

/** The ports of every node, by its id; worked out once per simulation. */
export function portsOf(context: Context): ReadonlyMap<string, readonly Port[]> {
  let ports = remembered.get(context.simulation);
  if (!ports) {
    ports = index(context);
    remembered.set(context.simulation, ports);
  }
  return ports;
}

function index(context: Context): ReadonlyMap<string, readonly Port[]> {
  const answered = new Map<string, CarryingLeg[]>();
  for (const carrying of allLegs(context)) {
    const { answer, outcome } = carrying.leg;
    if (outcome.kind === 'failed') continue;
    const key = listenerKey(answer.node.id, answer.listener.id);
    const known = answered.get(key);
    if (known) known.push(carrying);
    else answered.set(key, [carrying]);
  }
  return new Map(
    [...context.topology.nodes.values()].map((node) => {
      const product = productOf(node, context.products);
      const ports = listenersOf(node, product).map((listener) => ({
        answer: boundListener(node, product, listener),
        legs: answered.get(listenerKey(node.id, listener.id)) ?? [],
      }));
      return [node.id, ports];
    }),
  );
}

/** What the legs of a port carry, each asset once. */
export const carriedBy = ({ legs }: Port): ReadonlySet<string> => new Set(legs.flatMap(({ assets }) => assets));

/** The certificate as it is drawn, where the listener is one that shows any. */
export const certificateOf = ({ tls }: Listener) =>
  tls.mode === 'terminate' || tls.mode === 'permissive' ? tls.certificate : undefined;

/** Every node that holds something readable through a working flow, with what. */
export function* readers({ topology, simulation }: Context): Generator<readonly [Node, readonly string[]]> {
  for (const node of topology.nodes.values()) {
    const plaintext = simulation.nodes.get(node.id)?.plaintext ?? [];
    if (plaintext.length > 0) yield [node, plaintext];
  }
}
