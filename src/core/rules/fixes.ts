import { type Edit, tryEdits } from '../model/edits.ts';
import { can, type Product } from '../model/product.ts';
import type { Dial, Issuer, Link, Listener, ListenerTls, Node, Verify } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { type Answer, hostOf, listenersOf, productOf } from '../simulation/bounds.ts';
import type { Call } from '../simulation/dials.ts';
import { type Ground, variant } from '../simulation/ground.ts';
import { expectedName } from '../simulation/meet.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { legsFrom } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';
import { issuable } from './internal-names.ts';
import { listenerKey, reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';

/** Edits that give a node other listeners, keeping those that are not named. */
export const setListener = (node: Node, product: Product, listener: Listener): Edit => ({
  table: 'nodes',
  id: node.id,
  set: { listeners: listenersOf(node, product).map((each) => (each.id === listener.id ? listener : each)) },
});

type Changed<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const setDial = (link: Link, dial: Changed<Dial>): Edit => ({
  table: 'links',
  id: link.id,
  set: { dial: withoutUndefined({ ...link.dial, ...dial }) as Dial },
});

/** A field of `undefined` is one taken away. */
const withoutUndefined = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

export const strongestCheck = (product: Product, node: Node): Verify =>
  (['full', 'ca', 'none'] as const).find((verify) => can(product, `verify:${verify}`, node)) ?? 'none';

/** Every link whose own dial is answered by this listener: along flows, and those that lead straight to it. */
export function dialsAnsweredBy(context: Context, answer: Answer): readonly Link[] {
  const { answered, direct } = reachOf(context);
  const key = listenerKey(answer.node.id, answer.listener.id);
  return [...new Set([...(answered.get(key) ?? []), ...(direct.get(key) ?? [])])];
}

/** A listener to be made speak TLS only, and the call that it is about. */
export interface Target {
  readonly answer: Answer;
  readonly call?: Call;
  /** Who dials it, where that is not whoever does today. */
  readonly by?: readonly Link[];
}

/**
 * Makes a listener speak TLS only and every dial that it answers encrypt and check as strongly as its product can, with
 * a certificate that they all take. Empty when the listener's product can't, or that of the `call` that it is about, or
 * a flow that works today would stop.
 */
export const encryptListener = (context: Context, target: Target, title: string, mutual = false): readonly Fix[] =>
  encryptListeners(context, [target], title, mutual);

/** The same for several at once; with `mutual` they ask for client certificates, and every dial presents one. */
export function encryptListeners(
  context: Context,
  targets: readonly Target[],
  title: string,
  mutual = false,
): readonly Fix[] {
  const fix = encrypting(context, targets, title, mutual);
  return fix && keepsWorking(context, fix) ? [fix] : [];
}

/** The same, whatever becomes of the flows; null where one of the products can't. */
export function encrypting(context: Context, targets: readonly Target[], title: string, mutual = false): Fix | null {
  const dials: Edit[] = [];
  const listeners = new Map<string, { readonly answer: Answer; readonly by: Map<string, Listener> }>();
  for (const target of targets) {
    const secured = secure(context, target, mutual);
    if (!secured) return null;
    const { node } = target.answer;
    const own = listeners.get(node.id) ?? { answer: target.answer, by: new Map<string, Listener>() };
    own.by.set(secured.listener.id, secured.listener);
    listeners.set(node.id, own);
    dials.push(...secured.dials);
  }
  const edits: Edit[] = [
    ...dials,
    ...[...listeners.values()].map(
      ({ answer: { node, product }, by }): Edit => ({
        table: 'nodes',
        id: node.id,
        set: { listeners: listenersOf(node, product).map((each) => by.get(each.id) ?? each) },
      }),
    ),
  ];
  const [only] = targets;
  const many =
    targets.length === 1 && only && dials.length > 1
      ? `Changes all ${dials.length} links into ${only.answer.node.title}, so that none of them breaks.`
      : undefined;
  return { title, edits, ...(many ? { note: many } : {}) };
}

/** Two edits of one record as one, the later winning: a fix is read edit by edit. */
export function merged(fix: Fix): Fix {
  const byRecord = new Map<string, Edit>();
  for (const edit of fix.edits) {
    const key = `${edit.table}/${edit.id}`;
    const known = byRecord.get(key);
    byRecord.set(key, known ? ({ ...edit, set: { ...known.set, ...edit.set } } as Edit) : edit);
  }
  return { ...fix, edits: [...byRecord.values()] };
}

function secure(
  context: Context,
  { answer, call, by }: Target,
  mutual: boolean,
): { readonly dials: readonly Edit[]; readonly listener: Listener } | null {
  const { products, topology } = context;
  const { node, product, listener } = answer;
  if (!can(product, 'listen:terminate', node)) return null;
  if (mutual && !can(product, 'client-certificate:required', node)) return null;
  if (call && !can(call.product, 'dial:tls', call.node)) return null;
  const secured: { readonly link: Link; readonly dial: Partial<Dial>; readonly name: string }[] = [];
  let issuer: Issuer = answer.certificate.issuer;
  for (const link of by ?? dialsAnsweredBy(context, answer)) {
    const from = topology.nodes.get(link.from);
    const dialer = from && productOf(from, products);
    if (!dialer || !can(dialer, 'dial:tls', from)) {
      if (mutual) return null;
      continue;
    }
    if (mutual && !can(dialer, 'dial:mutual', from)) return null;
    const router = reachOf(context).routedName.get(link.id);
    const name = link.dial.sni ?? router ?? expectedName({ sni: undefined }, answer);
    if (!can(dialer, 'trust:private-ca', from)) issuer = 'public-ca';
    const tls = mutual || link.dial.tls === 'mutual' ? 'mutual' : 'tls';
    secured.push({ link, name, dial: { tls, verify: strongestCheck(dialer, from) } });
  }
  if (issuer === 'self-signed') issuer = 'private-ca';
  const dialled = new Set([...(answer.certificate.names ?? []), ...secured.map(({ name }) => name)]);
  // A public CA puts nothing private on a certificate: names that only stand in for undrawn ones stay undrawn.
  const given = (name: string) => issuer !== 'public-ca' || issuable(name);
  const names = dialled.size > 0 ? [...dialled].filter(given) : [hostOf(node)].filter(given);
  const { tls } = listener;
  const kept = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : null;
  const clientTrusts = [...new Set<Issuer>([...answer.clientTrusts, 'private-ca'])];
  // Issued anew: what it said of its key and renewal stays, that it had expired does not.
  const { expired: _, ...certificate } = { ...kept?.certificate, issuer, names };
  // Versions withdrawn long ago are not brought along where nobody needs them.
  const modern = [kept, ...secured.map(({ link }) => link.dial)].every((side) => (side?.maxVersion ?? '1.3') >= '1.2');
  const raised = modern && (kept?.minVersion ?? '1.2') < '1.2' ? { minVersion: '1.2' as const } : {};
  const asked = mutual ? { clientCertificate: 'required' as const, clientTrusts } : {};
  return {
    dials: secured.map(({ link, dial, name }) => {
      const { trusts } = link.dial;
      const presents = mutual ? { clientCertificate: { issuer: 'private-ca' as const } } : {};
      const known = trusts && !trusts.includes(issuer) ? { trusts: [...trusts, issuer] } : {};
      const sni = given(name) || names.length > 0 ? { sni: name } : {};
      // Early data that no TLS carried until now would be new, and replayable.
      const early = link.dial.tls === 'tls' || link.dial.tls === 'mutual' ? {} : { earlyData: undefined };
      return setDial(link, { ...dial, ...sni, ...presents, ...known, ...early });
    }),
    listener: {
      ...listener,
      tls: { minVersion: '1.2', ...kept, ...raised, ...asked, mode: 'terminate', certificate } as ListenerTls,
    },
  };
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
  const after = tryEdits(context.topology, edits);
  if (!after.ok) return null;
  const { ground: before, throughNode } = reachOf(context);
  const changed = new Set(edits.flatMap((edit) => touchedBy(context.topology, edit)));
  const touched = new Map<FlowVerdict, Part>();
  for (const node of changed)
    for (const { verdict, leg } of throughNode.get(node) ?? []) {
      const { first, last } = touched.get(verdict) ?? { first: leg, last: leg };
      touched.set(verdict, { first: Math.min(first, leg), last: Math.max(last, leg) });
    }
  return { touched, ground: variant(before, after.value, changed) };
}

/** The nodes whose traffic an edit may change. What is said of data and flows changes who reads, not what connects. */
function touchedBy(topology: Topology, { table, id }: Edit): readonly string[] {
  switch (table) {
    case 'nodes':
      return [id];
    case 'links': {
      // A link's match decides where its siblings lead, too: whatever comes by the node that it leaves is touched.
      const from = topology.links.get(id)?.from;
      return from === undefined ? [] : [from];
    }
    case 'zones':
      return [...topology.nodes.values()]
        .filter(({ zone }) => zonesAround(topology, zone).some((around) => around.id === id))
        .map((node) => node.id);
    case 'data':
    case 'flows':
      return [];
  }
}
