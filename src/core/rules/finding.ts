import type { Topology } from '../model/topology.ts';
import { zonesAround } from '../simulation/zones.ts';
import { once } from './around.ts';
import { wireZone } from './legs.ts';
import { removals } from './removing.ts';
import type { Context, Finding, Fix, Observation, Place, Rule } from './rule.ts';
import { hostilityOf, type Placed, residualOf } from './severity.ts';

/** An observation with what its rule adds to it: clauses, and what the controls drawn around its place leave of it. */
export function findingOf(context: Context, rules: readonly Rule[], rule: Rule, said: Observation): Finding {
  const { severity, where, assets, message } = said;
  const residual = anyControls(context) ? residualOf(severity, rule.about, controlsAt(context, where)) : undefined;
  let fixes: readonly Fix[] | undefined;
  return {
    rule: rule.id,
    severity,
    ...(residual ? { residual } : {}),
    where,
    assets,
    message,
    clauses: rule.clauses
      .filter((clause) => touches(context.topology, clause, assets))
      .map((clause) => (clause === 'pci-dss-4.0.1/4.2.1' && !isPublic(context, where) ? `${clause}-guidance` : clause)),
    get fixes() {
      fixes ??= said.fixes();
      if (fixes.length === 0) fixes = removals(context, rules, rule, said);
      return fixes;
    },
  };
}

/** Most drawings have none. */
const anyControls = once(({ topology }) =>
  [topology.zones, topology.nodes, topology.links].some((table) =>
    [...table.values()].some(({ controls }) => controls !== undefined && controls.length > 0),
  ),
);

/** The controls on a place itself and on every zone that it lies in, nearest first. */
function controlsAt(context: Context, { link, node, zone }: Place): readonly Placed[] {
  const { topology } = context;
  const drawn = link === undefined ? undefined : topology.links.get(link);
  const placed: Placed[] = [];
  const take = (record: { readonly controls?: readonly Placed['control'][]; readonly title?: string }, at: string) => {
    for (const control of record.controls ?? []) placed.push({ control, at });
  };
  if (drawn) take(drawn, 'on this link');
  const own = node === undefined ? undefined : topology.nodes.get(node);
  if (own) take(own, own.title);
  const innermost = new Set(
    [zone, own?.zone, drawn && wireZone(context, drawn)?.id].filter((id): id is string => id !== undefined),
  );
  for (const id of innermost) for (const around of zonesAround(topology, id)) take(around, around.title);
  return placed;
}

/** Regimes about one kind of data are touched only where such data is at stake. */
const concerns: readonly { readonly clause: RegExp; readonly classes: readonly string[] }[] = [
  { clause: /^pci-dss/, classes: ['cardholder'] },
  { clause: /^hipaa/, classes: ['health'] },
  { clause: /^gdpr/, classes: ['personal', 'health'] },
  { clause: /^nist-800-53\/IA-5\(1\)/, classes: ['credentials'] },
];

/** The classes of data that a clause is about, looked up once; null: any. */
const classesOf = new Map<string, readonly string[] | null>();

function touches(topology: Topology, clause: string, assets: readonly string[]): boolean {
  let classes = classesOf.get(clause);
  if (classes === undefined) {
    classes = concerns.find((each) => each.clause.test(clause))?.classes ?? null;
    classesOf.set(clause, classes);
  }
  return classes === null || assets.some((id) => classes.includes(topology.data.get(id)?.classification ?? 'internal'));
}

/** PCI DSS asks for encryption on open, public networks; inside it calls it good practice, and so do we. */
function isPublic(context: Context, { link, node, zone: whole }: Place): boolean {
  const { topology } = context;
  const drawn = link === undefined ? undefined : topology.links.get(link);
  const id = whole ?? (node === undefined ? undefined : topology.nodes.get(node)?.zone);
  const zone = drawn ? wireZone(context, drawn) : id === undefined ? null : topology.zones.get(id);
  return !zone || hostilityOf(zone) === 3 || zone.network === 'wireless' || zone.network === 'carrier';
}
