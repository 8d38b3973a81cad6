export { inabilityWords } from './premises.ts';
export { type Improved, improve, type Options, type Wish } from './wishes.ts';
