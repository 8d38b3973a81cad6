import { applyEdits, type Edit } from '../model/edits.ts';
import type { Feature } from '../model/features.ts';
import { can, type Product, type ProductKind } from '../model/product.ts';
import type { Listener, Node } from '../model/schema.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { asBounded } from './design-fixes.ts';
import type { Context } from './rule.ts';

/** A node changed so that it can do more, how to say so, and the drawing with that done. */
export interface Substitute {
  readonly title: string;
  readonly note?: string;
  readonly edit: Edit;
  readonly context: Context;
  readonly node: Node;
  readonly product: Product;
}

/** Kinds that stand in for each other when you run the product yourself: they all pass requests on. */
const inPlaceOf: Readonly<Record<ProductKind, readonly ProductKind[]>> = {
  client: [],
  edge: ['edge', 'load-balancer', 'gateway'],
  'load-balancer': ['load-balancer'],
  gateway: ['gateway', 'load-balancer'],
  service: ['service'],
  // Another database is another data model: only its version changes.
  'data-store': [],
  'certificate-authority': [],
};

/**
 * Ways to give a node what it lacks: its own product in the version that has it, with that built in, or another product
 * of the kind that you run yourself. Empty where it lacks nothing.
 */
export function substitutes(context: Context, node: Node, needs: readonly Feature[]): readonly Substitute[] {
  const product = productOf(node, context.products);
  const missing = needs.filter((feature) => !can(product, feature, node));
  if (missing.length === 0) return [];
  const made = (title: string, set: Extract<Edit, { table: 'nodes' }>['set'], note?: string) => {
    const edit: Edit = { table: 'nodes', id: node.id, set };
    const after = applyEdits(context.topology, [edit]);
    const changed = after.ok ? after.value.nodes.get(node.id) : undefined;
    if (!after.ok || !changed) return [];
    const next = { ...context, topology: after.value };
    const becomes = productOf(changed, context.products);
    if (needs.some((feature) => !can(becomes, feature, changed))) return [];
    const said = note === undefined ? {} : { note };
    return [{ title, ...said, edit, context: next, node: changed, product: becomes }];
  };
  const since = missing.map((feature) => product.supports[feature]).flatMap((each) => sinceOf(each));
  const barred = node.cannot?.filter((feature) => !missing.includes(feature));
  const own = missing.every((feature) => can(product, feature))
    ? [
        ...made(
          since.length > 0 && !node.cannot
            ? `Upgrade ${node.title} to ${product.title} ${since[0]}`
            : `Give ${node.title} a build that can ${missing.map((feature) => ability[feature] ?? feature).join(' and ')}`,
          {
            ...(since.length > 0 ? { version: since[0] } : {}),
            ...(barred ? { cannot: barred } : {}),
          },
        ),
      ]
    : [];
  const others = [...context.products.values()]
    .filter(
      ({ id, kind, operator }) => id !== product.id && operator === null && inPlaceOf[product.kind].includes(kind),
    )
    .flatMap((other) =>
      made(
        `Run ${other.title} in place of ${product.title}`,
        { product: other.id, listeners: asRun(node, product), version: undefined, cannot: undefined },
        `${product.title} cannot ${missing.map((feature) => ability[feature] ?? feature).join(' or ')} at all; ${other.title} can, and you run it yourself.`,
      ),
    );
  return [...own, ...others];
}

const sinceOf = (support: Product['supports'][Feature]): readonly string[] =>
  support.can === 'yes' && support.since !== undefined ? [support.since] : [];

const ability: Readonly<Partial<Record<Feature, string>>> = {
  'listen:terminate': 'terminate TLS',
  'dial:tls': 'dial TLS',
  'dial:mutual': 'present a client certificate',
  'verify:full': 'verify its upstream',
  'client-certificate:required': 'ask for client certificates',
  'listen:plaintext': 'listen in plaintext',
};

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
