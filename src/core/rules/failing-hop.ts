import type { Edit } from '../model/edits.ts';
import { compare } from '../model/order.ts';
import type { Flow, Listener } from '../model/schema.ts';
import { listenersOf } from '../simulation/bounds.ts';
import { type CauseCode, foremost } from '../simulation/causes.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { isLoopback } from '../simulation/wire-zone.ts';
import { groundFor } from './around.ts';
import { merged } from './fixes.ts';
import { lastRepairs } from './last-repairs.ts';
import { wireZone } from './legs.ts';
import { failureOf, mending } from './mending.ts';
import { reachOf } from './reach.ts';
import { repairs } from './repairs.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { sentAnyway } from './sent-anyway.ts';
import { bySensitivity, hostilityOf } from './severity.ts';
import { substitutes } from './substitutes.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const failingHop = {
  id: 'failing-hop',
  title: 'This will not connect',
  rationale:
    'The two ends disagree, so the connection breaks and nothing travels further. What lies beyond is not safe: it is unknown until the hop works.',
  source: 'https://www.rfc-editor.org/rfc/rfc8446#section-6',
  about: 'operation',
  clauses: [],
  misconceptions: [],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const byHop = new Map<string, { legs: Leg[]; failsAt: string; stopped: FlowVerdict[] }>();
    for (const verdict of context.simulation.flows.values()) {
      const leg = verdict.legs.at(-1);
      const key = failureOf(verdict);
      if (!leg || key === null || verdict.failsAt === undefined || ledBack(context, verdict)) continue;
      const known = byHop.get(key) ?? { legs: [], failsAt: verdict.failsAt, stopped: [] };
      known.legs.push(leg);
      known.stopped.push(verdict);
      byHop.set(key, known);
    }
    return [...byHop].flatMap(([key, { legs, failsAt, stopped }]): readonly Observation[] => {
      const cause = foremost(legs.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.cause] : [])));
      const leg = legs.find(({ outcome }) => outcome.kind === 'failed' && outcome.cause === cause);
      if (!cause || !leg) return [];
      const stops =
        stopped.length > 1 ? `${stopped.length} flows stop here` : `“${stopped[0]?.flow.title ?? ''}” stops here`;
      return [
        {
          severity: 'high',
          where: { link: failsAt },
          assets: [],
          message: `${hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id })} will not connect, and ${stops}: ${cause.message}. The log of ${topology.nodes.get(cause.log.node)?.title ?? cause.log.node} says: ${cause.log.line}${refusedTooLate(context, stopped)}`,
          key,
          fixes: () => mended(context, leg, cause.code, stopped),
        },
      ];
    });
  },
} as const satisfies Rule;

/** Nobody drew it, and it ends at a relay only because every way on leads back to where it has been. */
function ledBack(context: Context, { derived, flow, legs }: FlowVerdict): boolean {
  const leg = legs.at(-1);
  if (!derived || isLog(flow) || leg?.outcome.kind !== 'failed') return false;
  return leg.outcome.cause.code === 'passthrough-to-nobody' && groundFor(context).outgoing.has(leg.answer.node.id);
}

/** What a component writes to its log is a flow of its own. */
const isLog = ({ id }: Flow): boolean => id.startsWith('logged:');

/** What crosses the failing hop in clear all the same, before it is refused; empty where nothing does. */
function refusedTooLate(context: Context, stopped: readonly FlowVerdict[]): string {
  const { topology, simulation } = context;
  const sent = stopped.flatMap((verdict) => sentAnyway(topology, verdict) ?? []);
  const open = sent
    .flatMap(({ links }) => links)
    .filter((link) => {
      const layers = simulation.links.get(link.id)?.layers ?? [];
      return !isLoopback(topology, link) && !layers.some(({ kind }) => kind === 'network');
    });
  const [worst] = open.sort((a, b) => hostilityOf(wireZone(context, b)) - hostilityOf(wireZone(context, a)));
  if (!worst) return '';
  const assets = bySensitivity(topology, new Set(sent.flatMap((each) => each.assets)));
  return `. It refuses too late: anyone ${placeOf(topology, worst)} can read ${listAssets(topology, assets)} in the request that it refuses.`;
}

function mended(context: Context, leg: Leg, code: CauseCode, stopped: readonly FlowVerdict[]): readonly Fix[] {
  const all = repairsOfAll(context, stopped, code);
  const fixes = mending(context, [...all, ...redrawn(context, leg, stopped), ...unlogged(context, stopped)], stopped);
  if (fixes.length > 0) return fixes;
  for (const fix of lastRepairs(context, leg)) {
    const last = mending(context, [fix], stopped);
    if (last.length > 0) return last;
  }
  return [];
}

/** The repairs of a hop; where the flows that stop there were on several ways, those of each way at once. */
function repairsOfAll(context: Context, stopped: readonly FlowVerdict[], code: CauseCode): readonly Fix[] {
  const ways = new Map<string, readonly Fix[]>();
  for (const { legs } of stopped) {
    const leg = legs.at(-1);
    const key = leg?.links.map(({ id }) => id).join('>') ?? '';
    if (leg && !ways.has(key)) ways.set(key, repairs(context, leg, code));
  }
  // In an order of their own, not that of the drawing's lists.
  const said = (fixes: readonly Fix[]): string => fixes.map(({ title }) => title).join('\n');
  const each = [...ways.values()].sort((a, b) => compare(said(a), said(b)));
  const [first = []] = each;
  if (each.length === 1 || each.some(({ length }) => length !== first.length)) return first;
  return first.map((_, i) => {
    const together = each.flatMap((fixes) => fixes[i] ?? []);
    const titles = [...new Set(together.map(({ title }) => title))];
    const notes = [...new Set(together.flatMap(({ note }) => note ?? []))];
    return {
      title: titles.join(', and '),
      edits: together.flatMap(({ edits }) => edits),
      ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    };
  });
}

/** What is only logged need not get anywhere. */
function unlogged({ topology }: Context, stopped: readonly FlowVerdict[]): readonly Fix[] {
  const logs = stopped.every(({ flow }) => !topology.flows.has(flow.id) && isLog(flow));
  const node = logs ? stopped[0]?.legs[0]?.call.node : undefined;
  return node ? [{ title: `Keep bodies out of the log of ${node.title}`, edits: [unlog(node.id)] }] : [];
}

const unlog = (id: string): Edit => ({ table: 'nodes', id, set: { logsBodies: undefined } });

/** Flows that end at a relay: led on to what stands behind it, or answered there by a product that can. */
function redrawn(context: Context, { call, answer, outcome }: Leg, stopped: readonly FlowVerdict[]): readonly Fix[] {
  if (outcome.kind !== 'failed' || outcome.cause.code !== 'passthrough-to-nobody') return [];
  const { topology } = context;
  const { node, listener } = answer;
  // A flow that nobody drew can't be led on. What the caller logs ends here as well, once it is read.
  const logs = call.node.logsBodies === true && call.link.purpose === 'telemetry';
  const led = stopped.filter(({ flow }) => topology.flows.has(flow.id));
  const drawn = led.length > 0 && stopped.every(({ flow }) => topology.flows.has(flow.id) || logs);
  const onward = (drawn ? (reachOf(context).ground.outgoing.get(node.id) ?? []) : []).map((next) => ({
    title: `Let the flow go on from ${node.title} to ${topology.nodes.get(next.to)?.title ?? next.to}${logs ? `, and keep bodies out of the log of ${call.node.title}` : ''}`,
    edits: [
      ...led.map(
        ({ flow }): Edit => ({
          table: 'flows',
          id: flow.id,
          set: { path: [...flow.path, next.id] },
        }),
      ),
      ...(logs ? [unlog(call.node.id)] : []),
    ],
  }));
  const mode = call.tls === 'plaintext' ? 'plaintext' : 'terminate';
  const answered = substitutes(context, node, [`listen:${mode}`]).map(({ title, note, edits, node: next, product }) => {
    const listeners = listenersOf(next, product).map(
      (each): Listener => (each.id === listener.id ? { ...each, tls: { mode } } : each),
    );
    const whole = merged({ title, edits: [...edits, { table: 'nodes', id: node.id, set: { listeners } }] });
    return {
      title: `${title}, to answer in ${mode === 'plaintext' ? 'plaintext' : 'TLS'} itself`,
      edits: whole.edits,
      ...(note ? { note } : {}),
    };
  });
  return [...onward, ...answered];
}
