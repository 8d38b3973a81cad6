import type { Verdict } from '../core/index.ts';
import type { Table } from '../core/model/table.ts';
import type { Topology } from '../core/model/topology.ts';
import type { Finding, Fix } from '../core/rules/rule.ts';
import type { FlowVerdict } from '../core/simulation/verdict.ts';

/** The verdict as `check --format json` prints it. Fields are added over time, never renamed or taken away. */
export function verdictOf(topology: Topology, { simulation, findings }: Verdict) {
  return {
    title: topology.title,
    links: byId(simulation.links, (link) => link),
    nodes: byId(simulation.nodes, (node) => node),
    flows: byId(simulation.flows, flowVerdict),
    sessions: byId(simulation.sessions, ({ id, ...session }) => session),
    findings: findings.map(findingVerdict),
    designErrors: simulation.designErrors,
    notes: simulation.notes,
  };
}

/** Own properties whatever the id is called: `fromEntries` defines where assigning would trip over `__proto__`. */
const byId = <T, U>(table: Table<T>, show: (value: T) => U): Record<string, U> =>
  Object.fromEntries([...table].map(([id, value]) => [id, show(value)]));

/** Without the legs, which hold the simulation's own records: links and sessions say the same by id. */
const flowVerdict = ({ flow, derived, outcome, failsAt, cause, pattern, traits }: FlowVerdict) => ({
  title: flow.title,
  outcome,
  ...(failsAt === undefined ? {} : { failsAt }),
  ...(cause === undefined ? {} : { cause }),
  pattern,
  traits,
  derived,
  path: flow.path,
  carries: flow.carries,
  ...(flow.returns === undefined ? {} : { returns: flow.returns }),
});

const findingVerdict = ({ rule, severity, where, assets, message, fixes }: Finding) => ({
  rule,
  severity,
  where,
  assets,
  message,
  fixes: fixes.map(fixVerdict),
});

/** JSON knows no `undefined`: a field that an edit takes away is `null`, which no field of a record can be. */
const fixVerdict = ({ title, edits, note }: Fix) => ({
  title,
  ...(note === undefined ? {} : { note }),
  edits: edits.map(({ table, id, set }) => ({
    table,
    id,
    set: Object.fromEntries(Object.entries(set).map(([field, value]) => [field, value ?? null])),
  })),
});
