import type { Edit } from '../model/edits.ts';
import type { Link, Node } from '../model/schema.ts';
import { incomingOf } from './around.ts';
import type { CarryingLeg } from './legs.ts';
import { meshOf } from './mesh.ts';
import { portsOf, readers } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { bySensitivity, secrets, sensitive } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets, listed, titlesOf } from './words.ts';

export const callersNotLimited = {
  id: 'callers-not-limited',
  title: 'Known, and let in whoever it is',
  rationale:
    'Mutual TLS says which program is calling. It does not say that this one may, and it says nothing of the user behind it: without a rule, every holder of a certificate of the CA, a batch job or a test system, calls as well as the one it was built for.',
  source: 'https://csrc.nist.gov/pubs/sp/800/204/b/final',
  about: 'access',
  clauses: ['zero-trust/800-204b', 'asvs-5/13.2.1'],
  misconceptions: ['M08', 'M15'],
  check: (context): readonly Observation[] => [...byCertificate(context), ...byMesh(context)],
} as const satisfies Rule;

/** Listeners that ask for client certificates and have several callers, node by node. */
function* byCertificate(context: Context): Generator<Observation> {
  const { topology } = context;
  const ports = portsOf(context);
  for (const [node, plaintext] of readers(context)) {
    // A proxy of a mesh knows workloads alone: a list of callers at a member would turn away whoever is none.
    const member = node.allows ? null : meshOf(context, node);
    if (node.allows || (member && !member.gateway && !knownToMesh(context, node))) continue;
    const asking = (ports.get(node.id) ?? []).filter(({ answer }) => answer.clientCertificate === 'required');
    const callers = new Set(asking.flatMap(({ legs }) => legs.map(({ leg }) => leg.call.node.id)));
    const assets = sensitive(topology, plaintext);
    // Whoever comes by another port, or in plaintext by the same, shows nothing that a rule could go by.
    const shown = ({ leg: { outcome } }: CarryingLeg) => outcome.kind === 'session' && outcome.clientCertificate;
    const others = (ports.get(node.id) ?? []).some(
      (port) => port.legs.length > 0 && (!asking.includes(port) || !port.legs.every(shown)),
    );
    if (callers.size < 2 || others || assets.length === 0) continue;
    yield {
      severity: secrets(topology, assets).length > 0 ? 'low' : 'info',
      where: { node: node.id },
      assets,
      message: `Any program with a certificate of the CA can ask ${node.title} for ${listAssets(topology, assets)}: it checks who calls, ${listed(titlesOf(topology, callers))} or anybody else, and not whether they may.`,
      fixes: () => allow(context, [node.id], `Allow only those who are drawn to call ${node.title}`),
    };
  }
}

/** Members of a mesh that let in every workload: once for a mesh. */
function* byMesh(context: Context): Generator<Observation> {
  const { topology } = context;
  const zones = new Map<string, { members: string[]; assets: Set<string> }>();
  for (const [node, plaintext] of readers(context)) {
    const member = node.allows ? null : meshOf(context, node);
    const assets = secrets(topology, plaintext);
    if (!member || member.mesh.authorization === 'deny' || assets.length === 0) continue;
    const { zone } = member;
    const callers = new Set(calledBy(context, node).map(({ from }) => from));
    if (!knownToMesh(context, node) || callers.size < 2) continue;
    const group = zones.get(zone.id) ?? { members: [], assets: new Set() };
    zones.set(zone.id, group);
    group.members.push(node.id);
    for (const asset of assets) group.assets.add(asset);
  }
  for (const [zone, { members, assets }] of zones) {
    const title = topology.zones.get(zone)?.title ?? zone;
    const held = bySensitivity(topology, assets);
    yield {
      severity: 'low',
      where: { zone },
      assets: held,
      message: `Every workload in the mesh of ${title} can call ${listed(titlesOf(topology, members))} and ask for ${listAssets(topology, held)}: the mesh knows who calls, and no rule says who may.`,
      fixes: () => allow(context, members, `Allow each of them only the callers that are drawn`),
    };
  }
}

/** The links over which anybody comes to a node. */
const calledBy = (context: Context, { id }: Node): readonly Link[] =>
  (incomingOf(context).get(id) ?? []).filter((link) => context.simulation.links.get(link.id)?.state !== 'unreached');

const knownToMesh = (context: Context, node: Node): boolean =>
  calledBy(context, node).every(({ id }) => byWorkload(context, id));

/** Whether the callee knows the caller by the identity of its workload, by what lies on the link. */
function byWorkload({ simulation }: Context, link: string): boolean {
  return (simulation.links.get(link)?.layers ?? []).some(
    (layer) => layer.kind === 'session' && simulation.sessions.get(layer.session)?.caller === 'workload',
  );
}

function allow(context: Context, nodes: readonly string[], title: string): readonly Fix[] {
  const { topology } = context;
  const edits = nodes.map((id): Edit => {
    const direct = (incomingOf(context).get(id) ?? []).map(({ from }) => from);
    // Behind a relay the certificate is that of whoever dialled.
    const calling = (portsOf(context).get(id) ?? []).flatMap(({ legs }) => legs.map(({ leg }) => leg.call.node.id));
    const allows = [...topology.nodes.keys()].filter((node) => direct.includes(node) || calling.includes(node));
    return { table: 'nodes', id, set: { allows } };
  });
  const fix: Fix = { title, edits };
  return keepsWorking(context, fix) ? [fix] : [];
}
