/** What the process tells the shell. Documented in `help` and in docs/command-line.md; never renumbered. */
export const exitCodes = {
  done: 0,
  thresholdReached: 1,
  refused: 2,
  usage: 3,
  /** A broken invariant: a fault of Plainsight, never of the input. */
  fault: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
