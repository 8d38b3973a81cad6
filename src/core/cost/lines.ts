import { sumOf } from './figures.ts';

/** One line of a reckoning: what it is for, how it was reckoned, what it comes to. */
export interface CostLine {
  readonly what: string;
  readonly how: string;
  readonly value: number;
  readonly unit: 'ms' | 'µs' | 'bytes' | 'renewals a year';
}

/** What a delay is for: opening a connection, which plaintext needs too; encryption; or the request itself. */
export type Part = 'connection' | 'encryption' | 'request';

export interface TimeLine extends CostLine {
  readonly unit: 'ms';
  readonly part: Part;
  readonly roundTrips: number;
}

/** Where work is done: in a drawn component, or in a mesh's proxy, which is not drawn. */
export interface Place {
  readonly kind: 'node' | 'proxy';
  readonly id: string;
  readonly title: string;
}

export interface WorkLine extends CostLine {
  readonly unit: 'µs';
  readonly place: Place;
}

/** Delays and work of one step on the way, with their sums. */
export interface Step {
  readonly time: readonly TimeLine[];
  readonly work: readonly WorkLine[];
  readonly roundTrips: number;
  readonly milliseconds: number;
  /** The part of `milliseconds` that plaintext would not need. */
  readonly encryptionMilliseconds: number;
  readonly microseconds: number;
}

export function stepOf(time: readonly TimeLine[], work: readonly WorkLine[]): Step {
  return {
    time,
    work,
    roundTrips: sumOf(time.map(({ roundTrips }) => roundTrips)),
    milliseconds: sumOf(time.map(({ value }) => value)),
    encryptionMilliseconds: sumOf(time.map(({ part, value }) => (part === 'encryption' ? value : 0))),
    microseconds: sumOf(work.map(({ value }) => value)),
  };
}
