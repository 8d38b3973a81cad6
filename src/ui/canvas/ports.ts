import { type NodeHandle, Position } from '@xyflow/react';
import { can } from '../../core/model/product.ts';
import type { Node } from '../../core/model/schema.ts';
import { listenersOf, productOf } from '../../core/simulation/bounds.ts';
import { products } from '../../store/registry.ts';
import { card, handleTop } from './geometry.ts';

/** Where links meet a card: one port for each listener on its left edge, one to dial from on its right. */
export interface Ports {
  /** Said outright, so that React Flow need not measure a card before it can lead a line there. */
  readonly handles: NodeHandle[];
  /** The height of each listener's port from the card's top, by the listener's id; `default` is the first. */
  readonly tops: ReadonlyMap<string, number>;
}

/** The card's border, which ports stand inside of, and their sizes: see ../styles/canvas.css. */
const border = 1.5;
const size = { in: 4, out: 8 } as const;

export const portOut = { x: card.width - border + 1 + size.out / 2, y: card.height / 2 } as const;
export const portIn = { x: border - size.in / 2 } as const;

const remembered = new WeakMap<Node, { readonly known: number; readonly ports: Ports }>();

/** Kept for each record; a product that is loaded later may give it other ports. */
export function portsOf(node: Node): Ports {
  const found = remembered.get(node);
  if (found?.known === products.size) return found.ports;
  const ports = madeFor(node);
  remembered.set(node, { known: products.size, ports });
  return ports;
}

function madeFor(node: Node): Ports {
  const product = productOf(node, products);
  const listeners = listenersOf(node, product);
  const tops = new Map<string, number>([['default', card.height / 2]]);
  for (const [index, { id }] of listeners.entries()) {
    const top = handleTop(index, listeners.length) + border;
    if (index === 0) tops.set('default', top);
    tops.set(id, top);
  }
  const handles: NodeHandle[] = [...tops].map(([id, top]) => ({
    id,
    type: 'target',
    position: Position.Left,
    x: portIn.x,
    y: top - size.in / 2,
    width: size.in,
    height: size.in,
  }));
  if (can(product, 'dial:plaintext') || can(product, 'dial:tls'))
    handles.push({
      id: 'out',
      type: 'source',
      position: Position.Right,
      x: portOut.x - size.out,
      y: portOut.y - size.out / 2,
      width: size.out,
      height: size.out,
    });
  return { handles, tops };
}
