import { bySensitivity } from '../rules/severity.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { improve } from './clue.ts';
import { evidenceOf } from './evidence.ts';
import { type Observer, observerId, type Scene, type Sight } from './observer.ts';
import { observersOf } from './roster.ts';
import { terrainOf } from './terrain.ts';
import { observerTitle } from './titles.ts';
import { nameOf } from './words.ts';

/** What an observer learns of every asset of the drawing, or of all traffic where none is drawn. */
export function sightsOf(scene: Scene, observer: Observer): ReadonlyMap<string, Sight> {
  const byObserver = remembered.get(scene.simulation) ?? new Map<string, ReadonlyMap<string, Sight>>();
  remembered.set(scene.simulation, byObserver);
  const id = observerId(observer);
  let sights = byObserver.get(id);
  if (!sights) {
    const best = new Map<string, Sight>();
    for (const evidence of evidenceOf(scene, observer))
      for (const [asset, sight] of evidence.best) improve(best, asset, sight);
    sights = new Map(terrainOf(scene).assets.map((asset) => [asset, best.get(asset) ?? 'nothing']));
    byObserver.set(id, sights);
  }
  return sights;
}

const remembered = new WeakMap<Simulation, Map<string, ReadonlyMap<string, Sight>>>();

export interface MatrixColumn {
  readonly asset: string;
  readonly title: string;
  /** Whether "nothing" means anything here: an asset that no working flow carries is not safe, it never travels. */
  readonly travels: 'works' | 'fails' | 'never';
}

export interface MatrixRow {
  readonly id: string;
  readonly observer: Observer;
  readonly title: string;
  readonly sights: ReadonlyMap<string, Sight>;
}

/** The design on one page: who learns what of which asset. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

const matrices = new WeakMap<Simulation, Matrix>();

/** The exposure matrix: observers in reading order, assets the most sensitive first. */
export function matrixOf(scene: Scene): Matrix {
  let matrix = matrices.get(scene.simulation);
  if (!matrix) {
    const { topology, simulation, products } = scene;
    const travelling = { works: new Set<string>(), failed: new Set<string>() };
    for (const { flow, outcome } of simulation.flows.values())
      for (const asset of [...flow.carries, ...(flow.returns ?? [])]) travelling[outcome].add(asset);
    matrix = {
      columns: bySensitivity(topology, terrainOf(scene).assets).map((asset) => ({
        asset,
        title: nameOf(topology, asset),
        travels: travelling.works.has(asset) ? 'works' : travelling.failed.has(asset) ? 'fails' : 'never',
      })),
      rows: observersOf(scene).map((observer) => ({
        id: observerId(observer),
        observer,
        title: observerTitle(topology, observer, products),
        sights: sightsOf(scene, observer),
      })),
    };
    matrices.set(simulation, matrix);
  }
  return matrix;
}
