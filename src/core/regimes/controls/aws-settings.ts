import type { Link, Listener, Node } from '../../model/schema.ts';
import { type Answer, boundListener, listenersOf, productOf } from '../../simulation/bounds.ts';
import { type Case, type DesignClause, type Ruling, ruling } from '../regime.ts';

export const guide = 'https://docs.aws.amazon.com/securityhub/latest/userguide';

interface Port {
  readonly node: Node;
  readonly listener: Listener;
  readonly answer: Answer;
}

/** The listeners of every drawn component of these products, judged as configured: whether a flow comes by or not. */
const ports = ({ scene: { topology, products } }: Case, wanted: readonly string[]): readonly Port[] =>
  [...topology.nodes.values()]
    .filter(({ product }) => wanted.includes(product))
    .flatMap((node) => {
      const product = productOf(node, products);
      return listenersOf(node, product).map((listener) => ({
        node,
        listener,
        answer: boundListener(node, product, listener),
      }));
    });

/** Judges each listener of these products that the control speaks about. */
export const overPorts =
  (wanted: readonly string[], what: string, judge: (port: Port) => Ruling | null): DesignClause['judge'] =>
  (given) => {
    const results = ports(given, wanted).flatMap((port) => {
      const said = judge(port);
      return said ? [{ ...said, place: { node: port.node.id } }] : [];
    });
    return results.length > 0 ? results : [ruling('N/A', `No ${what} is drawn.`)];
  };

/** Judges each link out of these products that the control speaks about. */
export const overLinks =
  (wanted: readonly string[], what: string, judge: (link: Link, given: Case) => Ruling | null): DesignClause['judge'] =>
  (given) => {
    const { topology } = given.scene;
    const results = [...topology.links.values()].flatMap((link) => {
      if (!wanted.includes(topology.nodes.get(link.from)?.product ?? '')) return [];
      const said = judge(link, given);
      return said ? [{ ...said, place: { link: link.id } }] : [];
    });
    return results.length > 0 ? results : [ruling('N/A', `No ${what} is drawn.`)];
  };

/** Answers every request with a redirect to https. */
export const redirects = ({ listener: { tls } }: Port): boolean =>
  tls.mode === 'plaintext' && tls.redirectsToTls === true;
export const portName = ({ node, listener }: Port): string => `${node.title}, port ${listener.port}`;
