import type { Issuer } from '../model/schema.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Terrain, Transit } from './terrain.ts';

/** A certificate whose private key a node holds, as it is drawn. */
interface Held {
  readonly issuer: Issuer;
  readonly names: readonly string[];
  readonly expired: boolean;
  readonly key: string | undefined;
}

/** Who holds which keys, and the sessions that each could stand in for. */
export interface KeyIndex {
  readonly held: ReadonlyMap<string, readonly Held[]>;
  /** The names of the keys that a node holds, its client certificates' included. */
  readonly keysOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly endingAt: ReadonlyMap<string, readonly Transit[]>;
  /** Sessions whose terminator's certificate is drawn with this key. */
  readonly byKey: ReadonlyMap<string, readonly Transit[]>;
  /** Sessions whose dialer checks names, by each name and each wildcard that would pass. */
  readonly byName: ReadonlyMap<string, readonly Transit[]>;
  /** Sessions whose dialer takes any certificate, and those whose dialer takes any of an issuer that it trusts. */
  readonly unchecked: readonly Transit[];
  readonly issuerChecked: readonly Transit[];
}

const remembered = new WeakMap<Terrain, KeyIndex>();

/** Indexed once per drawing. */
export function keyIndexOf(terrain: Terrain): KeyIndex {
  let index = remembered.get(terrain);
  if (!index) {
    index = indexKeys(terrain);
    remembered.set(terrain, index);
  }
  return index;
}

function indexKeys(terrain: Terrain): KeyIndex {
  const { topology, products } = terrain.scene;
  const held = new Map<string, Held[]>();
  const keysOf = new Map<string, Set<string>>();
  const keep = (node: string, key: string | undefined) => {
    if (key !== undefined) keysOf.set(node, (keysOf.get(node) ?? new Set()).add(key));
  };
  for (const node of topology.nodes.values()) {
    const product = productOf(node, products);
    for (const listener of listenersOf(node, product)) {
      const { mode, certificate } = boundListener(node, product, listener);
      if (mode !== 'terminate' && mode !== 'permissive') continue;
      const { issuer, names, expired } = certificate;
      const key = drawnKey(listener.tls);
      held.set(node.id, [...(held.get(node.id) ?? []), { issuer, names: names ?? [], expired, key }]);
      keep(node.id, key);
    }
  }
  for (const { from, dial, mesh } of topology.links.values())
    if (dial.tls === 'mutual' || mesh === 'mutual') keep(from, dial.clientCertificate?.key);

  const endingAt = new Map<string, Transit[]>();
  const byKey = new Map<string, Transit[]>();
  const byName = new Map<string, Transit[]>();
  const unchecked: Transit[] = [];
  const issuerChecked: Transit[] = [];
  const add = (lists: Map<string, Transit[]>, key: string, transit: Transit) => {
    const list = lists.get(key);
    if (list) list.push(transit);
    else lists.set(key, [transit]);
  };
  for (const transit of terrain.transits) {
    const { call, answer, outcome } = transit.leg;
    if (outcome.kind !== 'session') continue;
    add(endingAt, answer.node.id, transit);
    const key = drawnKey(answer.listener.tls);
    if (key !== undefined) add(byKey, key, transit);
    if (isUnchecked(transit.leg)) unchecked.push(transit);
    else if (outcome.authentication === 'ca') issuerChecked.push(transit);
    else {
      const name = expectedName(call, answer).toLowerCase();
      add(byName, name, transit);
      const dot = name.indexOf('.');
      if (dot > 0) add(byName, `*${name.slice(dot)}`, transit);
    }
  }
  return { held, keysOf, endingAt, byKey, byName, unchecked, issuerChecked };
}

/** The dialer would take any certificate: it needs no key at all to pose as its peer. */
export const isUnchecked = ({ outcome }: Leg): boolean =>
  outcome.kind === 'session' && (outcome.authentication === 'none' || outcome.downgradable);

const drawnKey = (tls: { readonly mode: string; readonly certificate?: { readonly key?: string } }) =>
  tls.certificate?.key;
