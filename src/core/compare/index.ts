export type { Cause } from './causes.ts';
export type { Change } from './change.ts';
export { type Comparison, compare, type Difference } from './compare.ts';
export { sections } from './fact.ts';
