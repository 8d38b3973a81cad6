import type { Feature } from './features.ts';
import { forgetInLink, forgetInNode } from './forget.ts';
import { can, type Product, type Products } from './product.ts';
import { protocolOf } from './protocols.ts';
import { encloses } from './repair.ts';
import type { Asset, Dial, Flow, Link, Listener, ListenerTls, Node, Position, Zone, ZoneKind } from './schema.ts';
import { mapTable, put, without } from './table.ts';
import { type Topology, zoneKey } from './topology.ts';

/** Edits of a drawing, each a pure function from one topology to the next. What is not touched keeps its identity. */

/** A free id made from a title: "Orders DB" becomes `orders-db`, then `orders-db-2`. */
export function freshId(taken: { has: (id: string) => boolean }, title: string): string {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 48);
  const base = /^[a-z0-9]/.test(slug) ? slug : 'item';
  if (!taken.has(base)) return base;
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`;
}

/** A title that no sibling has: "Service", "Service 2". */
function freshTitle(topology: Topology, title: string): string {
  const taken = new Set([...topology.nodes.values()].map((node) => node.title));
  if (!taken.has(title)) return title;
  for (let n = 2; ; n++) if (!taken.has(`${title} ${n}`)) return `${title} ${n}`;
}

export interface Placed {
  readonly topology: Topology;
  readonly id: string;
}

export function addNode(topology: Topology, product: Product, position: Position, zone?: string): Placed {
  const title = freshTitle(topology, product.title);
  const id = freshId(topology.nodes, title);
  const node: Node = { id, product: product.id, title, ...(zone === undefined ? {} : { zone }) };
  return {
    id,
    topology: { ...topology, nodes: put(topology.nodes, id, node), layout: put(topology.layout, id, position) },
  };
}

export function addZone(
  topology: Topology,
  kind: ZoneKind,
  title: string,
  position: Position,
  parent?: string,
): Placed {
  const id = freshId(topology.zones, title);
  const zone: Zone = { id, kind, title, ...(parent === undefined ? {} : { parent }) };
  return {
    id,
    topology: {
      ...topology,
      zones: put(topology.zones, id, zone),
      layout: put(topology.layout, zoneKey(id), position),
    },
  };
}

const features = (prefix: string, modes: readonly string[]) => modes.map((mode) => `${prefix}:${mode}` as Feature);
const listenFeatures = features('listen', [
  'plaintext',
  'terminate',
  'permissive',
  'passthrough-sni',
  'passthrough-tcp',
]);
const dialFeatures = features('dial', ['plaintext', 'tls', 'mutual', 'opportunistic']);

/** Why a link can't be drawn, or null when it can. */
export function whyNoLink(topology: Topology, products: Products, from: string, to: string): string | null {
  const [dialer, listener] = [topology.nodes.get(from), topology.nodes.get(to)];
  if (!dialer || !listener) return 'A link joins two components.';
  if (from === to) return 'A component does not dial itself.';
  const [left, right] = [products.get(dialer.product), products.get(listener.product)];
  if (left && !dialFeatures.some((feature) => can(left, feature)))
    return `${left.title} answers connections and opens none.`;
  if (right && !listenFeatures.some((feature) => can(right, feature)))
    return `${right.title} opens connections and answers none.`;
  if ([...topology.links.values()].some((link) => link.from === from && link.to === to))
    return `${dialer.title} already dials ${listener.title}.`;
  return null;
}

export function addLink(topology: Topology, products: Products, from: string, to: string): Placed {
  const target = topology.nodes.get(to);
  const dialer = products.get(topology.nodes.get(from)?.product ?? '');
  const listener = products.get(target?.product ?? '');
  const id = freshId(topology.links, `${from}-${to}`.slice(0, 40));
  const protocol = listener?.defaults.protocol ?? 'tcp';
  // A database's client library decides how it dials, not the service that loads it.
  const dial: Dial =
    protocolOf(protocol).negotiation === 'in-band' && dialer && can(dialer, 'dial:opportunistic')
      ? { tls: 'opportunistic', verify: 'none' }
      : (dialer?.defaults.dial ?? { tls: 'plaintext' });
  const link: Link = { id, from, to, protocol, dial };
  return { id, topology: { ...topology, links: put(topology.links, id, link) } };
}

/** Removes nodes, links and zones with what hangs on them; nodes in a removed zone move to the zone around it. */
export function remove(
  topology: Topology,
  gone: { readonly nodes?: Iterable<string>; readonly links?: Iterable<string>; readonly zones?: Iterable<string> },
): Topology {
  const nodes = new Set(gone.nodes);
  const zones = new Set(gone.zones);
  const links = new Set(gone.links);
  for (const { id, from, to } of topology.links.values()) if (nodes.has(from) || nodes.has(to)) links.add(id);
  const around = (zone: string | undefined): string | undefined => {
    let id = zone;
    while (id !== undefined && zones.has(id)) id = topology.zones.get(id)?.parent;
    return id;
  };
  const flows = [...topology.flows.values()].filter(({ path }) => path.some((id) => links.has(id))).map(({ id }) => id);
  return {
    ...topology,
    zones: mapTable(without(topology.zones, zones), (zone) => {
      const parent = around(zone.parent);
      return parent === zone.parent ? zone : withOptional(zone, 'parent', parent);
    }),
    nodes: mapTable(without(topology.nodes, nodes), (drawn) => {
      const node = forgetInNode(drawn, (id) => nodes.has(id));
      const zone = around(node.zone);
      return zone === node.zone ? node : withOptional(node, 'zone', zone);
    }),
    links: mapTable(without(topology.links, links), (link) => forgetInLink(link, (id) => nodes.has(id))),
    flows: without(topology.flows, flows),
    data: mapTable(topology.data, (asset) => {
      if (!asset.protection) return asset;
      if (nodes.has(asset.protection.by)) return withOptional(asset, 'protection', undefined);
      const readableBy = asset.protection.readableBy.filter((id) => !nodes.has(id));
      return readableBy.length === asset.protection.readableBy.length
        ? asset
        : { ...asset, protection: { ...asset.protection, readableBy } };
    }),
    layout: without(topology.layout, [...nodes, ...[...zones].map(zoneKey)]),
  };
}

export const move = (topology: Topology, positions: ReadonlyMap<string, Position>): Topology => ({
  ...topology,
  layout: new Map([...topology.layout, ...positions]),
});

export const setTitle = (topology: Topology, title: string): Topology => ({ ...topology, title });

/** The record with the field set, or without it when the value is undefined. */
function withOptional<T extends object, K extends keyof T>(record: T, field: K, value: T[K] | undefined): T {
  const { [field]: _, ...rest } = record;
  return (value === undefined ? rest : { ...rest, [field]: value }) as T;
}

/** Fields that a person sets one at a time; `undefined` takes the field away. */
type Fields<T> = { readonly [K in Exclude<keyof T, 'id'>]?: T[K] | undefined };

function change<T extends { readonly id: string }>(record: T, fields: Fields<T>): T {
  return Object.entries(fields).reduce<T>(
    (next, [field, value]) => withOptional(next, field as keyof T, value as T[keyof T] | undefined),
    record,
  );
}

export function changeNode(topology: Topology, id: string, fields: Fields<Node>): Topology {
  const node = topology.nodes.get(id);
  return node ? { ...topology, nodes: put(topology.nodes, id, change(node, fields)) } : topology;
}

export function changeLink(topology: Topology, id: string, fields: Fields<Link>): Topology {
  const link = topology.links.get(id);
  return link ? { ...topology, links: put(topology.links, id, change(link, fields)) } : topology;
}

/** A zone can't be put inside itself: such a change is left out. */
export function changeZone(topology: Topology, id: string, fields: Fields<Zone>): Topology {
  const zone = topology.zones.get(id);
  if (!zone || (fields.parent !== undefined && encloses(topology, id, fields.parent))) return topology;
  return { ...topology, zones: put(topology.zones, id, change(zone, fields)) };
}

export function changeDial(
  topology: Topology,
  id: string,
  fields: { readonly [K in keyof Dial]?: Dial[K] | undefined },
): Topology {
  const link = topology.links.get(id);
  if (!link) return topology;
  const dial = Object.fromEntries(
    Object.entries({ ...link.dial, ...fields }).filter(([, value]) => value !== undefined),
  );
  return changeLink(topology, id, { dial: dial as Dial });
}

/** What a link dials by the mode alone: what its product adds, when the drawing says no more. */
export function setDialMode(topology: Topology, products: Products, id: string, tls: Dial['tls']): Topology {
  const link = topology.links.get(id);
  const product = products.get(topology.nodes.get(link?.from ?? '')?.product ?? '');
  if (!link) return topology;
  const { verify: _verify, sni: _sni, ...kept } = link.dial;
  if (tls === 'plaintext') return changeLink(topology, id, { dial: { ...kept, tls } });
  const wasTls = link.dial.tls === 'tls' || link.dial.tls === 'mutual';
  const unstated =
    protocolOf(link.protocol).negotiation === 'in-band' ? { verify: 'none' as const } : product?.defaults.tlsDial;
  return changeLink(topology, id, {
    dial: wasTls && tls !== 'opportunistic' ? { ...link.dial, tls } : { ...kept, ...unstated, tls },
  });
}

/** Changes one listener of a node; the product's default listeners are written out first. */
export function changeListener(topology: Topology, products: Products, node: string, listener: Listener): Topology {
  const found = topology.nodes.get(node);
  if (!found) return topology;
  const listeners = found.listeners ?? products.get(found.product)?.defaults.listeners ?? [];
  return changeNode(topology, node, {
    listeners: listeners.map((each) => (each.id === listener.id ? listener : each)),
  });
}

export type TerminationMode = Exclude<ListenerTls['mode'], 'passthrough'> | 'passthrough-sni' | 'passthrough-tcp';
export const terminationModes = ['plaintext', 'terminate', 'permissive', 'passthrough-sni', 'passthrough-tcp'] as const;

export const modeOf = (tls: ListenerTls): TerminationMode =>
  tls.mode === 'passthrough' ? `passthrough-${tls.by ?? 'tcp'}` : tls.mode;

/** The port that goes with the mode, where the listener stands on the protocol's usual other one (80 and 443). */
function portFor(product: Product | undefined, listener: Listener, mode: TerminationMode): number {
  const { plaintext, tls } = protocolOf(product?.defaults.protocol ?? 'tcp').ports;
  if (mode === 'plaintext') return listener.port === tls ? plaintext : listener.port;
  return listener.port === plaintext ? tls : listener.port;
}

/** Sets where TLS ends on a listener. A new certificate comes from a CA that whoever dials it trusts. */
export function setTermination(
  topology: Topology,
  products: Products,
  node: string,
  before: Listener,
  mode: TerminationMode,
): Topology {
  const product = products.get(topology.nodes.get(node)?.product ?? '');
  const listener = { ...before, port: portFor(product, before, mode) };
  const plain: ListenerTls | null =
    mode === 'plaintext'
      ? { mode }
      : mode === 'passthrough-sni'
        ? { mode: 'passthrough', by: 'sni' }
        : mode === 'passthrough-tcp'
          ? { mode: 'passthrough', by: 'tcp' }
          : null;
  if (plain) return changeListener(topology, products, node, { ...listener, tls: plain });
  const kept = listener.tls.mode === 'terminate' || listener.tls.mode === 'permissive' ? listener.tls : undefined;
  const dialers = [...topology.links.values()].filter(({ to }) => to === node);
  const publicOnly = dialers.some(({ from }) => {
    const dialer = products.get(topology.nodes.get(from)?.product ?? '');
    return dialer !== undefined && !can(dialer, 'trust:private-ca');
  });
  const certificate = kept?.certificate ?? {
    issuer: publicOnly ? ('public-ca' as const) : (product?.defaults.issuer ?? 'private-ca'),
  };
  const tls = { ...(kept ?? { minVersion: '1.2' as const }), mode: mode as 'terminate' | 'permissive', certificate };
  return changeListener(topology, products, node, { ...listener, tls });
}

export function putAsset(topology: Topology, asset: Asset): Topology {
  return { ...topology, data: put(topology.data, asset.id, asset) };
}

/** Removes an asset, and its mention in flows and stores. */
export function removeAsset(topology: Topology, id: string): Topology {
  const drop = (ids: readonly string[]) => ids.filter((each) => each !== id);
  return {
    ...topology,
    data: without(topology.data, [id]),
    nodes: mapTable(topology.nodes, (node) =>
      node.stores?.includes(id) ? { ...node, stores: drop(node.stores) } : node,
    ),
    flows: mapTable(topology.flows, (flow) => {
      if (!flow.carries.includes(id) && !flow.returns?.includes(id)) return flow;
      return { ...flow, carries: drop(flow.carries), ...(flow.returns ? { returns: drop(flow.returns) } : {}) };
    }),
  };
}

export const putFlow = (topology: Topology, flow: Flow): Topology => ({
  ...topology,
  flows: put(topology.flows, flow.id, flow),
});
export const removeFlow = (topology: Topology, id: string): Topology => ({
  ...topology,
  flows: without(topology.flows, [id]),
});
