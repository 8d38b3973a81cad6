export { evaluate, evaluateAll, evaluateClaim, type Judged, type Judges } from './evaluate.ts';
export { type Claim, type Name, sentences } from './grammar.ts';
export type { Evaluation } from './outcome.ts';
export { parse } from './parse.ts';
export { print } from './print.ts';
