import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { encryptListener } from './fixes.ts';
import { listenerKey, reachOf } from './reach.ts';
import { type Finding, finding, type Rule } from './rule.ts';
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
        if (answer.mode !== 'permissive' || assets.length === 0) return [];
        if (!reachOf(context).answered.has(listenerKey(node.id, listener.id))) return [];
        return [
          finding(
            {
              rule: 'permissive-listener',
              severity: 'low',
              where: { node: node.id, listener: listener.id },
              assets,
              message: `${node.title} also accepts plaintext on port ${listener.port}: a caller that forgets TLS sends ${listAssets(topology, assets)} in clear, and nothing fails.`,
            },
            () => encryptListener(context, { answer }, `Accept only TLS at ${node.title}`),
          ),
        ];
      });
    });
  },
} as const satisfies Rule;
