import * as edit from '../core/model/commands.ts';
import type { Feature } from '../core/model/features.ts';
import { can } from '../core/model/product.ts';
import type { Dial, Listener, Position, ZoneKind } from '../core/model/schema.ts';
import type { Topology } from '../core/model/topology.ts';
import { listenersOf } from '../core/simulation/bounds.ts';
import { products } from '../store/registry.ts';
import { change, say, select, useStore } from '../store/store.ts';
import { card, freeSpot, positionOf, spotForZone, zoneAt, zoneFrames } from './canvas/geometry.ts';
import { dialTitles, terminationTitles, zoneKindTitles } from './words.ts';

/** What the canvas, the palette, the menus and the keyboard all do in the same way. */

const state = () => useStore.getState();
const titleOf = (node: string): string => state().topology.nodes.get(node)?.title ?? node;

/** Adds a component: where it was dropped and into the zone there, else right of the selection. With `from`, links that component to it. */
export function addComponent(
  product: string,
  options: { at?: Position; from?: string | undefined } = {},
): string | null {
  const found = products.get(product);
  if (!found) return null;
  const { topology, selection } = state();
  const anchor = options.from ?? [...selection.nodes].at(-1) ?? [...topology.nodes.keys()].at(-1);
  const beside = anchor === undefined ? { x: 0, y: 0 } : positionOf(topology, anchor);
  const wish = options.at ?? (anchor === undefined ? beside : { x: beside.x + card.width + 96, y: beside.y });
  const zone = options.at
    ? zoneAt(topology, framesOf(topology), { x: wish.x + card.width / 2, y: wish.y + card.height / 2 })
    : topology.nodes.get(anchor ?? '')?.zone;
  const placed = edit.addNode(topology, found, options.at ?? freeSpot(topology, wish), zone);
  const { from } = options;
  const why = from === undefined ? null : edit.whyNoLink(placed.topology, products, from, placed.id);
  const linked =
    from === undefined || why ? placed.topology : edit.addLink(placed.topology, products, from, placed.id).topology;
  change(`add ${found.title}`, () => linked);
  select({ nodes: new Set([placed.id]) });
  say(
    why
      ? `${found.title} added, not linked: ${why}`
      : from === undefined
        ? `${titleOf(placed.id)} added.`
        : `${titleOf(from)} → ${titleOf(placed.id)} added.`,
  );
  return placed.id;
}

/** Draws a link, or says why there is none. */
export function link(from: string, to: string): boolean {
  const { topology } = state();
  const why = edit.whyNoLink(topology, products, from, to);
  if (why) {
    say(why, 'error');
    return false;
  }
  const placed = edit.addLink(topology, products, from, to);
  change('link', () => placed.topology);
  select({ links: new Set([placed.id]) });
  say(`${titleOf(from)} → ${titleOf(to)} linked.`);
  return true;
}

const framesOf = (topology: Topology) => zoneFrames(topology, (id) => positionOf(topology, id));

/** Adds an empty zone: where it was dropped, and inside the zone there; else above the drawing, beside what is there. */
export function addZone(kind: ZoneKind, dropped?: Position): void {
  const { topology } = state();
  const frames = framesOf(topology);
  const parent = dropped && zoneAt(topology, frames, dropped);
  const placed = edit.addZone(topology, kind, zoneKindTitles[kind], dropped ?? spotForZone(frames.values()), parent);
  change(`add ${zoneKindTitles[kind]}`, () => placed.topology);
  select({ zone: placed.id });
}

export function deleteSelection(): void {
  const { selection, topology } = state();
  const nodes = selection.nodes.size;
  const links = selection.links.size;
  if (nodes + links === 0 && selection.zone === null) return;
  const flows = topology.flows.size;
  change('delete', (before) =>
    edit.remove(before, { ...selection, zones: selection.zone === null ? [] : [selection.zone] }),
  );
  const lost = flows - state().topology.flows.size;
  const what =
    nodes > 0
      ? `${nodes} component${nodes > 1 ? 's' : ''}`
      : links > 0
        ? `${links} link${links > 1 ? 's' : ''}`
        : 'Zone';
  say(
    `${what} deleted${lost > 0 ? `, with ${lost} flow${lost > 1 ? 's' : ''} that ran through` : ''}. Undo brings it back.`,
  );
}

/** The listeners of a node as its product has them until somebody changes them. */
export function listenersOfNode(node: string): readonly Listener[] {
  const found = state().topology.nodes.get(node);
  const product = products.get(found?.product ?? '') ?? products.get('generic-service');
  return found && product ? listenersOf(found, product) : [];
}

/** What a listener can be set to on this product, with the reason where it can't. */
export function terminationChoices(node: string): readonly { mode: edit.TerminationMode; why: string | null }[] {
  const found = state().topology.nodes.get(node);
  const product = products.get(found?.product ?? '') ?? products.get('generic-service');
  return edit.terminationModes.map((mode) => ({
    mode,
    why: product && found ? whyNot(product.id, `listen:${mode}`, found.version) : null,
  }));
}

export function dialChoices(node: string): readonly { mode: Dial['tls']; why: string | null }[] {
  const found = state().topology.nodes.get(node);
  return (['plaintext', 'tls', 'mutual', 'opportunistic'] as const).map((mode) => ({
    mode,
    why: found ? whyNot(found.product, `dial:${mode}`, found.version) : null,
  }));
}

/** Why a product can't do something; null when it can, or when nobody knows the product. */
export function whyNot(product: string, feature: Feature, version?: string): string | null {
  const found = products.get(product);
  if (!found || can(found, feature, version === undefined ? {} : { version })) return null;
  const support = found.supports[feature];
  return support.can === 'yes'
    ? `${found.title} needs version ${support.since} or later.`
    : `${found.title}: ${support.why}`;
}

export function setTermination(node: string, listener: Listener, mode: edit.TerminationMode): void {
  change(`${titleOf(node)}: ${terminationTitles[mode].toLowerCase()}`, (topology) =>
    edit.setTermination(topology, products, node, listener, mode),
  );
  say(`${titleOf(node)}: ${terminationTitles[mode]}.`);
}

/** The next mode that the product can do, round and round. */
export function cycleTermination(node: string, listener: Listener): void {
  const able = terminationChoices(node).filter(({ why }) => why === null);
  const at = able.findIndex(({ mode }) => mode === edit.modeOf(listener.tls));
  const next = able[(at + 1) % able.length];
  if (next && next.mode !== edit.modeOf(listener.tls)) setTermination(node, listener, next.mode);
  else say(`${titleOf(node)} can do nothing else here.`);
}

/** The link whose dial this one forwards: itself, unless its start passes bytes through. */
export function initiatingLink(link: string): string {
  for (const { legs } of state().verdict.simulation.flows.values())
    for (const leg of legs) if (leg.links.some(({ id }) => id === link)) return leg.call.link.id;
  return link;
}

export function setDialMode(link: string, mode: Dial['tls']): void {
  change(`dial ${dialTitles[mode]}`, (topology) => edit.setDialMode(topology, products, link, mode));
  const found = state().topology.links.get(link);
  if (found) say(`${titleOf(found.from)} → ${titleOf(found.to)}: ${dialTitles[mode]}.`);
}

/** Plaintext, TLS, mutual TLS, and round again, as far as the dialling product can. */
export function cycleDial(link: string): void {
  const found = state().topology.links.get(initiatingLink(link));
  if (!found) return;
  const able = dialChoices(found.from).filter(({ mode, why }) => why === null && mode !== 'opportunistic');
  const at = able.findIndex(({ mode }) => mode === found.dial.tls);
  const next = able[(at + 1) % able.length];
  if (next && next.mode !== found.dial.tls) setDialMode(found.id, next.mode);
  else say(`${titleOf(found.from)} can dial in no other way.`);
}
