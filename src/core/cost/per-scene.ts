import type { Scene } from '../observers/observer.ts';
import type { Simulation } from '../simulation/verdict.ts';

/**
 * Remembers an answer for as long as its simulation lives. One simulation may outlast an edit that it does not depend
 * on, such as another assumption: the tables that count are compared as well, a moved box is not.
 */
export function perScene<T>(compute: (scene: Scene) => T): (scene: Scene) => T {
  const known = new WeakMap<Simulation, { readonly scene: Scene; readonly answer: T }>();
  return (scene) => {
    const before = known.get(scene.simulation);
    if (before && sameGround(before.scene, scene)) return before.answer;
    const answer = compute(scene);
    known.set(scene.simulation, { scene, answer });
    return answer;
  };
}

function sameGround({ topology: a, products: before }: Scene, { topology: b, products: after }: Scene): boolean {
  if (a === b && before === after) return true;
  const tables = ['zones', 'nodes', 'links', 'data', 'flows', 'assumptions'] as const;
  return before === after && tables.every((table) => a[table] === b[table]);
}
