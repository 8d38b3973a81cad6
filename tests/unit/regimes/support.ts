import type { Rationale, Zone } from '../../../src/core/model/schema.ts';
import { tableOf } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { products } from '../../../src/core/products/index.ts';
import { judgePack } from '../../../src/core/regimes/index.ts';
import type { ClauseVerdict } from '../../../src/core/regimes/verdict.ts';
import type { Context } from '../../../src/core/rules/rule.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

export const sceneOf = (topology: Topology): Context => ({
  topology,
  simulation: simulate(topology, products),
  products,
});

export const zone = (id: string, kind: Zone['kind'], more: Partial<Zone> = {}): Zone => ({
  id,
  kind,
  title: id.toUpperCase(),
  ...more,
});

/** The networks that most of these drawings lie in. */
const zones: readonly Zone[] = [
  zone('net', 'internet'),
  zone('vpc', 'private-network'),
  zone('k8s', 'cluster', { parent: 'vpc' }),
  zone('host', 'host', { parent: 'vpc' }),
];

export const asset = (id: string, classification: string) => ({ id, title: `The ${id}`, classification });

export interface Drawing extends Details {
  readonly rationales?: readonly Omit<Rationale, 'id'>[];
}

export function drawn(lines: string | readonly string[], { rationales = [], ...details }: Drawing = {}): Context {
  const topology = draw(lines, { zones, ...details });
  const answers = rationales.map((each, position) => ({ id: `r${position}`, ...each }));
  return sceneOf({ ...topology, rationales: tableOf(answers) });
}

/** "clause place VERDICT", with `*` where it is answered and `?` where it is undecided. */
export const lineOf = ({ clause, place, verdict, answered, undecided }: ClauseVerdict): string =>
  `${clause} ${place.link ?? place.node ?? '-'} ${verdict}${answered ? '*' : ''}${undecided ? '?' : ''}`;

export const linesOf = (scene: Context, pack: string, level?: string): readonly string[] =>
  judgePack(scene, pack, level).map(lineOf);
