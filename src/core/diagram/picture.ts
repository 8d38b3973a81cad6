import { changesBetween } from '../compare/change.ts';
import type { Topology } from '../model/topology.ts';
import type { Scene } from '../observers/index.ts';
import { products } from '../products/index.ts';
import { simulate } from '../simulation/simulate.ts';
import { legendOf } from './legend.ts';
import { lensOf, type Part } from './lens.ts';
import { markOf } from './marks.ts';
import { type Changed, nothingChanged, panelOf } from './panel.ts';
import type { Panel, Picture } from './scene.ts';

export const sceneOf = (topology: Topology): Scene => ({
  topology,
  products,
  simulation: simulate(topology, products),
});

/** A picture of a design, or of a part of it. */
export function pictureOf(scene: Scene, part: Part): Picture {
  const panel = panelOf(scene, lensOf(scene, part), null, nothingChanged);
  return composed(scene.topology.title, panel.sentence, [panel]);
}

/** A picture of two designs beside each other, with what differs marked in both. */
export function pictureOfBoth(a: Scene, b: Scene): Picture {
  const changed = changedBetween(a, b);
  const panels = [
    ['A', a],
    ['B', b],
  ] as const;
  const [left, right] = [a.topology.title, b.topology.title];
  return composed(
    left === right ? left : `${left} | ${right}`,
    'Two designs beside each other.',
    panels.map(([letter, scene]) =>
      panelOf(scene, lensOf(scene, { kind: 'whole' }), `${letter}: ${scene.topology.title}`, changed),
    ),
  );
}

/** What was edited, and the links that come to another mark although nobody edited them. */
function changedBetween(a: Scene, b: Scene): Changed {
  const changes = changesBetween(a.topology, b.topology);
  const of = (table: string) => changes.flatMap((change) => (change.table === table ? [change.id] : []));
  const links = new Set(of('links'));
  for (const id of a.topology.links.keys()) {
    const [before, after] = [a.simulation.links.get(id), b.simulation.links.get(id)];
    if (before && after && markOf(before) !== markOf(after)) links.add(id);
  }
  return { nodes: new Set(of('nodes')), links };
}

const composed = (title: string, sentence: string, panels: readonly Panel[]): Picture => ({
  title,
  sentence,
  panels,
  legend: legendOf(panels),
  outline: panels.flatMap(outlineOf),
});

/** The panel for whoever does not see it. */
function outlineOf({ heading, sentence, cards, links }: Panel): readonly string[] {
  const titles = new Map(cards.map(({ id, title }) => [id, title]));
  const hop = (id: string) => titles.get(id) ?? id;
  return [
    heading === null ? sentence : `${heading}. ${sentence}`,
    ...links
      .filter(({ pale }) => !pale)
      .map(({ from, to, word, sentence: said }) => `${hop(from)} → ${hop(to)}: ${word}. ${said}`),
  ];
}
