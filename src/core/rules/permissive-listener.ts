import type { Edit } from '../model/edits.ts';
import { can } from '../model/product.ts';
import type { Link, Listener } from '../model/schema.ts';
import { type Answer, listenersOf } from '../simulation/bounds.ts';
import { freeAfter } from './doors.ts';
import { encryptListener } from './fixes.ts';
import { allLegs, type CarryingLeg } from './legs.ts';
import { portsOf } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { securedTogether } from './together.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets } from './words.ts';

export const permissiveListener = {
  id: 'permissive-listener',
  title: 'Plaintext is still let in',
  rationale:
    'A listener that accepts both keeps working for a client that forgot TLS, so nobody notices the one connection that is readable. Permissive is for the days of a migration.',
  source: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
  about: 'eavesdropping',
  clauses: ['pci-dss-4.0.1/4.2.1', 'asvs-5/12.3.1', 'asvs-5/12.3.3', 'nist-800-53/SC-8'],
  misconceptions: ['M06'],
  check: (context): readonly Observation[] => {
    const { topology, simulation } = context;
    return [...portsOf(context)].flatMap(([id, ports]): readonly Observation[] =>
      ports.flatMap(({ answer, legs }): readonly Observation[] => {
        if (answer.mode !== 'permissive' || legs.length === 0) return [];
        const { node, listener } = answer;
        const assets = bySensitivity(topology, simulation.nodes.get(id)?.plaintext ?? []);
        if (assets.length === 0) return [];
        return [
          {
            severity: byHarm(topology, assets, 'low'),
            where: { node: node.id, listener: listener.id },
            assets,
            message: `${node.title} also accepts plaintext on port ${listener.port}: a caller that forgets TLS sends ${listAssets(topology, assets)} in clear, and nothing fails.`,
            fixes: () => onlyTls(context, answer, legs),
          },
        ];
      }),
    );
  },
} as const satisfies Rule;

/** TLS only for everyone; where a caller would stop, the two halves on a port each. */
function onlyTls(context: Context, answer: Answer, legs: readonly CarryingLeg[]): readonly Fix[] {
  const title = `Accept only TLS at ${answer.node.title}`;
  const strict = encryptListener(context, { answer }, title);
  if (strict.length > 0) return strict;
  const two = apart(context, answer);
  return two.length > 0 ? two : legs.slice(0, 1).flatMap(({ leg }) => securedTogether(context, leg, title));
}

/** The callers that speak plaintext get a port of their own: nobody ends up there by forgetting. */
function apart(context: Context, { node, product, listener }: Answer): readonly Fix[] {
  if (listener.tls.mode !== 'permissive' || !can(product, 'listen:plaintext', node)) return [];
  const listeners = listenersOf(node, product);
  const port = freeAfter(
    listener.port,
    listeners.map((each) => each.port),
  );
  const id = `${listener.id.slice(0, 50)}-plaintext`;
  if (listeners.some((each) => each.id === id)) return [];
  const moved = new Set<Link>();
  const kept = new Set<Link>();
  for (const { leg } of allLegs(context)) {
    const last = leg.links.at(-1);
    if (last && leg.answer.node.id === node.id && leg.answer.listener.id === listener.id)
      (leg.outcome.kind === 'plaintext' ? moved : kept).add(last);
  }
  // Whoever encrypts when it can, and comes by the same link, would be led to plaintext with the others.
  if ([...moved].some((link) => kept.has(link))) return [];
  const fix: Fix = {
    title: `Accept only TLS on port ${listener.port} of ${node.title}, and plaintext on a port of its own`,
    note: 'For the callers that cannot do TLS yet: their port can be closed to everybody else, and shut when they are done.',
    edits: [
      {
        table: 'nodes',
        id: node.id,
        set: {
          listeners: [
            ...listeners.map((each) =>
              each.id === listener.id ? ({ ...each, tls: { ...each.tls, mode: 'terminate' } } as Listener) : each,
            ),
            { ...listener, id, port, tls: { mode: 'plaintext' } },
          ],
        },
      },
      ...[...moved].map((link): Edit => ({ table: 'links', id: link.id, set: { listener: id } })),
    ],
  };
  return keepsWorking(context, fix) ? [fix] : [];
}
