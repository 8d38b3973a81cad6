import { applyEdits, type Edit } from '../model/edits.ts';
import { can, type Product } from '../model/product.ts';
import type { Dial, Link, Listener, Node, Verify } from '../model/schema.ts';
import { type Answer, hostOf, listenersOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { FlowVerdict } from '../simulation/simulate.ts';
import { walk } from '../simulation/walk.ts';
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
export function dialsAnsweredBy(context: Context, answer: Answer): readonly Link[] {
  const { answered, direct } = reachOf(context);
  const key = listenerKey(answer.node.id, answer.listener.id);
  return [...new Set([...(answered.get(key) ?? []), ...(direct.get(key) ?? [])])];
}

/**
 * Makes a listener speak TLS only and every dial that it answers encrypt and check as strongly as its product can.
 * Empty when a product at one of the ends can't do its part, or a flow that works today would stop working.
 */
export function encryptListener(context: Context, answer: Answer, title: string): readonly Fix[] {
  const { products, topology } = context;
  const { node, product, listener } = answer;
  if (!can(product, 'listen:terminate', node)) return [];
  const dials = dialsAnsweredBy(context, answer);
  const edits: Edit[] = [];
  const names = new Set(answer.certificate.names ?? []);
  let issuer = answer.certificate.issuer;
  for (const link of dials) {
    const from = topology.nodes.get(link.from);
    const dialer = from && products.get(from.product);
    if (!from || !dialer || !can(dialer, 'dial:tls', from)) return [];
    const router = reachOf(context).routedName.get(link.id);
    const name = link.dial.sni ?? router ?? expectedName({ sni: undefined }, answer);
    names.add(name);
    if (!can(dialer, 'trust:private-ca', from)) issuer = 'public-ca';
    const verify = strongestCheck(dialer, from);
    const tls = link.dial.tls === 'mutual' ? 'mutual' : 'tls';
    edits.push(setDial(link, { tls, verify, sni: name }));
  }
  if (issuer === 'self-signed') issuer = 'private-ca';
  const { tls } = listener;
  const kept = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : {};
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

/** Whether every flow that works today still works after the fix. Looks only at the flows that it touches. */
export function keepsWorking(context: Context, fix: Fix): boolean {
  const after = applyEdits(context.topology, fix.edits);
  if (!after.ok) return false;
  const { ground: before, throughNode, throughLink } = reachOf(context);
  const ground = {
    ...before,
    topology: after.value,
    outgoing: new Map(before.outgoing),
    answers: new Map(),
    calls: new Map(),
  };
  const touched = new Set<FlowVerdict>();
  for (const { table, id } of fix.edits) {
    if (table === 'links') {
      const { from } = after.value.links.get(id) ?? {};
      if (from !== undefined)
        ground.outgoing.set(
          from,
          (before.outgoing.get(from) ?? []).flatMap((link) => after.value.links.get(link.id) ?? []),
        );
    }
    for (const verdict of (table === 'links' ? throughLink : throughNode).get(id) ?? []) touched.add(verdict);
  }
  for (const { flow, outcome } of touched) {
    if (outcome !== 'works') continue;
    const trace = walk(ground, flow);
    const reached = trace.legs.reduce((sum, leg) => sum + leg.links.length, 0);
    if (reached < flow.path.length || trace.legs.some((leg) => leg.outcome.kind === 'failed')) return false;
  }
  return true;
}
