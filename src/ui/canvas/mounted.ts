import { card } from './geometry.ts';
import { seen, type View } from './picture.ts';
import { cardIn, type World } from './world.ts';

/** How many cards are mounted in one frame: more would hold it up. */
const atOnce = 6;
/** Cards are mounted before they come into the window, and stay a while after they have left it. In windows. */
const room = { mount: 0.25, keep: 0.75 } as const;

/**
 * The cards that can be read, a few more of them than before, those in the middle first; and whether that is all of them.
 */
export function grown(
  world: World,
  before: ReadonlySet<string>,
  view: View,
): { readonly near: ReadonlySet<string>; readonly complete: boolean } {
  const wide = seen(view, room.keep * view.width);
  const tight = seen(view, room.mount * view.width);
  const middle = { x: tight.x + (tight.width - card.width) / 2, y: tight.y + (tight.height - card.height) / 2 };
  const near = new Set<string>();
  const wanted: { readonly id: string; readonly away: number }[] = [];
  for (const [number, { id }] of world.nodes.entries()) {
    if (!cardIn(world, number, wide)) continue;
    if (before.has(id)) near.add(id);
    else if (cardIn(world, number, tight)) {
      const [x, y] = [world.corners[number * 2] ?? 0, world.corners[number * 2 + 1] ?? 0];
      wanted.push({ id, away: Math.hypot(x - middle.x, y - middle.y) });
    }
  }
  wanted.sort((a, b) => a.away - b.away);
  for (const { id } of wanted.slice(0, atOnce)) near.add(id);
  const same = near.size === before.size && wanted.length === 0;
  return { near: same ? before : near, complete: wanted.length <= atOnce };
}

/**
 * The cards that React Flow is given: those near, those that are held by the pointer or asked for, and, so that Tab always
 * finds the next, the neighbours of the one in focus, and the first and the last of all.
 */
export function mountedCards(
  world: World,
  near: ReadonlySet<string>,
  held: readonly (string | null)[],
  focused: string | null,
): ReadonlySet<string> {
  const mounted = new Set(near);
  const add = (number: number) => {
    const node = world.nodes[number];
    if (node) mounted.add(node.id);
  };
  for (const id of [...held, focused]) if (id !== null && world.numbers.has(id)) mounted.add(id);
  const at = focused === null ? undefined : world.numbers.get(focused);
  if (at !== undefined) {
    add(at - 1);
    add(at + 1);
  }
  add(0);
  add(world.nodes.length - 1);
  return mounted;
}
