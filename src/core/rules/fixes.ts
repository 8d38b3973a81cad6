import { applyEdits, type Edit } from '../model/edits.ts';
import { can, type Product } from '../model/product.ts';
import type { Dial, Link, Listener, Node, Verify } from '../model/schema.ts';
import { type Answer, hostOf, listenersOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import { survey, walk } from '../simulation/walk.ts';
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
export function dialsAnsweredBy({ topology, simulation, products }: Context, answer: Answer): readonly Link[] {
  const found = new Map<string, Link>();
  const isIt = (other: Answer) => other.node.id === answer.node.id && other.listener.id === answer.listener.id;
  for (const { legs } of simulation.flows.values())
    for (const leg of legs) if (isIt(leg.answer)) found.set(leg.call.link.id, leg.call.link);
  const relayed = new Set(
    [...simulation.flows.values()].flatMap(({ legs }) =>
      legs.flatMap(({ links }) => links.slice(1).map(({ id }) => id)),
    ),
  );
  const first = listenersOf(answer.node, answer.product)[0]?.id;
  for (const link of topology.links.values()) {
    if (link.to !== answer.node.id || (link.listener ?? first) !== answer.listener.id) continue;
    const from = topology.nodes.get(link.from);
    const product = from && products.get(from.product);
    if (from && product && !relayed.has(link.id) && !passesThrough(from, product)) found.set(link.id, link);
  }
  return [...found.values()];
}

const passesThrough = (node: Node, product: Product): boolean =>
  listenersOf(node, product).length > 0 && listenersOf(node, product).every(({ tls }) => tls.mode === 'passthrough');

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
    const router = nextMatch(context, link);
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

/** The server name that an SNI router on the way of this dial asks for. */
function nextMatch({ simulation }: Context, link: Link): string | undefined {
  for (const { legs } of simulation.flows.values())
    for (const leg of legs)
      if (leg.call.link.id === link.id)
        for (const hop of leg.links) {
          const name = hop.match?.sni?.find((each) => !each.startsWith('*.'));
          if (name) return name;
        }
  return undefined;
}

/** Whether every flow that works today still works after the fix. Looks only at the flows that it touches. */
export function keepsWorking({ topology, simulation, products }: Context, fix: Fix): boolean {
  const after = applyEdits(topology, fix.edits);
  if (!after.ok) return false;
  const ground = survey(after.value, products);
  const touched = new Set(fix.edits.map(({ id }) => id));
  for (const { flow, outcome, legs } of simulation.flows.values()) {
    if (outcome !== 'works') continue;
    if (
      !legs.some(({ links }) =>
        links.some((link) => touched.has(link.id) || touched.has(link.to) || touched.has(link.from)),
      )
    )
      continue;
    const trace = walk(ground, flow);
    const reached = trace.legs.reduce((sum, leg) => sum + leg.links.length, 0);
    if (reached < flow.path.length || trace.legs.some((leg) => leg.outcome.kind === 'failed')) return false;
  }
  return true;
}
