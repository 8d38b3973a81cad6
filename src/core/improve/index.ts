export type { Alternative } from './improve.ts';
export { inabilityWords } from './premises.ts';
export type { Price } from './price.ts';
export { type Improved, improve, type Options, type Wish } from './wishes.ts';
