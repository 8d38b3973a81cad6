import { type Document, formatName, formatVersion } from './schema.ts';
import type { Table } from './table.ts';
import { type Topology, zoneKey } from './topology.ts';

/** The document of a topology, as it stands in a file: arrays, and each position on its node. */
export function toDocument(topology: Topology): Document {
  return {
    format: formatName,
    version: formatVersion,
    title: topology.title,
    zones: [...topology.zones.values()].map((zone) => {
      const position = topology.layout.get(zoneKey(zone.id));
      return position ? { ...zone, position } : zone;
    }),
    nodes: [...topology.nodes.values()].map((node) => {
      const position = topology.layout.get(node.id);
      return position ? { ...node, position } : node;
    }),
    links: [...topology.links.values()],
    data: [...topology.data.values()],
    flows: [...topology.flows.values()],
    ...optional('assertions', topology.assertions),
    ...optional('packs', topology.packs),
    ...optional('assumptions', topology.assumptions),
    ...optional('rationales', topology.rationales),
    ...topology.extra,
  };
}

/** Most designs have none of these: a file does not list what is not there. */
const optional = <K extends string, T>(name: K, table: Table<T>): Partial<Record<K, T[]>> =>
  table.size === 0 ? {} : ({ [name]: [...table.values()] } as Record<K, T[]>);

/** The text of the file: stable, so that version control shows what changed and nothing else. */
export const writeTopology = (topology: Topology): string => `${JSON.stringify(toDocument(topology), null, 2)}\n`;
