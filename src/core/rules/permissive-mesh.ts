import type { Edit } from '../model/edits.ts';
import type { Link } from '../model/schema.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';
import { keepsWorking } from './fixes.ts';
import { type MeshZone, meshOf } from './mesh.ts';
import { reachOf } from './reach.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { bySensitivity } from './severity.ts';
import { listAssets, listed, titlesOf } from './words.ts';

export const permissiveMesh = {
  id: 'permissive-mesh',
  title: 'The mesh still lets plaintext in',
  rationale:
    'A mesh encrypts between its members and, until it is told to be strict, takes plaintext from everybody else as well: a pod without a proxy calls as before, nothing fails, and nobody has to have an identity.',
  source: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
  about: 'access',
  clauses: ['asvs-5/12.3.3', 'asvs-5/12.3.5', 'nist-800-53/SC-8', 'zero-trust/800-207-tenet-2', 'zero-trust/800-204a'],
  misconceptions: ['M06'],
  check: (context): readonly Observation[] => {
    const { topology, simulation } = context;
    const zones = new Map<string, { zone: MeshZone; members: string[]; assets: Set<string> }>();
    for (const node of topology.nodes.values()) {
      const zone = meshOf(topology, node);
      if (zone?.mesh.mode !== 'permissive') continue;
      const known = zones.get(zone.id) ?? { zone, members: [], assets: new Set() };
      zones.set(zone.id, known);
      known.members.push(node.id);
      for (const asset of simulation.nodes.get(node.id)?.plaintext ?? []) known.assets.add(asset);
    }
    return [...zones.values()].flatMap(({ zone, members, assets }): readonly Observation[] => {
      if (assets.size === 0) return [];
      const outside = outsiders(context, zone, members);
      const callers = listed(
        titlesOf(
          topology,
          outside.map(({ from }) => from),
        ),
      );
      return [
        {
          severity: 'low',
          where: { zone: zone.id },
          assets: bySensitivity(topology, assets),
          message:
            outside.length > 0
              ? `${callers} ${new Set(outside.map(({ from }) => from)).size === 1 ? 'calls' : 'call'} into the mesh of ${zone.title} in plaintext, and so can everybody else: it is permissive.`
              : `Whoever can reach ${zone.title} may call it in plaintext, without an identity: its mesh is permissive. A caller that misses its proxy would send ${listAssets(topology, bySensitivity(topology, assets))} in clear, and nothing fails.`,
          fixes: () => strict(context, zone, outside),
        },
      ];
    });
  },
} as const satisfies Rule;

/** The links by which those who are not in a mesh of this product call members in plaintext. */
function outsiders(
  { topology, simulation, products }: Context,
  zone: MeshZone,
  members: readonly string[],
): readonly Link[] {
  const inside = new Set(members);
  return [...topology.links.values()].filter((link) => {
    if (!inside.has(link.to) || simulation.links.get(link.id)?.state !== 'plaintext') return false;
    const from = topology.nodes.get(link.from);
    if (!from || productOf(from, products).meshProxy?.of === zone.mesh.product) return false;
    return link.mesh === 'skipped' || meshOf(topology, from)?.mesh.product !== zone.mesh.product;
  });
}

/** Strict for the zone; ports that somebody outside calls in plaintext are named as the exception that they are. */
function strict(context: Context, zone: MeshZone, outside: readonly Link[]): readonly Fix[] {
  const { topology, products } = context;
  const zoned: Edit = { table: 'zones', id: zone.id, set: { mesh: { ...zone.mesh, mode: 'strict' } } };
  const whole: Fix = { title: `Make the mesh of ${zone.title} strict`, edits: [zoned] };
  if (outside.length === 0 && keepsWorking(context, whole)) return [whole];
  const open = new Map<string, Set<string | undefined>>();
  // Links on no flow count as well: nobody knows that they can do without.
  for (const link of outside.length > 0 ? outside : (reachOf(context).incoming.get(zone.id) ?? []))
    open.set(link.to, (open.get(link.to) ?? new Set()).add(link.listener));
  const ports = [...open].flatMap(([id, reached]): readonly Edit[] => {
    const node = topology.nodes.get(id);
    if (!node) return [];
    const listeners = listenersOf(node, productOf(node, products)).map((each, i) =>
      reached.has(each.id) || (i === 0 && reached.has(undefined)) ? { ...each, mesh: 'permissive' as const } : each,
    );
    return [{ table: 'nodes', id, set: { listeners } }];
  });
  const excepted: Fix = {
    title: `Make the mesh of ${zone.title} strict, but for the ports that are called from outside`,
    note: 'Bring those callers into the mesh, or give them TLS; then the exceptions can go.',
    edits: [zoned, ...ports],
  };
  return keepsWorking(context, excepted) ? [excepted] : [];
}
