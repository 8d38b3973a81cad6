import { applyEdits, type Edit } from '../model/edits.ts';
import type { Feature } from '../model/features.ts';
import { can, mostAbleFirst, type Product, type ProductKind, speaksUpgrade } from '../model/product.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Listener, Node } from '../model/schema.ts';
import { boundListener, listenersOf, productOf, versionRank } from '../simulation/bounds.ts';
import { callOf, proxyHeaderOf } from '../simulation/dials.ts';
import { answerAt, memberAt } from '../simulation/ground.ts';
import { memberOf } from '../simulation/mesh.ts';
import { groundFor } from './around.ts';
import { asBounded } from './design-fixes.ts';
import { setDial } from './fixes.ts';
import type { Context } from './rule.ts';

/** A node changed so that it can do more, how to say so, and the drawing with that done. */
export interface Substitute {
  readonly title: string;
  readonly note?: string;
  readonly edits: readonly Edit[];
  readonly context: Context;
  readonly node: Node;
  readonly product: Product;
}

/** What may be needed of a node: a feature, or to ask for TLS in band, as this protocol's servers expect. */
export type Need = Feature | `ask:${string}`;

/** The protocol that a need is about asking for TLS in. */
const asked = (need: Need): string | null => (need.startsWith('ask:') ? need.slice(4) : null);
const isFeature = (need: Need): need is Feature => asked(need) === null;

export function meets(product: Product, need: Need, node: Pick<Node, 'version' | 'cannot'> = {}): boolean {
  return isFeature(need) ? can(product, need, node) : speaksUpgrade(product, asked(need) ?? '');
}

const abilityIn = (need: Need): string =>
  isFeature(need) ? (ability[need] ?? need) : `start TLS as ${protocolOf(asked(need) ?? '').title} does`;

type Change = Extract<Edit, { table: 'nodes' }>['set'];

/** Kinds that stand in for each other when you run the product yourself: they all pass requests on. */
const inPlaceOf: Readonly<Record<ProductKind, readonly ProductKind[]>> = {
  client: [],
  edge: ['edge', 'load-balancer', 'gateway'],
  'load-balancer': ['load-balancer'],
  gateway: ['gateway', 'load-balancer'],
  service: ['service'],
  // Another database is another data model: only its version changes.
  'data-store': [],
  'certificate-authority': ['certificate-authority'],
};

/**
 * Ways to give a node what it lacks: its own product in the version that has it, with that built in, or another product
 * of the kind that you run yourself. Empty where it lacks nothing.
 */
export function substitutes(
  context: Context,
  node: Node,
  needs: readonly Need[],
  /** Whether a service of your own may stand in where no product of the kind can. */
  service = false,
): readonly Substitute[] {
  const product = productOf(node, context.products);
  const missing = needs.filter((need) => !meets(product, need, node));
  if (missing.length === 0) return [];
  const made = (title: string, set: Change, note?: string) => {
    const own = asStrange(context, node, set);
    const bare = applyEdits(context.topology, [own]);
    const changed = bare.ok ? bare.value.nodes.get(node.id) : undefined;
    if (!bare.ok || !changed) return [];
    const becomes = productOf(changed, context.products);
    const able = needs.every((need) => meets(becomes, need, changed));
    if (!able || (becomes !== product && !listensAlike(node, product, changed, becomes))) return [];
    const edits: Edit[] = [own, ...dialledAlike(context, node, { ...context, topology: bare.value })];
    const after = applyEdits(context.topology, edits);
    if (!after.ok) return [];
    const said = note === undefined ? {} : { note };
    return [{ title, ...said, edits, context: { ...context, topology: after.value }, node: changed, product: becomes }];
  };
  const since = missing.filter(isFeature).flatMap((feature) => sinceOf(product.supports[feature]));
  const barred = node.cannot?.filter((feature) => !missing.includes(feature));
  const own = missing.every((need) => meets(product, need))
    ? [
        ...made(
          since.length > 0 && !node.cannot
            ? `Upgrade ${node.title} to ${product.title} ${since[0]}`
            : `Give ${node.title} a build that can ${missing.map(abilityIn).join(' and ')}`,
          {
            ...(since.length > 0 ? { version: since[0] } : {}),
            ...(barred ? { cannot: barred } : {}),
          },
        ),
      ]
    : [];
  const others = [...context.products.values()]
    .filter(
      ({ id, kind, operator, notProposed }) =>
        id !== product.id && operator === null && notProposed === undefined && inPlaceOf[product.kind].includes(kind),
    )
    .sort(mostAbleFirst)
    .flatMap((other) =>
      made(
        `Run ${other.title} in place of ${product.title}`,
        { product: other.id, listeners: asRun(node, product), version: undefined, cannot: undefined },
        `${product.title} cannot ${missing.map(abilityIn).join(' or ')} at all; ${other.title} can, and you run it yourself.`,
      ),
    );
  // A browser is what it is; but where it is drawn to speak what none does, a program of your own is meant.
  const meant = product.kind !== 'client' || !missing.every(isFeature);
  const last =
    service && meant && product.id !== ownService
      ? made(
          `Run a service of your own in place of ${product.title}`,
          { product: ownService, listeners: asRun(node, product), version: undefined, cannot: undefined },
          `${product.title} cannot do what is needed here; a program of yours can.`,
        )
      : [];
  return [...own, ...others, ...last];
}

/** Whether a relay goes on relaying, and a listener asks for certificates as before: another product may not be able to. */
function listensAlike(node: Node, product: Product, changed: Node, becomes: Product): boolean {
  const listeners = listenersOf(changed, becomes);
  return listenersOf(node, product).every((listener) => {
    const was = boundListener(node, product, listener);
    const same = listeners.find(({ id }) => id === listener.id);
    if (was.mode === 'closed' || !same) return true;
    const is = boundListener(changed, becomes, same);
    return is.mode === was.mode && is.clientCertificate === was.clientCertificate;
  });
}

const ownService = 'generic-service';

/** Who is in no mesh gets no proxy of one by becoming another product. */
function asStrange(context: Context, node: Node, set: Change): Edit {
  const { topology, products } = context;
  const edit = { table: 'nodes' as const, id: node.id, set };
  const after = applyEdits(topology, [edit]);
  const changed = after.ok ? after.value.nodes.get(node.id) : undefined;
  const joins =
    after.ok &&
    changed !== undefined &&
    memberAt(groundFor(context), node) === null &&
    memberOf(after.value, changed, products) !== null;
  return joins ? { ...edit, set: { ...set, mesh: 'outside' } } : edit;
}

/** Its dials written out where another product would make them otherwise: it checks by default what this one never did. */
const dialledAlike = (context: Context, { id }: Node, after: Context): readonly Edit[] =>
  (groundFor(context).outgoing.get(id) ?? []).flatMap((link): readonly Edit[] => {
    const [was, is] = [context, after].map(({ topology, products }) => callOf(topology, link, products));
    const [sent, sends] = [context, after].map(({ topology, products }) => proxyHeaderOf(topology, link, products));
    if (!was || !is) return [];
    const checked = was.tls === 'plaintext' || was.verify === is.verify ? {} : { verify: was.verify };
    const dialled = was.tls === is.tls ? {} : { tls: was.tls };
    const started =
      was.tls === 'plaintext' || was.negotiation === is.negotiation ? {} : { negotiation: was.negotiation };
    const headed = sent === sends ? {} : { sendsProxyProtocol: sent ?? false };
    // A server that stops where the new product begins.
    const answer = answerAt(groundFor(context), link);
    const least = answer?.versions[1];
    const old = least && versionRank(least) < versionRank(is.versions[0]) ? { minVersion: was.versions[0] } : {};
    // A certificate that it did not take is no better for it.
    const issuer = answer?.certificate.issuer;
    const strange = was.tls !== 'plaintext' && was.verify !== 'none' && issuer && !was.trusts.includes(issuer);
    const trusted = strange && is.trusts.includes(issuer) ? { trusts: [...was.trusts] } : {};
    const change = { ...checked, ...dialled, ...started, ...headed, ...old, ...trusted };
    return Object.keys(change).length === 0 ? [] : [setDial(link, change)];
  });

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
