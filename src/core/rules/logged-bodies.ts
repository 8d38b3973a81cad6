import type { Link } from '../model/schema.ts';
import { callOf } from '../simulation/dials.ts';
import { isLoopback } from '../simulation/wire-zone.ts';
import { groundFor } from './around.ts';
import { wireZone } from './legs.ts';
import { readers } from './ports.ts';
import type { Context, Observation, Rule } from './rule.ts';
import { sensitive, severityOf, worstOf } from './severity.ts';
import { listAssets, listed, titlesOf } from './words.ts';

export const loggedBodies = {
  id: 'logged-bodies',
  title: 'The log says it all',
  rationale:
    'A component that writes requests to its log sends what it has opened once more, to a place that was built for many readers and long keeping. No encryption on the way of the request changes that.',
  source: 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
  about: 'logging',
  clauses: ['asvs-5/12.3.1', 'fedramp-rev5/SC-8', 'pci-dss-4.0.1/4.2.1', 'gdpr/art-32', 'hipaa/164.312(e)(1)'],
  misconceptions: ['M26'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const found: Observation[] = [];
    for (const [node, plaintext] of readers(context)) {
      if (!node.logsBodies) continue;
      const assets = sensitive(topology, plaintext);
      if (assets.length === 0) continue;
      const out = (groundFor(context).outgoing.get(node.id) ?? []).filter(({ purpose }) => purpose === 'telemetry');
      const bare = out.filter((link) => inClear(context, link));
      const collectors = listed(
        titlesOf(
          topology,
          out.map(({ to }) => to),
        ),
      );
      const what = listAssets(topology, assets);
      const on =
        bare.length > 0
          ? ` and on the wire to ${listed(
              titlesOf(
                topology,
                bare.map(({ to }) => to),
              ),
            )}, which is plaintext`
          : '';
      found.push({
        severity: worstOf([
          'low',
          ...bare.map((link) => severityOf(topology, 'plaintext', assets, wireZone(context, link))),
        ]),
        where: { node: node.id },
        assets,
        message:
          out.length > 0
            ? `Whoever may search the logs in ${collectors} finds ${what} there${on}: ${node.title} writes requests and responses to its log.`
            : `Whoever reads the log of ${node.title} finds ${what} there: it writes requests and responses to it.`,
        fixes: () => [
          {
            title: `Keep bodies out of the log of ${node.title}`,
            note: 'Log who asked for what, when and with what result; mask the rest.',
            edits: [{ table: 'nodes', id: node.id, set: { logsBodies: undefined } }],
          },
        ],
      });
    }
    return found;
  },
} as const satisfies Rule;

/** A telemetry link carries what the log says, on a flow or not: where none goes over it, by how it is dialled. */
function inClear({ topology, simulation, products }: Context, link: Link): boolean {
  if (isLoopback(topology, link)) return false;
  const verdict = simulation.links.get(link.id);
  if (verdict?.layers.some(({ kind }) => kind === 'network')) return false;
  switch (verdict?.state) {
    case 'encrypted':
      return false;
    case 'failed':
      return false;
    case 'plaintext':
      return true;
    default:
      return callOf(topology, link, products)?.tls === 'plaintext';
  }
}
