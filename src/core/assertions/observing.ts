import { observerFrom, observerTitle, proofOf, sightsOf } from '../observers/index.ts';
import type { Observer, Scene, Sight } from '../observers/observer.ts';
import { productOf } from '../simulation/bounds.ts';
import { anyTraffic } from '../simulation/flows.ts';
import { assetTitle } from '../simulation/verdict.ts';
import type { ObserverName } from './grammar.ts';
import { shownAt } from './ground.ts';
import { type Found, nodeNamed, zonesNamed } from './names.ts';
import { broken, type Evaluation, holds, type Place, type Witness } from './outcome.ts';
import { observerText } from './print.ts';
import { failingNote, neverCarried } from './wires.ts';

/** Who an observer of a sentence is in this drawing; several where it names a kind of zone. */
export function observersNamed(scene: Scene, name: ObserverName): Found<Observer> {
  const { topology, products, simulation } = scene;
  const one = (observer: Observer): Found<Observer> => ({
    ok: true,
    all: [observer],
    said: observerTitle(topology, observer, products),
  });
  const nobody = (message: string): Found<never> => ({ ok: false, message });
  if (name.kind === 'titled') {
    const observer = observerFrom(scene, name.title);
    return observer ? one(observer) : nobody(`There is no observer called "${name.title}" in this drawing.`);
  }
  const { kind, of } = name;
  if (kind === 'recorder') return one({ kind });
  if (!of) {
    if (kind !== 'tap' && kind !== 'attacker') return nobody(`"${observerText(name)}" does not say which one.`);
    const outside = [...topology.nodes.values()].some(({ zone }) => zone === undefined);
    return outside
      ? one({ kind, zone: null })
      : nobody('Every component lies in a zone: no wire lies outside of them.');
  }
  switch (kind) {
    case 'tap':
    case 'attacker':
    case 'insider': {
      const zones = zonesNamed(scene, of);
      return zones.ok ? { ...zones, all: zones.all.map((zone) => ({ kind, zone })) } : zones;
    }
    case 'node':
    case 'key': {
      const node = nodeNamed(scene, of);
      const [id] = node.ok ? node.all : [];
      if (!node.ok || id === undefined) return node.ok ? nobody('') : node;
      if (kind === 'key' && !simulation.nodes.get(id)?.holdsKeys)
        return nobody(`${node.said} holds no private key that could be stolen.`);
      return one({ kind, node: id });
    }
    case 'operator': {
      const operators = new Set([...topology.nodes.values()].map((node) => productOf(node, products).operator));
      const operator = [...operators].find((each) => each?.toLowerCase() === of.text.toLowerCase());
      return operator ? one({ kind, operator }) : nobody(`Nothing in this drawing is run by "${of.text}".`);
    }
  }
}

/** `OBSERVER reads nothing` (without assets), `OBSERVER cannot read …`, `… even if active`. */
export function cannotRead(
  scene: Scene,
  observers: readonly Observer[],
  wanted: { readonly assets: readonly string[]; readonly what: string } | null,
  evenIfActive: boolean,
): Evaluation {
  const { topology, products } = scene;
  const assets = wanted?.assets ?? (topology.data.size > 0 ? [...topology.data.keys()] : [anyTraffic]);
  const witnesses: Witness[] = [];
  let could = false;
  for (const observer of observers) {
    // Impersonating and downgrading is what an attacker does; for others it is a step further.
    const active = evenIfActive || observer.kind === 'attacker';
    const sights = sightsOf(scene, observer);
    for (const asset of assets) {
      const sight = sights.get(asset) ?? 'nothing';
      if (sight === 'reads' || (sight === 'active' && active)) witnesses.push(...seen(scene, observer, asset, sight));
      else if (sight === 'active') could = true;
    }
  }
  const said = observers
    .map((observer) => observerTitle(topology, observer, products))
    .sort()
    .join(', ');
  if (witnesses.length > 0) {
    const result = broken(witnesses);
    return { ...result, message: `${said}: ${result.message}` };
  }
  const idle = neverCarried(scene, assets, wanted?.what ?? 'anything');
  if (idle) return idle;
  const warning = could ? ' By impersonating, downgrading or asking for it they could.' : '';
  return holds(
    `${said} ${wanted ? `cannot read ${wanted.what}` : 'reads nothing'}${evenIfActive ? ', active or not' : ''}.${warning}${failingNote(scene, wanted ? assets : null)}`,
  );
}

/** Where the observer reads it: each place of the proof, in the proof's words. */
function seen(scene: Scene, observer: Observer, asset: string, sight: Sight): readonly Witness[] {
  const { topology, products } = scene;
  const steps = proofOf(scene, observer, asset).steps.filter((step) => step.sight === sight);
  if (steps.length > 0) return steps.map(({ place, text }) => ({ place: placeOf(scene, place), why: text }));
  const verb = sight === 'reads' ? 'reads' : 'could read';
  return [{ place: {}, why: `${observerTitle(topology, observer, products)} ${verb} ${assetTitle(topology, asset)}.` }];
}

function placeOf(
  scene: Scene,
  place: { readonly link?: string; readonly node?: string; readonly proxy?: string },
): Place {
  if (place.link !== undefined) return { link: place.link };
  const node = place.node ?? shownAt(scene, place.proxy ?? '');
  return node === undefined ? {} : { node };
}
