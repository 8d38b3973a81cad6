import { applyEdits, type Edit } from '../model/edits.ts';
import type { Listener, ListenerTls } from '../model/schema.ts';
import { type Answer, boundListener, listenersOf } from '../simulation/bounds.ts';
import type { Context } from './rule.ts';

/** The drawing with one more listener at a node, which speaks as `tls` says and is as the first one else. */
export function doorBeside(
  context: Context,
  { node, product, listener }: Answer,
  name: 'tls' | 'plaintext' | 'direct',
  tls: ListenerTls,
): { readonly context: Context; readonly answer: Answer } | null {
  const listeners = listenersOf(node, product);
  const id = `${listener.id.slice(0, 50)}-${name}`;
  if (listeners.some((each) => each.id === id)) return null;
  const port = freeAfter(
    listener.port,
    listeners.map((each) => each.port),
  );
  const door: Listener = { ...listener, id, port, tls };
  const edit: Edit = { table: 'nodes', id: node.id, set: { listeners: [...listeners, door] } };
  const after = applyEdits(context.topology, [edit]);
  const changed = after.ok ? after.value.nodes.get(node.id) : undefined;
  return after.ok && changed
    ? { context: { ...context, topology: after.value }, answer: boundListener(changed, product, door) }
    : null;
}

/** The next port that none of the others has. */
export function freeAfter(port: number, taken: readonly number[]): number {
  for (let next = port + 1; next <= 65_535; next++) if (!taken.includes(next)) return next;
  for (let next = 1024; next < port; next++) if (!taken.includes(next)) return next;
  return port;
}
