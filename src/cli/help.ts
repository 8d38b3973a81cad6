import { severities } from '../core/rules/severity.ts';

export const helpText = `Plainsight: where TLS ends, who can read the traffic, and configuration to take away.

  plainsight check FILE [--format text|json|sarif|junit] [--fail-on SEVERITY]
                        [--assert] [--pack NAME[:LEVEL]]...
      Judges the design in FILE: every link, node and flow, what the rules find, what it
      promises, and the rule packs that it names or that --pack adds (pci-dss-4.0.1, asvs-5:l2;
      the beginning of a name will do where it is clear).
      SEVERITY is one of ${severities.join(', ')}.

  plainsight explain FILE [--observer WHO] [--asset WHAT] [--format text|json]
      Who reads what: the whole matrix, or the proof of one cell, a row or a column of it.
      WHO is tap:ZONE, attacker:ZONE, operator:NAME, insider:ZONE, node:ID, key:ID or recorder.

  plainsight compare BEFORE AFTER [--format text|json]
      What two versions of a design come to differently, and which edits made the difference.

  plainsight improve FILE --goal "..."... [--pack NAME[:LEVEL]]... [--keep "..."]...
                     [--max-edits N] [--out FILE [--force]] [--format text|json]
      Looks for the cheapest edits after which every goal is met and no working flow stops. A goal
      is a sentence such as "card is readable only in {orders, db}", or an observer who is to read
      nothing. --keep takes sentences that have to hold as well, and what a component is not able
      to: "legacy cannot terminate TLS". --out writes the design with the first set of edits.

  plainsight export FILE [--out DIR] [--zip ZIP] [--node ID] [--base-url URL] [--force]
      Writes the configuration of the whole design, or of one node, under DIR, into a zip, or
      both. The whole design comes with a README, scripts for its certificates, Compose and the
      design itself. With the address at which Plainsight can be opened, files say how to
      reopen the design. Refuses a DIR that is not empty and a ZIP that is there, unless
      --force says to replace files there.

  plainsight diagram FILE [--format svg|drawio|mermaid|excalidraw|dot|plantuml]
                     [--theme light|dark|print] [--flow ID [--alone] | --observer WHO | --compare OTHER]
                     [--without-design] [--out FILE [--force]]
      Draws the design: the whole of it, one flow (with everything else pale, or with --alone left
      out), what one observer sees, or another design beside it with what differs marked. An SVG
      has the design inside and can be given wherever a FILE is read; --without-design leaves it out.

  plainsight verify FILE --results RESULTS... [--format text|json]
      Puts what was seen of the deployed design beside what FILE predicts, link by link. RESULTS is
      what verify/verify.sh of an export, or the lab, wrote with --out.

  plainsight lab FILE [--no-probes] [--out RESULTS [--force]] [--keep] [--format text|json]
      Runs the design in FILE on this machine, from its exported files: real servers on loopback,
      a tap on every link, a marked request through every flow, and somebody in the middle of
      every session (not with --no-probes). Says where the wires show something else than is
      predicted. --out writes what was seen for verify; --keep leaves files and logs in place.

  plainsight help
      Shows this text.

FILE is a topology document (.json), or an SVG or PNG of Plainsight that has one inside; - reads it
from standard input.

Exit codes
  0  done: checked, explained, compared, improved, exported, drawn, or seen as predicted
  1  check: with --fail-on, a finding is at least that severe or the design can't be built as
     drawn; with --assert, an assertion is broken or can't be decided; a pack named by --pack
     has a FAIL. improve: no way was found. verify, lab: something differs
  2  FILE or RESULTS was refused or can't be read, or what --out names was refused or can't be
     written; lab: the design can't be run on this machine
  3  the command line makes no sense, or names what the design does not have
  4  a fault of Plainsight itself: please report it

Example
  npm run -s plainsight -- check design.json --format json --fail-on high
`;
