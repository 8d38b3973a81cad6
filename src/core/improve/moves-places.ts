import type { Zone } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Context } from '../rules/rule.ts';
import { productOf } from '../simulation/bounds.ts';
import { assetTitle } from '../simulation/verdict.ts';
import type { Hints, Proposal } from './move.ts';

/** What a zone can be given: a mesh that insists on mutual TLS, encryption between its hosts. */
export function zoneMoves({ topology, products }: Context): readonly Proposal[] {
  const nodes = [...topology.nodes.values()];
  const inhabited = new Set(nodes.flatMap(({ zone }) => around(topology, zone)));
  // A load balancer of the cloud takes part in nobody's tunnel: what is installed on hosts ends in front of it.
  const managed = new Set(
    nodes.flatMap((node) => (productOf(node, products).operator === null ? [] : around(topology, node.zone))),
  );
  return [...topology.zones.values()]
    .filter(({ id }) => inhabited.has(id))
    .flatMap((zone) => [...meshed(zone), ...(managed.has(zone.id) ? [] : encrypted(zone))]);
}

/** The zone and those around it. */
function around({ zones }: Topology, zone: string | undefined): readonly string[] {
  const found: string[] = [];
  for (let id = zone; id !== undefined && !found.includes(id); id = zones.get(id)?.parent) found.push(id);
  return found;
}

function meshed({ id, title, kind, mesh }: Zone): readonly Proposal[] {
  const strict = (words: string, next: NonNullable<Zone['mesh']>): Proposal => ({
    title: words,
    edits: [{ table: 'zones', id, set: { mesh: next } }],
  });
  if (mesh)
    return mesh.mode === 'strict' ? [] : [strict(`Make mutual TLS strict in ${title}`, { ...mesh, mode: 'strict' })];
  return kind === 'cluster' || kind === 'mesh'
    ? [strict(`Run Istio with strict mutual TLS in ${title}`, { product: 'istio', mode: 'strict' })]
    : [];
}

/** What one can switch on where one runs the network oneself; elsewhere it is not yours to encrypt. */
const technology: Readonly<Record<Zone['kind'], 'wireguard' | 'ipsec' | null>> = {
  internet: null,
  'third-party': null,
  'provider-edge': null,
  host: null,
  dmz: 'ipsec',
  'private-network': 'ipsec',
  'on-premises': 'ipsec',
  'data-tier': 'ipsec',
  cluster: 'wireguard',
  mesh: 'wireguard',
};
const technologyTitle = { wireguard: 'WireGuard', ipsec: 'IPsec' } as const;

function encrypted({ id, title, kind, networkEncryption }: Zone): readonly Proposal[] {
  const offered = technology[kind];
  if (offered === null || (networkEncryption !== undefined && networkEncryption !== 'none')) return [];
  return [
    {
      title: `Encrypt the network of ${title} with ${technologyTitle[offered]}`,
      note: 'It hides what crosses the wires from taps; the processes at both ends read it as before.',
      edits: [{ table: 'zones', id, set: { networkEncryption: offered } }],
    },
  ];
}

/** Encrypt an asset itself, from whoever sends it first to those who store it, or are named as its readers. */
export function assetMoves({ topology, simulation }: Context, { nodes: named }: Hints): readonly Proposal[] {
  return [...topology.data.values()].flatMap((asset): readonly Proposal[] => {
    if (asset.protection) return [];
    const senders = new Set<string>();
    const ends = new Set<string>();
    const passed = new Set<string>();
    for (const { flow } of simulation.flows.values()) {
      if (!flow.carries.includes(asset.id) && !flow.returns?.includes(asset.id)) continue;
      const links = flow.path.flatMap((id) => topology.links.get(id) ?? []);
      const [first, last] = [links[0]?.from, links.at(-1)?.to];
      const back = !flow.carries.includes(asset.id);
      if (first !== undefined) (back ? ends : senders).add(first);
      if (last !== undefined) (back ? senders : ends).add(last);
      for (const { from, to } of links) passed.add(from).add(to);
    }
    const storing = [...topology.nodes.values()].filter(({ stores }) => stores?.includes(asset.id)).map(({ id }) => id);
    const readers = storing.length > 0 ? storing : [...ends];
    const wanted = [...passed].filter((id) => named.has(id));
    const [by] = [...senders];
    // Where several send it, one key serves them all only if somebody says so.
    if (by === undefined || senders.size > 1) return [];
    const choices = [readers, [...new Set([...readers, ...wanted])], wanted].filter((each) => each.length > 0);
    return choices.map((readableBy) => protect(topology, asset.id, by, readableBy));
  });
}

function protect(topology: Topology, asset: string, by: string, readableBy: readonly string[]): Proposal {
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  const readers = [...readableBy].filter((id) => id !== by).sort((a, b) => (title(a) < title(b) ? -1 : 1));
  return {
    title: `Encrypt ${assetTitle(topology, asset)} at ${title(by)} so that only ${readers.map(title).join(', ')} can read it`,
    note: 'Whatever stands between carries it without reading it.',
    edits: [{ table: 'data', id: asset, set: { protection: { by, readableBy: readers } } }],
  };
}
