import { join } from 'node:path';
import { isAddress } from '../core/model/names.ts';
import type { Products } from '../core/model/product.ts';
import type { Link, Node } from '../core/model/schema.ts';
import type { Topology } from '../core/model/topology.ts';
import { standIn } from '../core/pki/stand-ins.ts';
import type { Binding } from '../core/plan/plan.ts';
import { hostOf, listenersOf, productOf } from '../core/simulation/bounds.ts';
import { answerAt, survey } from '../core/simulation/ground.ts';
import type { Ports } from './ports.ts';

/**
 * Where everything of one lab is: a folder, a port of loopback for each listener, and another for the tap that each link
 * is dialled through. Names, versions, certificates and everything else stay as they are exported.
 */
export interface Layout {
  readonly folder: string;
  /** The port that a listener really has. */
  readonly listens: (node: string, listener: string) => number;
  /** The tap in front of a link's far end, and the port that it relays to. Nobody may listen there: then nothing does in the drawing. */
  readonly taps: ReadonlyMap<string, { readonly port: number; readonly target: number }>;
  readonly binding: Binding;
  /** Names that must lead to loopback. */
  readonly names: readonly string[];
}

export async function layOut(topology: Topology, products: Products, folder: string, ports: Ports): Promise<Layout> {
  const listeners = [...topology.nodes.values()].flatMap((node) =>
    listenersOf(node, productOf(node, products)).map(({ id }) => key(node.id, id)),
  );
  const links = [...topology.links.keys()];
  const free = [...(await ports.take(listeners.length + 2 * links.length))];
  const next = () => free.pop() ?? 0;
  const listening = new Map(listeners.map((each) => [each, next()]));
  const listens = (node: string, listener: string): number => {
    const port = listening.get(key(node, listener));
    if (port === undefined) throw new Error(`${node} has no listener ${listener}`);
    return port;
  };
  const ground = survey(topology, products);
  const taps = new Map(
    [...topology.links.values()].map((link) => {
      const answer = answerAt(ground, link);
      const target = (answer && listening.get(key(link.to, answer.listener.id))) ?? next();
      return [link.id, { port: next(), target }];
    }),
  );
  return {
    folder,
    listens,
    taps,
    binding: {
      listen: (node, { id }) => ({ address: '127.0.0.1', port: listens(node.id, id) }),
      dial: (link: Link, target: Node) => ({
        host: isAddress(hostOf(target)) ? '127.0.0.1' : hostOf(target),
        port: taps.get(link.id)?.port ?? 0,
      }),
      source: () => '127.0.0.1',
      directory: (node) => join(folder, 'tls', node.id),
      publicCas: join(folder, 'pki', 'authorities', standIn, 'ca.crt'),
    },
    names: [...new Set(namesIn(topology))].filter((name) => !isAddress(name) && !name.includes('*')).sort(),
  };
}

/** What is dialled, and whatever a client that knows one name alone is told to dial in its place. */
const namesIn = ({ nodes, links }: Topology): readonly string[] => [
  ...[...nodes.values()].map(hostOf),
  ...[...nodes.values()].flatMap(({ listeners = [] }) =>
    listeners.flatMap(({ tls }) => ('certificate' in tls ? (tls.certificate?.names ?? []) : [])),
  ),
  ...[...links.values()].flatMap(({ dial: { sni } }) => sni ?? []),
];

const key = (node: string, listener: string): string => `${node}/${listener}`;
