import type { Edit } from '../model/edits.ts';
import { type Answer, boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { merged } from './fixes.ts';
import type { Context, Fix } from './rule.ts';
import { meets, type Need, substitutes } from './substitutes.ts';
import { keepsWorking } from './trying-out.ts';

/** The drawing with something in the place of every node that lacks what is needed of it. */
export interface Scene {
  readonly context: Context;
  readonly edits: readonly Edit[];
  readonly titles: readonly string[];
  readonly notes: readonly string[];
}

/** What is needed of nodes, by their id. */
export type Needs = ReadonlyMap<string, readonly Need[]>;

/** How many of the products that can stand in for one are tried. */
const choices = 4;

/** The ways to give everybody what is needed: the drawing as it is where nobody lacks anything, else with substitutes. */
export function* scenes(context: Context, needs: Needs, own: boolean): Generator<Scene> {
  const known = new Set<string>();
  for (let choice = 0; choice < choices; choice++) {
    const scene = sceneOf(context, needs, own, choice);
    const key = scene?.titles.join(', ');
    if (!scene || key === undefined || known.has(key)) continue;
    known.add(key);
    yield scene;
  }
}

function sceneOf(context: Context, needs: Needs, own: boolean, choice: number): Scene | null {
  let scene: Scene = { context, edits: [], titles: [], notes: [] };
  for (const [id, wanted] of needs) {
    const node = scene.context.topology.nodes.get(id);
    if (!node) return null;
    const product = productOf(node, context.products);
    if (wanted.every((need) => meets(product, need, node))) continue;
    const able = substitutes(scene.context, node, wanted, own);
    const chosen = able[Math.min(choice, able.length - 1)];
    if (!chosen) return null;
    scene = {
      context: chosen.context,
      edits: [...scene.edits, ...chosen.edits],
      titles: [...scene.titles, chosen.title],
      notes: [...scene.notes, ...(chosen.note === undefined ? [] : [chosen.note])],
    };
  }
  return scene;
}

/** A listener of today as it is in the scene. */
export function answerIn(
  { context: { topology, products } }: Scene,
  { node: { id }, listener }: Answer,
): Answer | null {
  const node = topology.nodes.get(id);
  const product = node && productOf(node, products);
  const same = product && listenersOf(node, product).find((each) => each.id === listener.id);
  return node && product && same ? boundListener(node, product, same) : null;
}

/** A fix of the scene as one of the drawing; null where a flow that works today would stop. */
export function drawnFrom(context: Context, { edits, titles, notes }: Scene, fix: Fix): Fix | null {
  const title =
    titles.length > 0
      ? `${[...titles].sort().join(', ')}; ${fix.title.slice(0, 1).toLowerCase()}${fix.title.slice(1)}`
      : fix.title;
  // One says enough, and always the same one.
  const said = [...notes].sort()[0] ?? fix.note;
  const whole = merged({ title, edits: [...edits, ...fix.edits], ...(said === undefined ? {} : { note: said }) });
  return keepsWorking(context, whole) ? whole : null;
}
