import type { FlowVerdict } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { failureOf, mending } from './mending.ts';
import { repairs } from './repairs.ts';
import { type Finding, finding, type Rule } from './rule.ts';
import { hopOf } from './words.ts';

export const failingHop = {
  id: 'failing-hop',
  title: 'This will not connect',
  rationale:
    'The two ends disagree, so the connection breaks and nothing travels further. What lies beyond is not safe: it is unknown until the hop works.',
  source: 'https://www.rfc-editor.org/rfc/rfc8446#section-6',
  check: (context): readonly Finding[] => {
    const { topology } = context;
    const byHop = new Map<string, { leg: Leg; failsAt: string; stopped: FlowVerdict[] }>();
    for (const verdict of context.simulation.flows.values()) {
      const leg = verdict.legs.at(-1);
      const key = failureOf(verdict);
      if (!leg || key === null || verdict.failsAt === undefined) continue;
      const known = byHop.get(key) ?? { leg, failsAt: verdict.failsAt, stopped: [] };
      known.stopped.push(verdict);
      byHop.set(key, known);
    }
    return [...byHop.values()].flatMap(({ leg, failsAt, stopped }): readonly Finding[] => {
      if (leg.outcome.kind !== 'failed') return [];
      const { cause } = leg.outcome;
      const stops =
        stopped.length > 1 ? `${stopped.length} flows stop here` : `“${stopped[0]?.flow.title ?? ''}” stops here`;
      return [
        finding(
          {
            rule: 'failing-hop',
            severity: 'high',
            where: { link: failsAt },
            assets: [],
            message: `${hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id })} will not connect, and ${stops}: ${cause.message}. The log of ${topology.nodes.get(cause.log.node)?.title ?? cause.log.node} says: ${cause.log.line}`,
          },
          () => mending(context, repairs(context, leg, cause.code), stopped),
        ),
      ];
    });
  },
} as const satisfies Rule;
