import { readDocument } from '../../src/core/model/read.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { toDocument } from '../../src/core/model/write.ts';
import { products } from '../../src/core/products/index.ts';
import { hostOf, listenersOf, productOf } from '../../src/core/simulation/bounds.ts';
import { asNamed, type Renaming } from './verdict.ts';

// The same drawing, written down otherwise: in another order, or by other ids.

type Order = <T>(records: readonly T[]) => readonly T[];

export const backwards: Order = (records) => [...records].reverse();

/** As it comes, record by record. */
export const shuffledBy =
  (rank: () => number): Order =>
  (records) =>
    records
      .map((record) => ({ record, rank: rank() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ record }) => record);

/** Every table in that order, and what each flow carries. */
export function reordered(topology: Topology, order: Order): Topology {
  const document = toDocument(topology);
  return read({
    ...document,
    zones: order(document.zones),
    nodes: order(document.nodes),
    links: order(document.links),
    data: order(document.data),
    flows: order(
      document.flows.map((flow) => ({
        ...flow,
        carries: order(flow.carries),
        ...(flow.returns ? { returns: order(flow.returns) } : {}),
      })),
    ),
  });
}

/** A host that is not drawn is made from the id; drawn out, it stays when the id goes. */
export const withHosts = (topology: Topology): Topology => ({
  ...topology,
  nodes: new Map([...topology.nodes].map(([id, node]) => [id, { ...node, host: hostOf(node) }])),
});

/** New names in a random order, so that nothing can lean on the order of ids. */
export function freshNames({ zones, nodes, links, data, flows }: Topology, random: () => number): Renaming {
  const fresh = (ids: Iterable<string>) => {
    const names = new Map([...ids].map((id, i) => [id, `${(random() + 16).toString(36)}-${i}`]));
    return (id: string) => names.get(id) ?? id;
  };
  return {
    ...asNamed,
    zones: fresh(zones.keys()),
    nodes: fresh(nodes.keys()),
    links: fresh(links.keys()),
    data: fresh(data.keys()),
    flows: fresh(flows.keys()),
    listeners: (id) => `L${id}`,
  };
}

/** Every id, and every mention of it, by its new name. */
export function renamed(topology: Topology, name: Renaming): Topology {
  const optional = <K extends string>(key: K, id: string | undefined, by: (id: string) => string) =>
    (id === undefined ? {} : { [key]: by(id) }) as Partial<Record<K, string>>;
  const document = toDocument(topology);
  return read({
    ...document,
    zones: document.zones.map((zone) => ({
      ...zone,
      id: name.zones(zone.id),
      ...optional('parent', zone.parent, name.zones),
    })),
    nodes: document.nodes.map((node) => ({
      ...node,
      id: name.nodes(node.id),
      ...optional('zone', node.zone, name.zones),
      ...(node.stores ? { stores: node.stores.map(name.data) } : {}),
      ...(node.allows ? { allows: node.allows.map(name.nodes) } : {}),
      ...(node.listeners
        ? { listeners: node.listeners.map((each) => ({ ...each, id: name.listeners(each.id) })) }
        : {}),
    })),
    links: document.links.map((link) => ({
      ...link,
      id: name.links(link.id),
      from: name.nodes(link.from),
      to: name.nodes(link.to),
      ...optional('listener', link.listener, drawnListener(topology, link.to, name)),
      ...optional('fromListener', link.fromListener, drawnListener(topology, link.from, name)),
    })),
    data: document.data.map((asset) => ({
      ...asset,
      id: name.data(asset.id),
      ...(asset.protection
        ? {
            protection: {
              by: name.nodes(asset.protection.by),
              readableBy: asset.protection.readableBy.map(name.nodes),
            },
          }
        : {}),
    })),
    flows: document.flows.map((flow) => ({
      ...flow,
      id: name.flows(flow.id),
      path: flow.path.map(name.links),
      carries: flow.carries.map(name.data),
      ...(flow.returns ? { returns: flow.returns.map(name.data) } : {}),
    })),
  });
}

/** The listeners that a product brings keep their names. */
function drawnListener(topology: Topology, node: string, name: Renaming): (id: string) => string {
  const record = topology.nodes.get(node);
  if (record && !record.listeners) {
    const own = new Set(listenersOf(record, productOf(record, products)).map(({ id }) => id));
    return (id) => (own.has(id) ? id : name.listeners(id));
  }
  return name.listeners;
}

function read(document: unknown): Topology {
  const result = readDocument(document);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
