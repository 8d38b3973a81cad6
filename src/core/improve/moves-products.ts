import type { Edit } from '../model/edits.ts';
import type { Feature } from '../model/features.ts';
import { can, mostAbleFirst, type Product } from '../model/product.ts';
import type { Listener, Node } from '../model/schema.ts';
import { asBounded } from '../rules/design-fixes.ts';
import { setDial } from '../rules/fixes.ts';
import type { Context } from '../rules/rule.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Proposal } from './move.ts';

/** What one component can't do and another of its trade can, in the words of the reason for the change. */
const lacking: readonly (readonly [feature: Feature, words: string])[] = [
  ['verify:full', 'verifies whom it dials'],
  ['listen:passthrough-sni', 'can pass TLS through'],
  ['listen:terminate', 'can terminate TLS'],
  ['dial:tls', 'can dial TLS'],
  ['dial:mutual', 'can present a client certificate'],
  ['client-certificate:required', 'can ask for client certificates'],
];

/** Products of the same kind, or at least of the same place in the path, that can do what the one drawn can't. */
export function productMoves(scene: Context): readonly Proposal[] {
  const { topology, products, simulation } = scene;
  const onPath = new Set(
    [...simulation.flows.values()].flatMap(({ legs }) =>
      legs.flatMap(({ call, links }) => [call.node.id, ...links.map(({ to }) => to)]),
    ),
  );
  return [...topology.nodes.values()].flatMap((node): readonly Proposal[] => {
    const product = productOf(node, products);
    // Clients are other people's, and a store is where its data is: neither is swapped for a feature.
    if (!onPath.has(node.id) || product.kind === 'client' || product.kind === 'data-store') return [];
    const missing = lacking.filter(([feature]) => !can(product, feature, node));
    const seen = new Set<string>();
    return missing.flatMap(([feature, words]): readonly Proposal[] => {
      const substitute = substituteFor(scene, node, product, feature);
      if (!substitute || seen.has(substitute.id)) return [];
      seen.add(substitute.id);
      return [
        {
          title: `Run ${substitute.title} in place of ${product.title} at ${node.title}, which ${words}`,
          edits: [
            { table: 'nodes', id: node.id, set: { product: substitute.id, listeners: asRun(node, product) } },
            ...verifying(scene, node, substitute),
          ],
          ...(substitute.operator === null && product.operator !== null
            ? { note: `You run ${substitute.title} yourself; ${product.operator} no longer reads what passes.` }
            : {}),
        },
      ];
    });
  });
}

const trade: Readonly<Record<Product['kind'], readonly Product['kind'][]>> = {
  client: ['client'],
  edge: ['edge'],
  'load-balancer': ['load-balancer', 'gateway'],
  gateway: ['gateway', 'load-balancer'],
  service: ['service'],
  'data-store': ['data-store'],
  'certificate-authority': ['certificate-authority'],
};

/** One that can do all that this one does and the feature besides; of its own kind before others, then by title. */
function substituteFor({ products }: Context, node: Node, product: Product, feature: Feature): Product | undefined {
  const kinds = trade[product.kind];
  const able = [...products.values()].filter(
    (other) =>
      other.id !== product.id &&
      other.notProposed === undefined &&
      kinds.includes(other.kind) &&
      can(other, feature, { ...(node.cannot ? { cannot: node.cannot } : {}) }) &&
      can(other, 'listen:terminate'),
  );
  const rank = ({ kind, operator }: Product) => kinds.indexOf(kind) * 2 + (operator === null ? 0 : 1);
  return able.sort((a, b) => rank(a) - rank(b) || mostAbleFirst(a, b) || (a.title < b.title ? -1 : 1))[0];
}

/** Its listeners written out: what one product can't do, or does by default, another may. */
function asRun(node: Node, product: Product): Listener[] {
  return listenersOf(node, product).map((listener) => {
    const answer = boundListener(node, product, listener);
    const drawn = asBounded(answer);
    if (drawn.tls.mode !== 'terminate' && drawn.tls.mode !== 'permissive') return drawn;
    const certificate = { ...drawn.tls.certificate, issuer: answer.certificate.issuer };
    return { ...drawn, tls: { ...drawn.tls, certificate } };
  });
}

/** The dials that it makes with TLS, checked as soon as the new product can. */
function verifying({ simulation }: Context, node: Node, substitute: Product): readonly Edit[] {
  if (!can(substitute, 'verify:full')) return [];
  const edits = new Map<string, Edit>();
  for (const { legs } of simulation.flows.values())
    for (const { call, answer, outcome } of legs)
      if (call.node.id === node.id && outcome.kind === 'session' && call.verify !== 'full')
        edits.set(call.link.id, setDial(call.link, { verify: 'full', sni: expectedName(call, answer) }));
  return [...edits.values()];
}
