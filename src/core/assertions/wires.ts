import type { Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import { sentAnyway } from '../rules/sent-anyway.ts';
import { hopOf, listAssets, placeOf } from '../rules/words.ts';
import { assetTitle } from '../simulation/verdict.ts';
import { zonesTouched } from '../simulation/zones.ts';
import type { Relation } from './grammar.ts';
import { assetsOf, type Ground, groundOf, isIn, loopbackOf } from './ground.ts';
import { listed } from './names.ts';
import { broken, type Evaluation, holds, undecided, type Witness } from './outcome.ts';

/** Which wires a sentence speaks of, and how it calls them. */
export interface Wires {
  readonly links: readonly Link[];
  readonly said: string;
}

/** Wires that run into, out of, inside or across a zone, or touch it at all; for several zones, any of them. */
export function wiresOf(scene: Scene, relation: Relation | 'crosses', zones: readonly string[], said: string): Wires {
  const links = [...scene.topology.links.values()].filter((link) => {
    const loopback = loopbackOf(scene, link);
    return zones.some((zone) => runs(scene, link, relation, zone, loopback));
  });
  const words: Readonly<Record<Relation | 'crosses', string>> = {
    into: `into ${said}`,
    'out of': `out of ${said}`,
    inside: `inside ${said}`,
    across: `across the border of ${said}`,
    crosses: `that touches ${said}`,
  };
  return { links, said: words[relation] };
}

function runs(
  scene: Scene,
  link: Link,
  relation: Relation | 'crosses',
  zone: string,
  loopback: ReadonlySet<string> | null,
): boolean {
  const ground = groundOf(scene);
  const [from, to] = [isIn(ground, link.from, zone), isIn(ground, link.to, zone)];
  switch (relation) {
    case 'into':
      return !from && to;
    case 'out of':
      return from && !to;
    case 'across':
      return from !== to;
    // No tap on a network sees what two processes of one host say to each other.
    case 'inside':
      return from && to && (!loopback || loopback.has(zone));
    case 'crosses':
      return loopback ? loopback.has(zone) : crosses(scene, link, zone);
  }
}

export const everyWire = ({ topology }: Scene): Wires => ({
  links: [...topology.links.values()],
  said: 'of the design',
});

const crosses = ({ topology }: Scene, { from, to }: Link, zone: string): boolean =>
  zonesTouched(topology, topology.nodes.get(from)?.zone, topology.nodes.get(to)?.zone).some(({ id }) => id === zone);

/** Whether bytes cross in plaintext with nothing around them, whatever they are; also those that are then refused. */
const isOpen = (scene: Scene, link: string): boolean => {
  const verdict = scene.simulation.links.get(link);
  if (!verdict || verdict.layers.some(({ kind }) => kind === 'network')) return false;
  return verdict.state === 'plaintext' || refused(scene, link).length > 0;
};

/** Assets in requests that a link carries in clear and its far end then refuses. */
const refused = (scene: Scene, link: string): readonly string[] =>
  (groundOf(scene).passages.get(link) ?? []).flatMap(({ verdict }) => {
    const sent = verdict.outcome === 'failed' ? sentAnyway(scene.topology, verdict) : null;
    return sent?.links.some(({ id }) => id === link) ? sent.assets : [];
  });

/** Assets that cross a wire in plaintext, in flows that then fail as well. */
function inClear(scene: Scene, link: string): ReadonlySet<string> {
  const verdict = scene.simulation.links.get(link);
  const clear = new Set(
    Object.entries(verdict?.exposure ?? {}).flatMap(([asset, seen]) => (seen === 'plaintext' ? [asset] : [])),
  );
  if (!isOpen(scene, link)) return clear;
  for (const asset of refused(scene, link)) clear.add(asset);
  for (const { verdict: flow, leg } of groundOf(scene).passages.get(link) ?? [])
    if (flow.outcome === 'failed' && leg.outcome.kind === 'plaintext')
      for (const asset of assetsOf(flow)) if (!scene.topology.data.get(asset)?.protection) clear.add(asset);
  return clear;
}

/** `no plaintext …`, of anything. */
export function noPlaintext(scene: Scene, { links, said }: Wires): Evaluation {
  const witnesses = links.filter(({ id }) => isOpen(scene, id)).map((link) => openWire(scene, link));
  return everyOne(scene, links, witnesses, {
    none: `There is no wire ${said}.`,
    kept: (count) => `No wire ${said} carries plaintext: ${counted(count)} ${count === 1 ? 'is' : 'are'} encrypted.`,
  });
}

/** `every wire … is encrypted`. */
export const encrypted = (scene: Scene, wires: Wires): Evaluation => noPlaintext(scene, wires);

function openWire(scene: Scene, link: Link): Witness {
  const { topology, simulation } = scene;
  const read = [...inClear(scene, link.id)].sort((a, b) =>
    assetTitle(topology, a) < assetTitle(topology, b) ? -1 : 1,
  );
  const what = read.length > 0 ? listAssets(topology, read) : 'what crosses';
  const fell = simulation.links.get(link.id)?.downgraded
    ? `, though ${topology.nodes.get(link.from)?.title ?? link.from} would encrypt if it were offered`
    : '';
  const who = loopbackOf(scene, link) ? 'Whoever is on that host' : `Anyone ${placeOf(topology, link)}`;
  return {
    place: { link: link.id },
    why: `${who} can read ${what} between ${hopOf(topology, link)}${fell}.`,
  };
}

/** `no plaintext ASSET …`, `nobody reads ASSET on a wire`: of these assets alone. */
export function noPlaintextOf(
  scene: Scene,
  { links, said }: Wires,
  assets: readonly string[],
  what: string,
): Evaluation {
  const witnesses = readOnWires(scene, links, assets);
  if (witnesses.length > 0) return broken(witnesses);
  const idle = neverCarried(scene, assets, what);
  if (idle) return idle;
  const carried = links.filter(({ id }) => {
    const exposure = scene.simulation.links.get(id)?.exposure ?? {};
    return assets.some((asset) => exposure[asset] !== undefined);
  });
  const kept =
    carried.length === 0
      ? `No wire ${said} carries ${what}.`
      : `${capital(what)} is readable on no wire ${said}: it crosses ${counted(carried.length)}, hidden on ${carried.length === 1 ? 'it' : 'each'}.`;
  return holds(kept + failingNote(scene, assets));
}

/** Each wire on which one of the assets can be read. */
export function readOnWires(scene: Scene, links: readonly Link[], assets: readonly string[]): readonly Witness[] {
  const { topology } = scene;
  return links.flatMap((link) => {
    const clear = inClear(scene, link.id);
    const read = assets.filter((asset) => clear.has(asset));
    if (read.length === 0) return [];
    const titles = listAssets(
      topology,
      [...read].sort((a, b) => (assetTitle(topology, a) < assetTitle(topology, b) ? -1 : 1)),
    );
    const where = loopbackOf(scene, link) ? 'Whoever is on that host' : `Anyone ${placeOf(topology, link)}`;
    return [{ place: { link: link.id }, why: `${where} can read ${titles} between ${hopOf(topology, link)}.` }];
  });
}

/** Why nothing can be said of assets that no working flow carries; null where one does. */
export function neverCarried(scene: Scene, assets: readonly string[], what: string): Evaluation | null {
  const ground = groundOf(scene);
  if (assets.some((asset) => ground.carrying.has(asset))) return null;
  const failing = ground.failing.filter((verdict) => assets.some((asset) => assetsOf(verdict).has(asset)));
  return undecided(
    failing.length > 0
      ? `No flow that works carries ${what}: ${flowTitles(failing)} ${failing.length === 1 ? 'fails' : 'fail'}, so there is nothing to judge.`
      : `No flow carries ${what}, so there is nothing to judge.`,
  );
}

/** A sentence about the flows that carry the assets and fail, to stand behind a promise that is kept without them. */
export function failingNote(scene: Scene, assets: readonly string[] | null): string {
  const failing = groundOf(scene).failing.filter(
    (verdict) => assets === null || assets.some((asset) => assetsOf(verdict).has(asset)),
  );
  return failing.length === 0
    ? ''
    : ` Not judged: ${flowTitles(failing)}, which ${failing.length === 1 ? 'fails' : 'fail'}.`;
}

/** What holds of every wire: broken, kept, or not known, because a wire leads nowhere yet. */
function everyOne(
  scene: Scene,
  links: readonly Link[],
  witnesses: readonly Witness[],
  words: { readonly none: string; readonly kept: (count: number) => string },
): Evaluation {
  const { topology, simulation } = scene;
  if (witnesses.length > 0) return broken(witnesses);
  if (links.length === 0) return undecided(words.none);
  const ground = groundOf(scene);
  const hops = (some: readonly Link[]) => few(some.map((link) => hopOf(topology, link)).sort());
  const unused = links.filter(({ id }) => !ground.used.has(id));
  if (unused.length > 0)
    return undecided(`No flow is drawn over ${hops(unused)}, so nothing is known of what crosses there.`);
  const dead = links.filter(({ id }) => !['plaintext', 'encrypted'].includes(simulation.links.get(id)?.state ?? ''));
  if (dead.length === links.length)
    return undecided(`Nothing gets across ${hops(dead)}: the flows there fail, so there is nothing to judge.`);
  const note = dead.length > 0 ? ` Not judged: ${hops(dead)}, where nothing connects.` : '';
  return holds(words.kept(links.length - dead.length) + note);
}

export const flowTitles = (flows: Ground['failing']): string => few(flows.map(({ flow }) => flow.title).sort());

/** The first three by name, the rest counted. */
export const few = (items: readonly string[]): string =>
  items.length <= 4 ? listed(items) : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`;

const counted = (wires: number): string =>
  wires === 1 ? 'the one wire there' : wires === 2 ? 'both wires' : `all ${wires} wires`;
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
