import { protocolOf } from '../model/protocols.ts';
import { listenersOf, productOf } from './bounds.ts';
import { type Ground, memberAt } from './ground.ts';
import type { Note } from './verdict.ts';

/** Ports that Linkerd carries without looking for a protocol: https://linkerd.io/2.19/features/protocol-detection/ */
const opaqueByDefault = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211];

/** What a mesh does not carry as the drawing suggests, though nothing fails for it. */
export function meshNotes(ground: Ground): readonly Note[] {
  const { topology, products } = ground;
  const notes: Note[] = [];
  for (const link of topology.links.values()) {
    const [from, to] = [topology.nodes.get(link.from), topology.nodes.get(link.to)];
    const receiver = to && memberAt(ground, to);
    if (!from || !to || receiver?.mesh.product !== 'linkerd' || !memberAt(ground, from)) continue;
    const listeners = listenersOf(to, productOf(to, products));
    const port = (listeners.find(({ id }) => id === link.listener) ?? listeners[0])?.port;
    const opaque = receiver.mesh.opaquePorts ?? opaqueByDefault;
    if (port === undefined || opaque.includes(port) || !protocolOf(link.protocol).serverSpeaksFirst) continue;
    notes.push({
      code: 'protocol-detection-waits',
      where: { link: link.id },
      message: `Port ${port} of "${to.title}" is not opaque to Linkerd, and its server speaks first: every connection waits ten seconds for a protocol to be detected. Still encrypted.`,
    });
  }
  return notes;
}
