export type { Claim } from './claim.ts';
export { identitiesOf } from './identities.ts';
export { type Matrix, type MatrixRow, matrixOf, sightsOf } from './matrix.ts';
export { type Observer, observerId, type Scene, type Sight } from './observer.ts';
export { type Proof, proofOf } from './proof.ts';
export { observerFrom, observersOf } from './roster.ts';
export { observerTitle } from './titles.ts';
