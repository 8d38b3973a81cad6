import type { Listener, Mesh, Node, Zone } from '../model/schema.ts';
import { memberAt } from '../simulation/ground.ts';
import { groundFor } from './around.ts';
import type { Context } from './rule.ts';

/** A node's part in a mesh that is on: the zone whose settings count, and whether callers can get around its proxy. */
export interface Membership {
  readonly zone: Zone;
  readonly mesh: Mesh;
  /** Names the mesh: two members with the same root are in one. */
  readonly root: string;
  /** The node is a proxy of the mesh itself, and takes from outside what its own listeners say. */
  readonly gateway: boolean;
}

/** The mesh that a node is a member of, or null. */
export function meshOf(context: Context, node: Node | undefined): Membership | null {
  const member = node && memberAt(groundFor(context), node);
  if (!member || member.mesh.mode === 'disabled') return null;
  const { zone, mesh, root, product, proxy } = member;
  return { zone, mesh, root, gateway: proxy === 'self' && product.meshProxy?.inbound === 'drawn' };
}

/** Whether a port takes mutual TLS of the mesh and nothing else, as the mesh and the port itself say. */
export const onlyMembers = (membership: Membership | null, listener: Listener): boolean =>
  membership !== null &&
  !membership.gateway &&
  // Without redirection, whoever dials the application itself never meets its proxy.
  !(membership.mesh.product === 'consul' && membership.mesh.transparentProxy === false) &&
  (listener.mesh ?? membership.mesh.mode) === 'strict';
