import { can } from '../../core/model/product.ts';
import type { Node } from '../../core/model/schema.ts';
import type { Topology } from '../../core/model/topology.ts';
import { productOf } from '../../core/simulation/bounds.ts';
import { assetTitle, type Simulation } from '../../core/simulation/verdict.ts';
import { products } from '../../store/registry.ts';
import { type LinkMark, linkSentence, markOf, markWords, nodeSentence } from '../words.ts';
import { surroundingsOf } from './surroundings.ts';

/**
 * What a card and a line show, as flat records: an edit re-simulates everything, and only what looks different
 * afterwards is drawn again.
 */
export interface CardView {
  readonly node: Node;
  readonly sentence: string;
  readonly known: boolean;
  /** The first asset that is readable here, and how many more there are. */
  readonly chip: string | null;
  readonly more: number;
  readonly chips: string;
  readonly holdsKeys: boolean;
  readonly dials: boolean;
  /** The mark of a session that only passes through. */
  readonly pipe: LinkMark | null;
  readonly errors: string;
}

export function cardView(drawing: Topology, simulation: Simulation, id: string): CardView | null {
  const node = drawing.nodes.get(id);
  if (!node) return null;
  const product = productOf(node, products);
  const verdict = simulation.nodes.get(id);
  const { nodeErrors, relayed } = surroundingsOf(drawing, simulation);
  const titles = (verdict?.plaintext ?? []).map((asset) => assetTitle(drawing, asset));
  const carried = simulation.links.get(relayed.get(id)?.[0]?.links[0] ?? '');
  return {
    node,
    sentence: nodeSentence(drawing, verdict),
    known: products.has(node.product),
    chip: titles[0] ?? null,
    more: Math.max(0, titles.length - 1),
    chips: titles.join(', '),
    holdsKeys: verdict?.holdsKeys ?? false,
    dials: can(product, 'dial:plaintext') || can(product, 'dial:tls'),
    pipe: carried ? markOf(carried) : null,
    errors: (nodeErrors.get(id) ?? []).map(({ message }) => message).join('\n'),
  };
}

export interface LineView {
  readonly hop: string;
  readonly mark: LinkMark;
  readonly word: string;
  readonly sentence: string;
  readonly encrypted: boolean;
  /** Inside a network that encrypts below TLS. */
  readonly cased: boolean;
  /** The session starts on this link. */
  readonly capped: boolean;
  readonly error: string | null;
  /** How many links leave the same card, how many arrive at the other, and the place of this one among those. */
  readonly leaving: number;
  readonly arriving: number;
  readonly place: number;
}

export function lineView(drawing: Topology, simulation: Simulation, id: string): LineView | null {
  const link = drawing.links.get(id);
  const verdict = simulation.links.get(id);
  if (!link || !verdict) return null;
  const { leaving, arriving, linkErrors } = surroundingsOf(drawing, simulation);
  const mark = markOf(verdict);
  const session = simulation.sessions.get(verdict.session ?? '');
  const title = (node: string) => drawing.nodes.get(node)?.title ?? node;
  const siblings = arriving.get(link.to) ?? [];
  return {
    hop: `${title(link.from)} → ${title(link.to)}`,
    mark,
    word:
      mark === 'server' || mark === 'mutual' ? `${markWords[mark]} ${session?.version ?? ''}`.trim() : markWords[mark],
    sentence: linkSentence(drawing, simulation, id),
    encrypted: verdict.state === 'encrypted',
    cased: verdict.layers.some(({ kind }) => kind === 'network'),
    capped: session?.links[0] === id,
    error: linkErrors.get(id)?.[0]?.message ?? null,
    leaving: leaving.get(link.from)?.length ?? 1,
    arriving: siblings.length,
    place: siblings.indexOf(link),
  };
}
