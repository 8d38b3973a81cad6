import { compare } from '../model/order.ts';
import type { Certificate, Node } from '../model/schema.ts';
import type { Context } from '../rules/rule.ts';
import { type Answer, boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { type DesignClause, type Ruling, ruling } from './regime.ts';

/** A listener that ends TLS, as its product runs it, with what the drawing itself says of it. */
export interface Endpoint {
  readonly node: Node;
  readonly answer: Answer;
  readonly drawn: { readonly certificate: Certificate | undefined; readonly minVersion: boolean };
}

/** Every listener that ends TLS, whether a flow reaches it or not, by the component's title. */
export function endpointsOf({ topology, products }: Context): readonly Endpoint[] {
  return [...topology.nodes.values()]
    .flatMap((node) => {
      const product = productOf(node, products);
      return listenersOf(node, product).flatMap((listener): readonly Endpoint[] => {
        const answer = boundListener(node, product, listener);
        const { tls } = listener;
        if (answer.mode !== 'terminate' && answer.mode !== 'permissive') return [];
        const details = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : undefined;
        const drawn = { certificate: details?.certificate, minVersion: details?.minVersion !== undefined };
        return [{ node, answer, drawn }];
      });
    })
    .sort((a, b) => compare(nameOf(a), nameOf(b)));
}

/** "Gateway, port 443". */
export const nameOf = ({ node, answer }: Pick<Endpoint, 'node' | 'answer'>): string =>
  `${node.title}, port ${answer.listener.port}`;

/** A clause's judgement of every listener that ends TLS, each at its component. */
export const perEndpoint =
  (judge: (endpoint: Endpoint) => Ruling): DesignClause['judge'] =>
  ({ scene }) => {
    const ends = endpointsOf(scene);
    return ends.length === 0
      ? [ruling('N/A', 'Nothing here ends TLS.')]
      : ends.map((endpoint) => ({ ...judge(endpoint), place: { node: endpoint.node.id } }));
  };
