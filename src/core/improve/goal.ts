import { tableOf } from '../model/table.ts';
import type { Context } from '../rules/rule.ts';
import type { DesignError } from '../simulation/bounds.ts';
import { simulate } from '../simulation/simulate.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';

/** Where a goal is missed: the records that a change would have to touch. */
export interface Place {
  readonly link?: string;
  readonly node?: string;
  readonly flow?: string;
}

/** Whether a drawing meets a goal; null where that can't be decided, which counts as missed. */
export interface Judgement {
  readonly met: boolean | null;
  readonly message: string;
  /** Every place that speaks against it; none: it is missed as a whole. */
  readonly places: readonly Place[];
}

export interface Goal {
  /** What was asked for, in words. */
  readonly text: string;
  readonly judge: (scene: Context) => Judgement;
}

/** Every flow that works in `before` goes on working, along the same links. */
export function flowsKeepWorking(before: Context): Goal {
  const working = [...before.simulation.flows.values()].filter(({ outcome }) => outcome === 'works');
  return {
    text: 'every flow that works keeps working',
    judge: (scene) => {
      const broken = working.filter((flow) => !works(scene, flow));
      return {
        met: broken.length === 0,
        message: broken.map(({ flow }) => `“${flow.title}” would stop working.`).join(' '),
        places: broken.map(({ flow }) => placeOf(scene, flow.id, flow.path)),
      };
    },
  };
}

/** A derived flow has its links for a place: it is in no document, and may not be derived again. */
const placeOf = ({ simulation }: Context, id: string, path: readonly string[]): Place =>
  simulation.flows.has(id) || path[0] === undefined ? { flow: id } : { link: path[0] };

function works({ topology, products, simulation }: Context, { flow }: FlowVerdict): boolean {
  const known = simulation.flows.get(flow.id);
  if (known) return known.outcome === 'works';
  // It was derived from the drawing and another one is derived now: is it still a way?
  const alone = simulate({ ...topology, flows: tableOf([flow]) }, products);
  return alone.flows.get(flow.id)?.outcome === 'works';
}

/** Nothing is drawn that a product can't do, beyond what `before` has drawn already. */
export function nothingNewImpossible(before: Context): Goal {
  const known = new Set(before.simulation.designErrors.map(errorKey));
  return {
    text: 'nothing is drawn that a product cannot do',
    judge: ({ simulation }) => {
      const added = simulation.designErrors.filter((error) => !known.has(errorKey(error)));
      return {
        met: added.length === 0,
        message: added.map(({ message }) => message).join(' '),
        places: added.map(({ where }) => (where.link === undefined ? { node: where.node } : { link: where.link })),
      };
    },
  };
}

const errorKey = ({ code, where }: DesignError): string =>
  [code, where.node, where.link ?? '', where.listener ?? ''].join(' ');
