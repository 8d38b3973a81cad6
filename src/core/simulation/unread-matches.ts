import { boundListener, listenersOf, productOf } from './bounds.ts';
import type { Ground } from './ground.ts';
import type { Note } from './verdict.ts';

/**
 * Routes that a relay is asked to choose by what it can't see (a path fails outright): the host lies inside the session that it forwards,
 * and without looking for a ClientHello it sees no server name either. They are followed as if nothing was asked.
 */
export function unreadMatches({ topology, products }: Ground): readonly Note[] {
  const notes: Note[] = [];
  for (const { id, from, to, match, fromListener } of topology.links.values()) {
    const node = topology.nodes.get(from);
    if (!node || !match) continue;
    const product = productOf(node, products);
    const relays = listenersOf(node, product)
      .filter((listener) => fromListener === undefined || listener.id === fromListener)
      .map((listener) => boundListener(node, product, listener))
      .filter(({ mode }) => mode === 'passthrough');
    const unread = [
      ...(relays.length > 0 && match.host?.length ? ['host'] : []),
      ...(relays.some(({ by }) => by === 'tcp') && match.sni?.length ? ['server name'] : []),
    ];
    if (unread.length === 0) continue;
    const end = topology.nodes.get(to)?.title ?? to;
    notes.push({
      code: 'match-not-seen',
      where: { link: id },
      message: `"${node.title}" passes bytes through and can't choose "${end}" by ${unread.join(' and ')}: this verdict takes the way as drawn, as if nothing was asked.`,
    });
  }
  return notes;
}
