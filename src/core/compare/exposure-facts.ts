import { shownAt } from '../assertions/ground.ts';
import { matrixOf } from '../observers/index.ts';
import type { Scene, Sight } from '../observers/observer.ts';
import { hopOf } from '../rules/words.ts';
import { assetTitle, type Exposure } from '../simulation/verdict.ts';
import { type Fact, type Facts, factsOf } from './fact.ts';

const exposureRank: Readonly<Record<Exposure, number>> = { plaintext: -2, active: -1, metadata: 0, hidden: 1 };
const exposureWords: Readonly<Record<Exposure, string>> = {
  plaintext: 'readable on the wire',
  active: 'readable by whoever poses as the far end, or talks it into plaintext',
  metadata: 'hidden; addresses, sizes and timing show',
  hidden: 'hidden',
};

/** Who has what: every asset on every wire and in every process. */
export function exposureFacts(scene: Scene): Facts {
  const { topology, simulation } = scene;
  const facts: Fact[] = [];
  for (const [id, { exposure }] of simulation.links) {
    const link = topology.links.get(id);
    if (!link) continue;
    for (const [asset, seen] of Object.entries(exposure))
      facts.push({
        key: `link ${id} ${asset}`,
        what: `${assetTitle(topology, asset)} on ${hopOf(topology, link)}`,
        value: seen,
        shown: exposureWords[seen],
        rank: exposureRank[seen],
        absence: 'harmless',
        where: { links: [id], assets: [asset] },
      });
  }
  const inMemory = (
    id: string,
    title: string,
    asset: string,
    how: 'reads' | 'could' | 'early',
    node: string,
  ): Fact => ({
    key: `memory ${id} ${asset}`,
    what: `${assetTitle(topology, asset)} in the memory of ${title}`,
    value: how,
    shown:
      how === 'reads'
        ? 'readable'
        : how === 'could'
          ? 'not readable, unless it poses as the far end'
          : 'readable, in flows that fail further on',
    rank: how === 'could' ? -1 : -2,
    absence: 'harmless',
    where: { nodes: [node], assets: [asset] },
  });
  for (const [id, { plaintext, active, beforeFailure }] of simulation.nodes) {
    const title = topology.nodes.get(id)?.title ?? id;
    for (const asset of beforeFailure) facts.push(inMemory(id, title, asset, 'early', id));
    for (const asset of active) facts.push(inMemory(id, title, asset, 'could', id));
    for (const asset of plaintext) facts.push(inMemory(id, title, asset, 'reads', id));
  }
  for (const { id, title, plaintext } of simulation.proxies.values())
    for (const asset of plaintext) facts.push(inMemory(id, title, asset, 'reads', shownAt(scene, id) ?? id));
  return factsOf(facts);
}

const sightRank: Readonly<Record<Sight, number>> = { reads: -2, active: -1, metadata: 0, nothing: 1 };
const sightWords: Readonly<Record<Sight, string>> = {
  reads: 'reads it',
  active: 'could read it by impersonating, downgrading or asking for it',
  metadata: 'sees metadata only',
  nothing: 'sees nothing of it',
};

/** The exposure matrix, cell by cell. What no working flow carries is not hidden: nothing is known of it. */
export function matrixFacts(scene: Scene): Facts {
  const { columns, rows } = matrixOf(scene);
  const facts: Fact[] = [];
  for (const { id, title, sights } of rows)
    for (const column of columns) {
      const sight = sights.get(column.asset) ?? 'nothing';
      const travels = column.travels === 'works';
      facts.push({
        key: `${id} ${column.asset}`,
        what: `${title} and ${column.title}`,
        value: travels ? sight : 'untravelled',
        shown: travels ? sightWords[sight] : 'not judged: no flow that works carries it',
        rank: travels ? sightRank[sight] : null,
        absence: 'harmless',
        where: { assets: [column.asset] },
      });
    }
  return factsOf(facts);
}
