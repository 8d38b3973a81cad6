import { applyEdits, type Edit } from '../model/edits.ts';
import { can, type Product } from '../model/product.ts';
import type { Dial, Link, Listener, Node, Verify } from '../model/schema.ts';
import { type Answer, hostOf, listenersOf, productOf } from '../simulation/bounds.ts';
import type { Call } from '../simulation/dials.ts';
import { type Ground, survey, variant } from '../simulation/ground.ts';
import { expectedName } from '../simulation/meet.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { legsFrom } from '../simulation/walk.ts';
import { listenerKey, reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';

/** Edits that give a node other listeners, keeping those that are not named. */
export const setListener = (node: Node, product: Product, listener: Listener): Edit => ({
  table: 'nodes',
  id: node.id,
  set: { listeners: listenersOf(node, product).map((each) => (each.id === listener.id ? listener : each)) },
});

export const setDial = (link: Link, dial: Partial<Dial>): Edit => ({
  table: 'links',
  id: link.id,
  set: { dial: { ...link.dial, ...dial } },
});

export const strongestCheck = (product: Product, node: Node): Verify =>
  (['full', 'ca', 'none'] as const).find((verify) => can(product, `verify:${verify}`, node)) ?? 'none';

/** Every link whose own dial is answered by this listener: along flows, and those that lead straight to it. */
function dialsAnsweredBy(context: Context, answer: Answer): readonly Link[] {
  const { answered, direct } = reachOf(context);
  const key = listenerKey(answer.node.id, answer.listener.id);
  return [...new Set([...(answered.get(key) ?? []), ...(direct.get(key) ?? [])])];
}

/**
 * Makes a listener speak TLS only and every dial that it answers encrypt and check as strongly as its product can, with
 * a certificate that they all take. Empty when the listener's product can't, or that of the `call` that it is about, or
 * a flow that works today would stop.
 */
export function encryptListener(
  context: Context,
  { answer, call }: { readonly answer: Answer; readonly call?: Call },
  title: string,
): readonly Fix[] {
  const { products, topology } = context;
  const { node, product, listener } = answer;
  if (!can(product, 'listen:terminate', node)) return [];
  if (call && !can(call.product, 'dial:tls', call.node)) return [];
  const dials = dialsAnsweredBy(context, answer);
  const secured: { readonly link: Link; readonly dial: Partial<Dial> }[] = [];
  const names = new Set(answer.certificate.names ?? []);
  let issuer = answer.certificate.issuer;
  for (const link of dials) {
    const from = topology.nodes.get(link.from);
    const dialer = from && productOf(from, products);
    if (!dialer || !can(dialer, 'dial:tls', from)) continue;
    const router = reachOf(context).routedName.get(link.id);
    const name = link.dial.sni ?? router ?? expectedName({ sni: undefined }, answer);
    names.add(name);
    if (!can(dialer, 'trust:private-ca', from)) issuer = 'public-ca';
    const verify = strongestCheck(dialer, from);
    const tls = link.dial.tls === 'mutual' ? 'mutual' : 'tls';
    secured.push({ link, dial: { tls, verify, sni: name } });
  }
  if (issuer === 'self-signed') issuer = 'private-ca';
  const { tls } = listener;
  const kept = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : {};
  const edits: Edit[] = secured.map(({ link, dial }) => {
    const { trusts } = link.dial;
    return setDial(link, trusts && !trusts.includes(issuer) ? { ...dial, trusts: [...trusts, issuer] } : dial);
  });
  edits.push(
    setListener(node, product, {
      ...listener,
      tls: {
        minVersion: '1.2',
        ...kept,
        mode: 'terminate',
        certificate: { issuer, names: names.size > 0 ? [...names] : [hostOf(node)] },
      },
    }),
  );
  const others =
    dials.length > 1 ? `Changes all ${dials.length} links into ${node.title}, so that none of them breaks.` : undefined;
  const fix: Fix = { title, edits, ...(others ? { note: others } : {}) };
  return keepsWorking(context, fix) ? [fix] : [];
}

/** Whether every flow that works today still works after the fix. */
export function keepsWorking(context: Context, fix: Fix): boolean {
  const after = tryOut(context, fix);
  return (
    after !== null &&
    [...after.touched].every(
      ([verdict, part]) => verdict.outcome !== 'works' || stillWorks(after.ground, verdict, part),
    )
  );
}

/** Follows a working flow again from the first leg that changed until it runs as it did before. */
function stillWorks(ground: Ground, { flow, legs }: FlowVerdict, { first, last }: Part): boolean {
  const hops = (from: number, to: number) => legs.slice(from, to).reduce((sum, { links }) => sum + links.length, 0);
  let at = hops(0, first);
  let known = last;
  let end = at + hops(first, last + 1);
  for (const leg of legsFrom(ground, flow.path, at, legs[first - 1])) {
    if (leg.outcome.kind === 'failed') return false;
    at += leg.links.length;
    while (end < at && known + 1 < legs.length) end += legs[++known]?.links.length ?? 0;
    if (at === end && leg.answer.listener.id === legs[known]?.answer.listener.id) return true;
  }
  return at === flow.path.length;
}

/** The legs of a flow between the first and the last that a fix touches, both included. */
interface Part {
  readonly first: number;
  readonly last: number;
}

/** The drawing with a fix applied, ready to be walked, and the flows that the fix touches: the others fare as before. */
export function tryOut(
  context: Context,
  { edits }: Fix,
): { readonly ground: Ground; readonly touched: ReadonlyMap<FlowVerdict, Part> } | null {
  const after = applyEdits(context.topology, edits);
  if (!after.ok) return null;
  const { ground: before, throughNode } = reachOf(context);
  const changed = new Set<string>();
  for (const { table, id } of edits) {
    const link = after.value.links.get(id);
    // A link's match decides where its siblings lead, too: whatever comes by the node that it leaves is touched.
    if (table === 'links' && link) changed.add(link.from).add(link.to);
    else if (table === 'nodes') changed.add(id);
  }
  // A zone reaches any number of nodes: then everything is followed again.
  const wide = edits.some(({ table }) => table === 'zones');
  const touched = new Map<FlowVerdict, Part>();
  if (wide)
    for (const verdict of context.simulation.flows.values())
      touched.set(verdict, { first: 0, last: Math.max(0, verdict.legs.length - 1) });
  for (const node of changed)
    for (const { verdict, leg } of throughNode.get(node) ?? []) {
      const { first, last } = touched.get(verdict) ?? { first: leg, last: leg };
      touched.set(verdict, { first: Math.min(first, leg), last: Math.max(last, leg) });
    }
  const ground = wide ? survey(after.value, context.products) : variant(before, after.value, changed);
  return { touched, ground };
}
