import { costOf } from '../core/cost/cost.ts';
import type { FlowCost, RequestCost } from '../core/cost/flow-cost.ts';
import { type Edit, isRemoval } from '../core/model/edits.ts';
import type { Table } from '../core/model/table.ts';
import { identitiesOf, matrixOf, type Scene } from '../core/observers/index.ts';
import type { Finding, Fix } from '../core/rules/rule.ts';
import type { FlowVerdict } from '../core/simulation/verdict.ts';
import { type FlowProfile, type Profile, tradeoffsOf } from '../core/tradeoffs/tradeoffs.ts';
import type { Judgement } from './judging.ts';

/** The verdict as `check --format json` prints it. Fields are added over time, never renamed or taken away. */
export function verdictOf({ scene, findings, assertions, packs }: Judgement) {
  const { topology, simulation } = scene;
  return {
    title: topology.title,
    links: byId(simulation.links, (link) => link),
    nodes: byId(simulation.nodes, (node) => node),
    flows: byId(simulation.flows, flowVerdict),
    sessions: byId(simulation.sessions, ({ id, ...session }) => session),
    findings: findings.map(findingVerdict),
    designErrors: simulation.designErrors,
    notes: simulation.notes,
    proxies: byId(simulation.proxies, ({ id, ...proxy }) => proxy),
    matrix: matrixVerdict(scene),
    identities: byId(simulation.flows, ({ flow }) => identitiesVerdict(scene, flow.id)),
    assertions: assertions.map(({ id, text, holds, message, witnesses }) => ({ id, text, holds, message, witnesses })),
    packs: packs.map(({ pack, title, level, known, named, results }) => ({
      id: pack,
      title,
      ...(level === undefined ? {} : { level }),
      known,
      named,
      results,
    })),
    cost: costVerdict(scene),
    tradeoffs: tradeoffsVerdict(scene),
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

const findingVerdict = ({ rule, severity, residual, where, assets, message, clauses, fixes }: Finding) => ({
  rule,
  severity,
  ...(residual === undefined ? {} : { residual }),
  where,
  assets,
  message,
  clauses,
  fixes: fixes.map(fixVerdict),
});

const fixVerdict = ({ title, edits, note }: Fix) => ({
  title,
  ...(note === undefined ? {} : { note }),
  edits: edits.map(editVerdict),
});

/** JSON knows no `undefined`: a field that an edit takes away is `null`, which no field of a record can be. */
export function editVerdict(edit: Edit) {
  if (isRemoval(edit)) return edit;
  const { table, id, set } = edit;
  return { table, id, set: Object.fromEntries(Object.entries(set).map(([field, value]) => [field, value ?? null])) };
}

/** Observers × assets: who reads what, by the ids that `explain` takes. */
export function matrixVerdict(scene: Scene) {
  const { columns, rows } = matrixOf(scene);
  return {
    observers: rows.map(({ id, title }) => ({ id, title })),
    assets: columns.map(({ asset, title, travels }) => ({ id: asset, title, travels })),
    cells: Object.fromEntries(rows.map(({ id, sights }) => [id, Object.fromEntries(sights)])),
  };
}

const identitiesVerdict = (scene: Scene, flow: string) =>
  identitiesOf(scene, flow).map(({ claims, ...leg }) => ({
    ...leg,
    claims: claims.map(({ facts, ...claim }) => ({ ...claim, sources: facts.map(({ source }) => source) })),
  }));

/** Sums; the lines behind them are many, and the app shows them. */
function costVerdict(scene: Scene) {
  const { flows, certificates, assumptions } = costOf(scene);
  return {
    flows: byId(flows, flowCost),
    certificates: {
      ...certificates,
      renewals: certificates.renewals.map(({ lines, ...renewals }) => renewals),
    },
    assumptions: {
      taken: assumptions.taken.map(({ id, value, unit }) => ({ id, value, unit })),
      ignored: assumptions.ignored,
    },
  };
}

const flowCost = ({ title, stopsAt, cold, resumed, warm, average, handshakes }: FlowCost) => ({
  title,
  ...(stopsAt === undefined ? {} : { stopsAt }),
  cold: requestCost(cold),
  resumed: requestCost(resumed),
  warm: requestCost(warm),
  average: requestCost(average),
  handshakes,
});

const requestCost = ({ roundTrips, milliseconds, encryptionMilliseconds, microseconds }: RequestCost) => ({
  roundTrips,
  milliseconds,
  encryptionMilliseconds,
  microseconds,
});

function tradeoffsVerdict(scene: Scene) {
  const { flows, design, leftOut } = tradeoffsOf(scene);
  return {
    design: design && profileVerdict(design),
    flows: byId(flows, ({ title, profile }: FlowProfile) => ({
      title,
      profile: profile && profileVerdict(profile),
    })),
    leftOut,
  };
}

/** By factor: the score, 100 being best, and how it was reckoned. */
const profileVerdict = (profile: Profile) =>
  Object.fromEntries(Object.entries(profile).map(([factor, { score, arithmetic }]) => [factor, { score, arithmetic }]));
