import type { Zone } from '../../../src/core/model/schema.ts';
import type { Scene } from '../../../src/core/observers/observer.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

/** A drawing with its verdict, as the observers look at it. */
export function sceneOf(drawn: string | readonly string[], details?: Details): Scene {
  const topology = draw(drawn, details);
  return { topology, simulation: simulate(topology, products), products };
}

/** A zone whose members speak mutual TLS with each other. */
export const meshZone = (
  id: string,
  mesh: Partial<NonNullable<Zone['mesh']>> = {},
  more: Partial<Zone> = {},
): Zone => ({
  id,
  kind: 'mesh',
  title: id,
  mesh: { product: 'istio', mode: 'strict', ...mesh },
  ...more,
});
