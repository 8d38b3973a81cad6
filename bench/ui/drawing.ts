import type { Position } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { layered } from '../layered.ts';

/** The layered drawing of the simulation's benchmark with about so many components, tier beside tier, each in rows and columns. */
export function placed(nodes: number): Topology {
  const { topology } = layered(Math.round((nodes / 6) * 5 * 1.3));
  const width = topology.nodes.size / 6;
  const columns = Math.max(1, Math.round(Math.sqrt(width / 4.5)));
  const layout = new Map<string, Position>();
  for (const [number, id] of [...topology.nodes.keys()].entries()) {
    const [tier, place] = [Math.floor(number / width), number % width];
    layout.set(id, {
      x: (tier * (columns + 0.5) + (place % columns)) * 272,
      y: Math.floor(place / columns) * 152,
    });
  }
  return { ...topology, layout };
}
