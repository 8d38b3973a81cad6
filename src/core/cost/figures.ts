/**
 * Figures are kept to a thousandth, and sums are taken of what is shown: an arithmetic that a reader checks with a pocket
 * calculator comes out at the total beside it.
 */
export const toThousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

export const sumOf = (values: readonly number[]): number => toThousandths(values.reduce((sum, each) => sum + each, 0));

/** A figure as a person writes it: no trailing zeros, at most three decimals. */
export const figure = (value: number): string => String(toThousandths(value));

/** "1 RTT", "2 renewals". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`;
