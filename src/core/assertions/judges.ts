import { judgePack, packsOf } from '../regimes/index.ts';
import { findingsOf } from '../rules/index.ts';
import type { Judges } from './evaluate.ts';

/** The rules and rule packs of this version. Apart from the sentences, so that a rule may speak of promises itself. */
export const judges: Judges = {
  findings: findingsOf,
  pack: (scene, name, level) => {
    const [choice, other] = packsOf(level === undefined ? name : `${name}:${level}`);
    return choice && !other ? judgePack(scene, choice.id, choice.level) : null;
  },
};
