import type {
  Assertion,
  Asset,
  Assumption,
  Flow,
  Link,
  Node,
  PackChoice,
  Position,
  Rationale,
  Zone,
} from './schema.ts';
import type { Table } from './table.ts';

/**
 * A document in memory: tables by id. Positions live apart in `layout`, so that moving a box changes no meaning and
 * re-runs nothing. What follows from the parts (bridges, patterns, boundaries) is derived, never stored.
 */
export interface Topology {
  readonly title: string;
  readonly zones: Table<Zone>;
  readonly nodes: Table<Node>;
  readonly links: Table<Link>;
  readonly data: Table<Asset>;
  readonly flows: Table<Flow>;
  /** What the design promises, which rule packs judge it, what the cost model assumes, what auditors are told. */
  readonly assertions: Table<Assertion>;
  readonly packs: Table<PackChoice>;
  readonly assumptions: Table<Assumption>;
  readonly rationales: Table<Rationale>;
  readonly layout: Table<Position>;
  /** Top-level fields of the file that this version does not know: kept, and written back. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The tables of a topology, by name; every record in them has an `id` but positions, which belong to a node's. */
export const tableNames = [
  'zones',
  'nodes',
  'links',
  'data',
  'flows',
  'assertions',
  'packs',
  'assumptions',
  'rationales',
  'layout',
] as const;
export type TableName = (typeof tableNames)[number];

export const emptyTopology: Topology = {
  title: 'Untitled design',
  zones: new Map(),
  nodes: new Map(),
  links: new Map(),
  data: new Map(),
  flows: new Map(),
  assertions: new Map(),
  packs: new Map(),
  assumptions: new Map(),
  rationales: new Map(),
  layout: new Map(),
  extra: {},
};

/** The key of a zone's position in `layout`, where node ids are keys too; ids hold no colon. */
export const zoneKey = (id: string): string => `zone:${id}`;
