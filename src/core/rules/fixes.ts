import { type Edit, isRemoval, type Setting } from '../model/edits.ts';
import { isAddress } from '../model/names.ts';
import { answersUpgrade, can, type Product, speaksUpgrade } from '../model/product.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Dial, Issuer, Link, Listener, ListenerTls, Node, TlsVersion, Verify } from '../model/schema.ts';
import { type Answer, hostOf, listenersOf, ownName, productOf } from '../simulation/bounds.ts';
import type { Call } from '../simulation/dials.ts';
import { expectedName, takesDirectTls } from '../simulation/meet.ts';
import { issuable } from './internal-names.ts';
import { listenerKey, reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';
import { keepsWorking } from './trying-out.ts';

/** Edits that give a node other listeners, keeping those that are not named. */
export const setListener = (node: Node, product: Product, listener: Listener): Edit => ({
  table: 'nodes',
  id: node.id,
  set: { listeners: listenersOf(node, product).map((each) => (each.id === listener.id ? listener : each)) },
});

type Changed<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const setDial = (link: Link, dial: Changed<Dial>): Extract<Setting, { table: 'links' }> => ({
  table: 'links',
  id: link.id,
  set: { dial: redialled(link, dial).dial },
});

const redialled = (link: Link, dial: Changed<Dial>): Link => ({
  ...link,
  dial: withoutUndefined({ ...link.dial, ...dial }) as Dial,
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
  const dials = new Map<string, Link>();
  const listeners = new Map<string, { readonly answer: Answer; readonly by: Map<string, Listener> }>();
  const upgraded = new Map<string, string>();
  for (const target of targets) {
    const secured = secure(context, target, mutual, dials);
    if (!secured) return null;
    const { node } = target.answer;
    const own = listeners.get(node.id) ?? { answer: target.answer, by: new Map<string, Listener>() };
    own.by.set(secured.listener.id, secured.listener);
    listeners.set(node.id, own);
    if (secured.version !== undefined) upgraded.set(node.id, secured.version);
  }
  const edits: Edit[] = [
    ...[...dials.values()].map(({ id, dial }): Edit => ({ table: 'links', id, set: { dial } })),
    ...[...listeners.values()].map(({ answer: { node, product }, by }): Edit => {
      const version = upgraded.get(node.id);
      const drawn = listenersOf(node, product).map((each) => by.get(each.id) ?? each);
      return { table: 'nodes', id: node.id, set: { listeners: drawn, ...(version ? { version } : {}) } };
    }),
  ];
  const [only] = targets;
  const notes = [
    ...(targets.length === 1 && only && dials.size > 1
      ? [`Changes all ${dials.size} links into ${only.answer.node.title}, so that none of them breaks.`]
      : []),
    ...[...upgraded].map(([id, version]) => {
      const { node, product } = listeners.get(id)?.answer ?? {};
      return `${node?.title} becomes ${product?.title} ${version}, which takes TLS from the first byte: not every dialler can ask for it in band.`;
    }),
  ];
  return { title, edits, ...(notes.length > 0 ? { note: notes.join(' ') } : {}) };
}

/** Two edits of one record as one, the later winning: a fix is read edit by edit. */
export function merged(fix: Fix): Fix {
  const byRecord = new Map<string, Edit>();
  for (const edit of fix.edits) {
    const key = `${edit.table}/${edit.id}`;
    const known = byRecord.get(key);
    const joined = known && !isRemoval(known) && !isRemoval(edit);
    byRecord.set(key, joined ? ({ ...edit, set: { ...known.set, ...edit.set } } as Edit) : edit);
  }
  return { ...fix, edits: [...byRecord.values()] };
}

/** The listener that ends TLS, its node's version where that has to be another, and its dials put into `dials`. */
function secure(
  context: Context,
  { answer, call, by }: Target,
  mutual: boolean,
  dials: Map<string, Link>,
): { readonly listener: Listener; readonly version: string | undefined } | null {
  const { products, topology } = context;
  const { node, product, listener } = answer;
  if (!can(product, 'listen:terminate', node)) return null;
  if (mutual && !can(product, 'client-certificate:required', node)) return null;
  if (call && !can(call.product, 'dial:tls', call.node)) return null;
  const secured: { readonly link: Link; readonly dial: Changed<Dial>; readonly name: string }[] = [];
  let issuer: Issuer = answer.certificate.issuer;
  let publicOnly = false;
  let unnamed = false;
  let version: string | undefined;
  // Whoever speaks plaintext is asked for no certificate, until TLS is all that is spoken.
  const asks = !mutual && answer.mode !== 'terminate' && answer.clientCertificate === 'required';
  let nameless = false;
  for (const drawn of by ?? dialsAnsweredBy(context, answer)) {
    const link = dials.get(drawn.id) ?? topology.links.get(drawn.id) ?? drawn;
    const from = topology.nodes.get(link.from);
    const dialer = from && productOf(from, products);
    if (!dialer || !can(dialer, 'dial:tls', from)) {
      if (mutual) return null;
      continue;
    }
    if (mutual && !can(dialer, 'dial:mutual', from)) return null;
    const router = reachOf(context).routedName.get(link.id);
    // A wildcard is what a certificate says, and nothing that anybody dials.
    const dialled = link.dial.sni?.startsWith('*.') ? undefined : link.dial.sni;
    const wanted = dialled ?? router ?? expectedName({ sni: undefined }, answer);
    const name = dialer.comparesNamesOnly && isAddress(wanted) ? ownName(node) : wanted;
    if (!can(dialer, 'trust:private-ca', from)) publicOnly = true;
    if (name !== wanted && !issuable(name)) unnamed = true;
    const shows = asks && can(dialer, 'dial:mutual', from);
    if (asks && !shows) nameless = true;
    const tls = mutual || shows || link.dial.tls === 'mutual' ? 'mutual' : 'tls';
    const started = startOf(link, dialer, answer);
    version ??= started.version;
    secured.push({ link, name, dial: { tls, verify: strongestCheck(dialer, from), ...started.dial } });
  }
  if (publicOnly) issuer = 'public-ca';
  // Who compares names only, and can't be given one that a public CA puts on a certificate, takes a private one.
  if (issuer === 'self-signed' || (unnamed && !publicOnly)) issuer = 'private-ca';
  const dialled = new Set([...(answer.certificate.names ?? []), ...secured.map(({ name }) => name)]);
  // A public CA puts nothing private on a certificate: names that only stand in for undrawn ones stay undrawn.
  const given = (name: string) => issuer !== 'public-ca' || issuable(name);
  const names = dialled.size > 0 ? [...dialled].filter(given) : [hostOf(node)].filter(given);
  const { tls } = listener;
  const kept = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : null;
  const clientTrusts = [...new Set<Issuer>([...answer.clientTrusts, 'private-ca'])];
  // Issued anew: what it said of its key and renewal stays, that it had expired does not.
  const { expired: _, ...certificate } = { ...kept?.certificate, issuer, names };
  // Versions withdrawn long ago are not brought along, and what stops at them is raised, no further than needed.
  const raised = {
    ...((kept?.minVersion ?? '1.2') < '1.2' ? { minVersion: '1.2' as const } : {}),
    ...raisedMaximum(kept?.maxVersion),
  };
  const lenient = can(product, 'client-certificate:optional', node) ? ('optional' as const) : ('none' as const);
  const asked = mutual
    ? { clientCertificate: 'required' as const, clientTrusts }
    : nameless
      ? { clientCertificate: lenient }
      : {};
  for (const { link, dial, name } of secured) {
    const { trusts, tls: mode } = link.dial;
    const trusted = mutual ? 'private-ca' : answer.clientTrusts[0];
    const presents = (mutual || asks) && trusted ? { clientCertificate: { issuer: trusted } } : {};
    const known = trusts && !trusts.includes(issuer) ? { trusts: [...trusts, issuer] } : {};
    const shown = given(name) ? name : shownName(node, names);
    const sni = shown === undefined ? {} : { sni: shown };
    // Early data that no TLS carried until now would be new, and replayable; old versions and keys had no effect.
    const keyExchange = link.dial.keyExchange === 'rsa' ? undefined : link.dial.keyExchange;
    const unused = { earlyData: undefined, minVersion: undefined, maxVersion: undefined, keyExchange };
    const fresh = mode === 'tls' || mode === 'mutual' ? raisedRange(link.dial) : unused;
    dials.set(link.id, redialled(link, { ...dial, ...sni, ...presents, ...known, ...fresh }));
  }
  return {
    listener: {
      ...listener,
      tls: { minVersion: '1.2', ...kept, ...raised, ...asked, mode: 'terminate', certificate } as ListenerTls,
    },
    version,
  };
}

/** A name to dial by that is on the certificate: a concrete one, or the node's own under a wildcard. */
function shownName(node: Node, names: readonly string[]): string | undefined {
  const concrete = names.find((each) => !each.startsWith('*.'));
  const [label] = ownName(node).split('.');
  return concrete ?? (names[0] === undefined ? undefined : `${label}${names[0].slice(1)}`);
}

const raisedMaximum = (version: TlsVersion | undefined) =>
  version !== undefined && version < '1.2' ? ({ minVersion: '1.2', maxVersion: '1.2' } as const) : {};

const raisedRange = ({ minVersion, maxVersion }: Dial): Changed<Dial> => ({
  ...(minVersion !== undefined && minVersion < '1.2' ? { minVersion: undefined } : {}),
  ...raisedMaximum(maxVersion),
});

/** How the two ends can start TLS: in band where both speak the protocol's own way, else from the first byte. */
function startOf(
  { protocol: id, dial }: Link,
  dialer: Product,
  answer: Answer,
): { readonly dial: Changed<Dial>; readonly version?: string } {
  const protocol = protocolOf(id);
  const both = speaksUpgrade(dialer, protocol.id) && answersUpgrade(answer.product, protocol.id);
  const started = dial.negotiation ?? (speaksUpgrade(dialer, protocol.id) ? protocol.negotiation : 'direct');
  if (started === 'in-band')
    return answersUpgrade(answer.product, protocol.id) ? { dial: {} } : { dial: { negotiation: 'direct' } };
  if (protocol.negotiation !== 'in-band' || takesDirectTls(answer)) return { dial: {} };
  if (both) return { dial: { negotiation: 'in-band' } };
  const { directSince } = answer.product;
  return directSince === undefined ? { dial: {} } : { dial: {}, version: directSince };
}
