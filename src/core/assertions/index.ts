export { evaluate, evaluateAll, evaluateClaim, type Judged, type JudgedClause, type Judges } from './evaluate.ts';
export { type Claim, type Name, type ObserverName, type Sentence, sentences } from './grammar.ts';
export type { Evaluation, Place, Witness } from './outcome.ts';
export { type NotUnderstood, type Parsed, parse } from './parse.ts';
export { print } from './print.ts';
