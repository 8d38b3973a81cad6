import type { FlowVerdict } from '../simulation/simulate.ts';
import type { Leg } from '../simulation/walk.ts';
import { repairs } from './repairs.ts';
import type { Finding, Rule } from './rule.ts';
import { hopOf } from './words.ts';

export const failingHop = {
  id: 'failing-hop',
  title: 'This will not connect',
  rationale:
    'The two ends disagree, so the connection breaks and nothing travels further. What lies beyond is not safe: it is unknown until the hop works.',
  source: 'https://www.rfc-editor.org/rfc/rfc8446#section-6',
  check: (context): readonly Finding[] => {
    const { topology } = context;
    const byHop = new Map<string, { verdict: FlowVerdict; leg: Leg; flows: string[] }>();
    for (const verdict of context.simulation.flows.values()) {
      const leg = verdict.legs.at(-1);
      if (verdict.outcome !== 'failed' || leg?.outcome.kind !== 'failed') continue;
      const key = `${verdict.failsAt}:${leg.outcome.cause.code}:${leg.call.link.id}`;
      const known = byHop.get(key) ?? { verdict, leg, flows: [] };
      known.flows.push(verdict.flow.title);
      byHop.set(key, known);
    }
    return [...byHop.values()].flatMap(({ verdict, leg, flows }): readonly Finding[] => {
      if (leg.outcome.kind !== 'failed' || !verdict.failsAt) return [];
      const { cause } = leg.outcome;
      const stopped = flows.length > 1 ? `${flows.length} flows stop here` : `“${flows[0]}” stops here`;
      return [
        {
          rule: 'failing-hop',
          severity: 'high',
          where: { link: verdict.failsAt },
          assets: [],
          message: `${hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id })} will not connect, and ${stopped}: ${cause.message}. The log of ${topology.nodes.get(cause.log.node)?.title ?? cause.log.node} says: ${cause.log.line}`,
          fixes: repairs(context, leg, cause.code),
        },
      ];
    });
  },
} as const satisfies Rule;
