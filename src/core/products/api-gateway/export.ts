export { instructions as exportPlan } from '../instructions.ts';
