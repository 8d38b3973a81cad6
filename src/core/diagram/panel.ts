import type { Node, Position } from '../model/schema.ts';
import type { Scene } from '../observers/index.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { assetTitle, type LinkVerdict } from '../simulation/verdict.ts';
import { hostility } from '../simulation/zones.ts';
import { Crowd } from './crowd.ts';
import { around, boxOf, card, curveBetween, listenerTop, zoneFrames } from './geometry.ts';
import { type Glyph, markGlyphs } from './glyphs.ts';
import { placeLabel } from './labels.ts';
import type { Lens } from './lens.ts';
import { type LinkMark, markOf, markWords } from './marks.ts';
import { placesOf } from './place.ts';
import type { CardShape, LinkShape, Panel, ZoneShape } from './scene.ts';
import { linkSentence, nodeSentence, zoneKindTitles } from './sentences.ts';

/** What differs from the design beside it, by id. */
export interface Changed {
  readonly nodes: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}
export const nothingChanged: Changed = { nodes: new Set(), links: new Set() };

/** How far the marks of listeners stand out of their card, in pixels. */
const markReach = 14;

/** A design as shapes: zones, outermost first, lines, cards, badges. */
export function panelOf(scene: Scene, lens: Lens, heading: string | null, changed: Changed): Panel {
  const places = placesOf(scene.topology);
  const seen = seenIn(scene);
  const cards = [...scene.topology.nodes.values()].flatMap((node) => cardOf(scene, node, lens, places, changed, seen));
  const zones = zonesOf(scene, cards, places);
  const boxes = cards.map(({ box }) => box);
  const occupied = boxes.map(({ x, width, ...box }) => ({ ...box, x: x - markReach, width: width + markReach }));
  const titles = zones.map(({ box }) => ({ x: box.x + 8, y: box.y + 8, width: box.width - 16, height: 24 }));
  const crowd = new Crowd([...occupied, ...titles]);
  const links = linksOf(scene, lens, places, changed).map((link): LinkShape => {
    // What an observer does not see has no badge: pale lines stay quiet.
    if (link.pale) return link;
    const label = placeLabel(link.curve, link.word, glyphOf(link), link.error, crowd);
    crowd.add(label.box);
    return { ...link, label };
  });
  const labels = links.flatMap(({ label }) => (label ? [label.box] : []));
  const everything = around([
    ...boxes,
    ...labels,
    ...zones.map(({ box }) => box),
    ...links.map(({ curve }) => boxOf(curve)),
  ]);
  return { heading, sentence: lens.sentence, box: everything, zones, links, cards };
}

/** What cards want to know of their neighbours, gathered once. */
interface Seen {
  /** The first link of a session that passes through a node without ending there. */
  readonly relayed: ReadonlyMap<string, string>;
  readonly errors: ReadonlySet<string>;
}

function seenIn({ simulation }: Scene): Seen {
  const relayed = new Map<string, string>();
  for (const { relays, links } of simulation.sessions.values())
    for (const node of relays) if (!relayed.has(node)) relayed.set(node, links[0] ?? '');
  const errors = simulation.designErrors.flatMap(({ where }) => (where.link === undefined ? [where.node] : []));
  return { relayed, errors: new Set(errors) };
}

function cardOf(
  { topology, simulation, products }: Scene,
  node: Node,
  lens: Lens,
  places: ReadonlyMap<string, Position>,
  changed: Changed,
  seen: Seen,
): readonly CardShape[] {
  const look = lens.node(node.id);
  const at = places.get(node.id);
  if (!look.shown || !at) return [];
  const product = productOf(node, products);
  const verdict = simulation.nodes.get(node.id);
  const listeners = listenersOf(node, product);
  const carried = simulation.links.get(seen.relayed.get(node.id) ?? '');
  return [
    {
      id: node.id,
      zone: node.zone ?? null,
      box: { ...at, ...card },
      title: node.title,
      product: products.has(node.product) ? product.title : node.product,
      icon: product.id,
      sentence: nodeSentence(topology, verdict),
      listeners: listeners.map((listener, index) => ({
        mode: boundListener(node, product, listener).mode,
        port: listener.port,
        y: listenerTop(index, listeners.length),
      })),
      chips: look.chips.map(({ asset, sight }) => ({ title: assetTitle(topology, asset), sight })),
      holdsKeys: verdict?.holdsKeys ?? false,
      error: look.sight === null && seen.errors.has(node.id),
      pipe: carried ? markOf(carried) : null,
      pale: look.pale,
      changed: changed.nodes.has(node.id),
    },
  ];
}

function zonesOf(
  { topology }: Scene,
  cards: readonly CardShape[],
  places: ReadonlyMap<string, Position>,
): readonly ZoneShape[] {
  const shown = new Set(cards.map(({ id }) => id));
  const at = new Map([...places].filter(([id]) => shown.has(id)));
  const frames = zoneFrames(topology, at);
  const bright = new Set<string>();
  for (const { zone, pale } of cards)
    for (let id = pale ? null : zone; id !== null && !bright.has(id); id = topology.zones.get(id)?.parent ?? null)
      bright.add(id);
  return [...frames].reverse().flatMap(([id, box]) => {
    const zone = topology.zones.get(id);
    if (!zone) return [];
    const kind = zoneKindTitles[zone.kind];
    const { networkEncryption = 'none' } = zone;
    return [
      {
        id,
        parent: zone.parent ?? null,
        box,
        title: zone.title,
        kind: zone.title === kind ? '' : kind,
        encryption: networkEncryption === 'none' ? null : networkEncryption,
        hostile: hostility[zone.kind] === 3,
        pale: bright.size > 0 && !bright.has(id),
      },
    ];
  });
}

function linksOf(
  { topology, simulation, products }: Scene,
  lens: Lens,
  places: ReadonlyMap<string, Position>,
  changed: Changed,
): readonly LinkShape[] {
  const errors = new Set(simulation.designErrors.flatMap(({ where }) => where.link ?? []));
  return [...topology.links.values()].flatMap((link): readonly LinkShape[] => {
    const look = lens.link(link.id);
    const [from, to] = [places.get(link.from), places.get(link.to)];
    const [verdict, target] = [simulation.links.get(link.id), topology.nodes.get(link.to)];
    if (!look.shown || !from || !to || !verdict || !target) return [];
    const listeners = listenersOf(target, productOf(target, products));
    const index = link.listener === undefined ? 0 : listeners.findIndex(({ id }) => id === link.listener);
    const top = index < 0 || listeners.length === 0 ? card.height / 2 : listenerTop(index, listeners.length);
    const session = simulation.sessions.get(verdict.session ?? '');
    const mark = markOf(verdict);
    return [
      {
        id: link.id,
        from: link.from,
        to: link.to,
        curve: curveBetween({ x: from.x + card.width, y: from.y + card.height / 2 }, { x: to.x, y: to.y + top }),
        mark,
        sight: look.sight,
        word: look.sight === null ? wordOf(mark, verdict, session?.version) : sightWord[look.sight],
        sentence: linkSentence(topology, simulation, link.id),
        encrypted: verdict.state === 'encrypted',
        cased: verdict.layers.some(({ kind }) => kind === 'network'),
        starts: session?.links[0] === link.id,
        ends: session?.links.at(-1) === link.id,
        // What can't be built as drawn is nothing that an observer sees.
        error: look.sight === null && errors.has(link.id),
        pale: look.pale,
        changed: changed.links.has(link.id),
        label: null,
      },
    ];
  });
}

const wordOf = (mark: LinkMark, { state }: LinkVerdict, version: string | undefined): string =>
  state === 'encrypted' && version !== undefined && (mark === 'server' || mark === 'mutual')
    ? `${markWords[mark]} ${version}`
    : markWords[mark];

const sightWord = { reads: 'reads', active: 'can read', metadata: 'metadata', nothing: '' } as const;
const sightGlyph = { reads: 'eye', active: 'alert', metadata: 'lock', nothing: null } as const;

const glyphOf = ({ mark, sight }: Pick<LinkShape, 'mark' | 'sight'>): Glyph | null =>
  sight === null ? markGlyphs[mark] : sightGlyph[sight];
