import { productOf } from '../simulation/bounds.ts';
import { zonesAround } from '../simulation/zones.ts';
import { portsOf, readers } from './ports.ts';
import type { Observation, Rule } from './rule.ts';
import { purposeOf, sealAssets } from './sealing.ts';
import { hostilityOf, secrets } from './severity.ts';
import { listAssets } from './words.ts';

export const operatorReads = {
  id: 'operator-reads',
  title: 'Somebody else runs what reads it',
  rationale:
    'TLS that ends at a CDN or a cloud load balancer is opened there: its operator has what passes in memory, and mostly the private key as well. A contract covers that, the padlock does not. Encrypted on both sides is not encrypted from one end to the other.',
  source: 'https://www.rfc-editor.org/rfc/rfc8404',
  about: 'operator',
  clauses: ['pci-dss-4.0.1/12.8', 'gdpr/art-32', 'nist-800-53/SC-8'],
  misconceptions: ['M01', 'M12', 'M13'],
  check: (context): readonly Observation[] => {
    const { topology, simulation, products } = context;
    const found: Observation[] = [];
    for (const [node, plaintext] of readers(context)) {
      const product = productOf(node, products);
      if (product.operator === null || product.kind === 'client') continue;
      // Who is meant to have it in the end has it: a managed database reads what it stores.
      const assets = secrets(topology, plaintext).filter((asset) => {
        const { starts, ends } = purposeOf(context, asset);
        const { by, readableBy } = topology.data.get(asset)?.protection ?? {};
        const granted = by === node.id || (readableBy?.includes(node.id) ?? false);
        return !granted && !starts.has(node.id) && !ends.has(node.id);
      });
      if (assets.length === 0) continue;
      const [zone] = zonesAround(topology, node.zone);
      const key = simulation.nodes.get(node.id)?.holdsKeys ? ', and holds the private key,' : '';
      // A relay of what nobody encrypted reads as well, and ends nothing.
      const ends = (portsOf(context).get(node.id) ?? []).some(({ legs }) =>
        legs.some(({ leg: { outcome, answer } }) => outcome.kind === 'session' && answer.node.id === node.id),
      );
      const because = ends
        ? `${key} because TLS ends there: the padlock reaches no further`
        : ': what passes there is in plaintext';
      const name = node.title === product.title ? product.title : `${node.title} (${product.title})`;
      found.push({
        // In your own account it is one more reader; at somebody else's edge one that sees all customers' traffic.
        severity: product.kind === 'edge' || hostilityOf(zone) === 3 ? 'low' : 'info',
        where: { node: node.id },
        assets,
        message: `${product.operator} can read ${listAssets(topology, assets)} in the memory of ${name}${because}.`,
        fixes: () => sealAssets(context, assets),
      });
    }
    return found;
  },
} as const satisfies Rule;
