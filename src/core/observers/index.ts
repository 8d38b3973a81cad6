export type { Claim } from './claim.ts';
export type { Place } from './clue.ts';
export { identitiesOf, type LegIdentities } from './identities.ts';
export { type Matrix, type MatrixColumn, type MatrixRow, matrixOf, sightsOf } from './matrix.ts';
export { type Observer, observerId, type Scene, type Sight, sights } from './observer.ts';
export { type Proof, proofOf, type Step } from './proof.ts';
export { observerFrom, observersOf } from './roster.ts';
export { observerTitle } from './titles.ts';
