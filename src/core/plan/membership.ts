import type { Link, Node } from '../model/schema.ts';
import { type Ground, memberAt } from '../simulation/ground.ts';
import { type Member, memberOf } from '../simulation/mesh.ts';

/** A node's part in the mesh around it. */
export interface Membership {
  /** The innermost mesh zone: its settings count. */
  readonly zone: string;
  /** The outermost zone of the same mesh. */
  readonly root: string;
  /** `none`: drawn as left out. */
  readonly proxy: Member['proxy'] | 'none';
}

export function membershipOf({ topology, products }: Ground, node: Node): Membership | null {
  const member = memberOf(topology, { ...node, mesh: 'member' }, products);
  return member && { zone: member.zone.id, root: member.root, proxy: node.mesh === 'outside' ? 'none' : member.proxy };
}

/** Whether a proxy of the mesh, and not the node itself, judges who calls. */
export const judgedByMesh = (mesh: Membership | null): boolean =>
  mesh !== null && (mesh.proxy === 'sidecar' || mesh.proxy === 'ztunnel');

export type BroughtBy = 'none' | 'some' | 'all';

/** How many of these links bring the mesh's mutual TLS and nothing else. */
export function dialledByMesh(ground: Ground, arriving: readonly Link[]): BroughtBy {
  const bringing = arriving.filter((link) => {
    const sender = ground.topology.nodes.get(link.from);
    return link.mesh === 'mesh-mutual' && sender !== undefined && memberAt(ground, sender) !== null;
  });
  if (bringing.length === 0) return 'none';
  return bringing.length === arriving.length ? 'all' : 'some';
}
