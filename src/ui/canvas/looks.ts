import type { Topology } from '../../core/model/topology.ts';
import { type Answer, boundListener, listenersOf, productOf } from '../../core/simulation/bounds.ts';
import type { Simulation } from '../../core/simulation/verdict.ts';
import { products } from '../../store/registry.ts';
import { type LinkMark, markOf } from '../words.ts';
import { surroundingsOf } from './surroundings.ts';

/** What a line tells from afar: colour, weight and dash say the mark, as close up. */
export interface LineLook {
  readonly mark: LinkMark;
  /** Inside a network that encrypts below TLS. */
  readonly cased: boolean;
}

/** What a tile tells from afar. */
export interface TileLook {
  /** Something is readable here: the red bar. */
  readonly readable: boolean;
  readonly holdsKeys: boolean;
  readonly wrong: boolean;
  /** The mark of a session that only passes through. */
  readonly pipe: LinkMark | null;
  /** What the first listener does with TLS; null: nothing listens. */
  readonly ends: Answer['mode'] | null;
}

/** The looks of a drawing, each worked out when it is first on screen, in the order of the document's tables. */
export interface Looks {
  readonly line: (number: number) => LineLook;
  readonly tile: (number: number) => TileLook;
}

const unreached: LineLook = { mark: 'unreached', cased: false };
const blank: TileLook = { readable: false, holdsKeys: false, wrong: false, pipe: null, ends: null };

export function looksOf(drawing: Topology, simulation: Simulation): Looks {
  const links = [...drawing.links.keys()];
  const nodes = [...drawing.nodes.keys()];
  const lines: LineLook[] = [];
  const tiles: TileLook[] = [];
  return {
    line: (number) => (lines[number] ??= lineLook(simulation, links[number])),
    tile: (number) => (tiles[number] ??= tileLook(drawing, simulation, nodes[number])),
  };
}

function lineLook(simulation: Simulation, id: string | undefined): LineLook {
  const verdict = id === undefined ? undefined : simulation.links.get(id);
  if (!verdict) return unreached;
  return { mark: markOf(verdict), cased: verdict.layers.some(({ kind }) => kind === 'network') };
}

function tileLook(drawing: Topology, simulation: Simulation, id: string | undefined): TileLook {
  const node = id === undefined ? undefined : drawing.nodes.get(id);
  if (!node) return blank;
  const verdict = simulation.nodes.get(node.id);
  const { nodeErrors, relayed } = surroundingsOf(drawing, simulation);
  const carried = simulation.links.get(relayed.get(node.id)?.[0]?.links[0] ?? '');
  const product = productOf(node, products);
  const [listener] = listenersOf(node, product);
  return {
    readable: (verdict?.plaintext.length ?? 0) > 0,
    holdsKeys: verdict?.holdsKeys ?? false,
    wrong: nodeErrors.has(node.id),
    pipe: carried ? markOf(carried) : null,
    ends: listener ? boundListener(node, product, listener).mode : null,
  };
}
