import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { encryptListener } from './fixes.ts';
import type { Finding, Rule } from './rule.ts';
import { bySensitivity } from './severity.ts';
import { listAssets } from './words.ts';

export const permissiveListener = {
  id: 'permissive-listener',
  title: 'Plaintext is still let in',
  rationale:
    'A listener that accepts both keeps working for a client that forgot TLS, so nobody notices the one connection that is readable. Permissive is for the days of a migration.',
  source: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
  check: (context): readonly Finding[] => {
    const { topology, simulation, products } = context;
    return [...topology.nodes.values()].flatMap((node): readonly Finding[] => {
      const product = productOf(node, products);
      const assets = bySensitivity(topology, simulation.nodes.get(node.id)?.plaintext ?? []);
      return listenersOf(node, product).flatMap((listener): readonly Finding[] => {
        const answer = boundListener(node, product, listener);
        const used = [...simulation.flows.values()].some(({ legs }) =>
          legs.some((leg) => leg.answer.node.id === node.id && leg.answer.listener.id === listener.id),
        );
        if (answer.mode !== 'permissive' || !used || assets.length === 0) return [];
        return [
          {
            rule: 'permissive-listener',
            severity: 'low',
            where: { node: node.id, listener: listener.id },
            assets,
            message: `${node.title} also accepts plaintext on port ${listener.port}: a caller that forgets TLS sends ${listAssets(topology, assets)} in clear, and nothing fails.`,
            fixes: encryptListener(context, answer, `Accept only TLS at ${node.title}`),
          },
        ];
      });
    });
  },
} as const satisfies Rule;
