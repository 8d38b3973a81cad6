import { severities } from '../core/rules/severity.ts';

export const helpText = `Plainsight: where TLS ends, who can read the traffic, and configuration to take away.

  plainsight check FILE [--format text|json] [--fail-on SEVERITY]
      Judges the design in FILE: every link, node and flow, and what the rules find.
      SEVERITY is one of ${severities.join(', ')}.

  plainsight export FILE --out DIR [--node ID] [--force]
      Writes the configuration of the whole design, or of one node, under DIR.
      Refuses a DIR that is not empty, unless --force says to replace files there.

  plainsight help
      Shows this text.

FILE is a topology document (.json); - reads it from standard input.

Exit codes
  0  checked, or exported
  1  with --fail-on: a finding is at least that severe, or the design can't be built as drawn
  2  FILE was refused or can't be read, or DIR was refused or can't be written
  3  the command line makes no sense
  4  a fault of Plainsight itself: please report it

Example
  npm run -s plainsight -- check design.json --format json --fail-on high
`;
