import type { Edit } from '../model/edits.ts';
import type { Flow, Link } from '../model/schema.ts';
import { setDial } from './fixes.ts';
import type { Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { hopOf, listed } from './words.ts';

export const replayableRequest = {
  id: 'replayable-request',
  title: 'What is sent once may arrive twice',
  rationale:
    'Early data of TLS 1.3 saves a round trip by sending the request before the server has proved that it is there now. Whoever records it can send it again, and the server cannot tell: an order is placed twice. It is for requests that do no harm when repeated.',
  source: 'https://www.rfc-editor.org/rfc/rfc8446#section-8',
  about: 'replay',
  clauses: ['nist-800-53/SC-23'],
  misconceptions: ['M19'],
  check: (context): readonly Observation[] => {
    const { topology, simulation } = context;
    const early = new Map<string, { link: Link; flows: Flow[] }>();
    for (const { flow, legs } of simulation.flows.values()) {
      if (flow.idempotent) continue;
      for (const { call, outcome } of legs) {
        // Below TLS 1.3 there is none, whatever is drawn.
        if (!call.link.dial.earlyData || outcome.kind !== 'session' || outcome.version !== '1.3') continue;
        const known = early.get(call.link.id) ?? { link: call.link, flows: [] };
        if (!known.flows.includes(flow)) known.flows.push(flow);
        early.set(call.link.id, known);
      }
    }
    return [...early.values()].map(({ link, flows }) => {
      const assets = bySensitivity(topology, new Set(flows.flatMap(({ carries }) => carries)));
      const harmful = flows.filter(({ idempotent }) => idempotent === false);
      const unsaid = flows.filter(({ idempotent }) => idempotent === undefined);
      const titles = (of: readonly Flow[]) => listed([...new Set(of.map(({ title }) => `“${title}”`))].sort());
      const hop = hopOf(topology, link);
      const drawn = unsaid.filter(({ id }) => topology.flows.has(id));
      return {
        // What is done twice does harm whatever it carries; what merely may be is judged by what it carries.
        severity: harmful.length > 0 ? 'medium' : byHarm(topology, assets, 'low'),
        where: { link: link.id },
        assets,
        message:
          harmful.length > 0
            ? `Whoever records ${titles(harmful)} on ${hop} can have it done again: it goes out as early data, which can be replayed.`
            : `Whoever records ${titles(unsaid)} on ${hop} can send it again, and nothing says that twice does no harm: it goes out as early data.`,
        fixes: () => [
          { title: `Send no early data on ${hop}`, edits: [setDial(link, { earlyData: undefined })] },
          ...(harmful.length === 0 && drawn.length === unsaid.length
            ? [
                {
                  title: `Say that ${titles(unsaid)} may be sent twice`,
                  note: 'Only where the server does the same thing once, however often it is asked.',
                  edits: drawn.map(({ id }): Edit => ({ table: 'flows', id, set: { idempotent: true } })),
                },
              ]
            : []),
        ],
      };
    });
  },
} as const satisfies Rule;
