import type { Edit } from '../model/edits.ts';
import type { Link, Listener } from '../model/schema.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';
import { type Membership, meshOf } from './mesh.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
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
    const zones = new Map<string, { member: Membership; members: string[]; assets: Set<string> }>();
    for (const node of topology.nodes.values()) {
      const member = meshOf(context, node);
      if (member?.mesh.mode !== 'permissive' || member.gateway) continue;
      const { zone } = member;
      const known = zones.get(zone.id) ?? { member, members: [], assets: new Set() };
      zones.set(zone.id, known);
      known.members.push(node.id);
      for (const asset of simulation.nodes.get(node.id)?.plaintext ?? []) known.assets.add(asset);
    }
    return [...zones.values()].flatMap(({ member, members, assets }): readonly Observation[] => {
      if (assets.size === 0) return [];
      const { zone } = member;
      const outside = strangers(context, members);
      const bare = outside.filter(({ id }) => simulation.links.get(id)?.state === 'plaintext');
      const callers = listed(
        titlesOf(
          topology,
          bare.map(({ from }) => from),
        ),
      );
      return [
        {
          severity: byHarm(topology, assets, 'low'),
          where: { zone: zone.id },
          assets: bySensitivity(topology, assets),
          message:
            bare.length > 0
              ? `${callers} ${new Set(bare.map(({ from }) => from)).size === 1 ? 'calls' : 'call'} into the mesh of ${zone.title} in plaintext, and so can everybody else: it is permissive.`
              : `Whoever can reach ${zone.title} may call it in plaintext, without an identity: its mesh is permissive. A caller that misses its proxy would send ${listAssets(topology, bySensitivity(topology, assets))} in clear, and nothing fails.`,
          fixes: () => strict(context, member, outside),
        },
      ];
    });
  },
} as const satisfies Rule;

/** The links by which members are called, on some flow, in no session of their mesh. */
function strangers({ topology, simulation }: Context, members: readonly string[]): readonly Link[] {
  const inside = new Set(members);
  return [...topology.links.values()].filter((link) => {
    const verdict = simulation.links.get(link.id);
    if (!inside.has(link.to) || !verdict || (verdict.state !== 'plaintext' && verdict.state !== 'encrypted'))
      return false;
    return !verdict.layers.some(
      (layer) => layer.kind === 'session' && simulation.sessions.get(layer.session)?.kind === 'mesh',
    );
  });
}

/** Strict for the zone; ports that somebody outside calls in plaintext are named as the exception that they are. */
function strict(context: Context, { zone, mesh }: Membership, outside: readonly Link[]): readonly Fix[] {
  const { topology, products } = context;
  const zoned: Edit = { table: 'zones', id: zone.id, set: { mesh: { ...mesh, mode: 'strict' } } };
  const whole: Fix = { title: `Make the mesh of ${zone.title} strict`, edits: [zoned] };
  const open = new Map<string, Set<string | undefined>>();
  // Whoever stops when the mesh is strict, on a flow or not, calls from outside.
  for (const { to, listener } of outside) open.set(to, (open.get(to) ?? new Set()).add(listener));
  const ports = [...open].flatMap(([id, reached]): readonly Edit[] => {
    const node = topology.nodes.get(id);
    if (!node) return [];
    const drawn = listenersOf(node, productOf(node, products));
    // A port that is led past its proxy is no business of the mesh, strict or not.
    const excepted = (each: Listener, i: number) =>
      each.mesh !== 'skipped' && (reached.has(each.id) || (i === 0 && reached.has(undefined)));
    const listeners = drawn.map((each, i) => (excepted(each, i) ? { ...each, mesh: 'permissive' as const } : each));
    return drawn.some(excepted) ? [{ table: 'nodes', id, set: { listeners } }] : [];
  });
  if (ports.length === 0) return keepsWorking(context, whole) ? [whole] : [];
  const excepted: Fix = {
    title: `Make the mesh of ${zone.title} strict, but for the ports that are called from outside`,
    note: 'Bring those callers into the mesh, or give them TLS; then the exceptions can go.',
    edits: [zoned, ...ports],
  };
  return keepsWorking(context, excepted) ? [excepted] : [];
}
