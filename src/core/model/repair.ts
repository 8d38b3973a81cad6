import { forgetInLink, forgetInNode } from './forget.ts';
import { mapTable, type Table } from './table.ts';
import type { Topology } from './topology.ts';

/**
 * What remains when everything is left out that names something which is gone. Two tabs may edit at once: one deletes
 * a node while the other links to it. Nothing is deleted for good: undoing the deletion brings the rest back.
 */
export function withoutDangling(topology: Topology): Topology {
  const { nodes, data } = topology;
  const zones = mapTable(topology.zones, (zone) => {
    if (zone.parent === undefined || (topology.zones.has(zone.parent) && !encloses(topology, zone.id, zone.parent)))
      return zone;
    const { parent, ...rest } = zone;
    return rest;
  });
  const housed = mapTable(nodes, (drawn) => {
    const node = forgetInNode(drawn, (id) => !nodes.has(id));
    if (node.zone === undefined || zones.has(node.zone)) return node;
    const { zone, ...rest } = node;
    return rest;
  });
  const links = keep(
    mapTable(topology.links, (link) => forgetInLink(link, (id) => !nodes.has(id))),
    ({ from, to }) => from !== to && housed.has(from) && housed.has(to),
  );
  const flows = keep(
    mapTable(topology.flows, (flow) =>
      flow.carries.every((id) => data.has(id)) ? flow : { ...flow, carries: flow.carries.filter((id) => data.has(id)) },
    ),
    ({ path }) =>
      path.every((id, i) => {
        const here = links.get(id);
        const before = i === 0 ? undefined : links.get(path[i - 1] ?? '');
        return here !== undefined && (before === undefined || before.to === here.from);
      }),
  );
  return zones === topology.zones && housed === nodes && links === topology.links && flows === topology.flows
    ? topology
    : { ...topology, zones, nodes: housed, links, flows };
}

/** Whether `outer` lies somewhere around `inner`, following parents as drawn. */
export function encloses(topology: Topology, outer: string, inner: string): boolean {
  const seen = new Set<string>();
  for (let id: string | undefined = inner; id !== undefined && !seen.has(id); id = topology.zones.get(id)?.parent) {
    if (id === outer) return true;
    seen.add(id);
  }
  return false;
}

function keep<T>(table: Table<T>, wanted: (record: T) => boolean): Table<T> {
  const rest = new Map([...table].filter(([, record]) => wanted(record)));
  return rest.size === table.size ? table : rest;
}
