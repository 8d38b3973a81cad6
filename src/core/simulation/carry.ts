import type { Link } from '../model/schema.ts';
import type { Answer } from './bounds.ts';
import { type Ground, memberAt } from './ground.ts';
import { type Crossing, cross, forwardsMesh, type ProxySeat, proxiesOf } from './mesh.ts';
import { meshes } from './meshes.ts';
import type { Session } from './verdict.ts';

/** A session of a mesh under the applications' own bytes, over one link, or over several where gateways pass it on. */
export interface Carrier {
  readonly session: Session;
  /** The proxies that hold readable what the applications do not encrypt themselves. */
  readonly proxies: readonly ProxySeat[];
}

export type Carried =
  | { readonly carriers: readonly (Carrier | null)[] }
  | { readonly refusedAt: number; readonly crossing: Extract<Crossing, { kind: 'refused' }> };

// Shared by all legs over one link, which are nearly all.
const aloneWithoutMesh: Carried = { carriers: [null] };

/** What the meshes do for each link of a span: a carrier, nothing, or the link at which a proxy refuses. */
export function carry(ground: Ground, links: readonly Link[], answers: readonly Answer[]): Carried {
  if (!ground.meshed) return links.length === 1 ? aloneWithoutMesh : { carriers: links.map(() => null) };
  const carriers: (Carrier | null)[] = [];
  let start = 0;
  for (const i of links.keys()) {
    const [answer, first] = [answers[i], links[start]];
    const sender = ground.topology.nodes.get(first?.from ?? '');
    if (!answer || !first || !sender) break;
    const receiver = memberAt(ground, answer.node);
    if (answer.mode === 'passthrough' && i < links.length - 1 && forwardsMesh(receiver)) continue;
    const crossing = cross(memberAt(ground, sender), receiver, first, answer.listener, i > start);
    if (crossing.kind === 'refused') return { refusedAt: i, crossing };
    const carrier = crossing.kind === 'session' ? carrierOf(crossing, links.slice(start, i + 1)) : null;
    for (; start <= i; start++) carriers.push(carrier);
  }
  return { carriers };
}

function carrierOf(crossing: Extract<Crossing, { kind: 'session' }>, span: readonly Link[]): Carrier {
  const ids = span.map(({ id }) => id);
  const { version, keyExchange } = meshes[crossing.from.mesh.product];
  return {
    session: {
      id: `mesh:${ids.join('>')}`,
      kind: 'mesh',
      from: crossing.from.node.id,
      to: crossing.to.node.id,
      links: ids,
      relays: span.slice(0, -1).map(({ to }) => to),
      authentication: 'mutual',
      downgradable: false,
      version,
      serverName: null,
      keyExchange,
      caller: 'workload',
    },
    proxies: proxiesOf(crossing),
  };
}
