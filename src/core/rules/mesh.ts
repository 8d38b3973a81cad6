import type { Listener, Mesh, Node, Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { zonesAround } from '../simulation/zones.ts';

/** A zone with a mesh that is on. */
export type MeshZone = Zone & { readonly mesh: Mesh };

/** The mesh that a node is a member of: that of the innermost zone around it that has one. */
export function meshOf(topology: Topology, node: Pick<Node, 'zone' | 'mesh'> | undefined): MeshZone | null {
  if (!node || node.mesh === 'outside') return null;
  const zone = zonesAround(topology, node.zone).find(({ mesh }) => mesh !== undefined);
  return zone?.mesh && zone.mesh.mode !== 'disabled' ? { ...zone, mesh: zone.mesh } : null;
}

/** Whether a port takes mutual TLS of the mesh and nothing else, as the mesh and the port itself say. */
export const onlyMembers = (zone: MeshZone | null, listener: Listener): boolean =>
  zone !== null && (listener.mesh ?? zone.mesh.mode) === 'strict';
