import { anyCertificateOfTheCa } from './any-certificate-of-the-ca.ts';
import { downgradable } from './downgradable.ts';
import { failingHop } from './failing-hop.ts';
import { findingOf } from './finding.ts';
import { peerNotVerified } from './peer-not-verified.ts';
import { permissiveListener } from './permissive-listener.ts';
import { plaintextOnTheWire } from './plaintext-on-the-wire.ts';
import type { Context, Finding, Rule } from './rule.ts';
import { severityRank } from './severity.ts';

export const rules = [
  plaintextOnTheWire,
  peerNotVerified,
  anyCertificateOfTheCa,
  downgradable,
  failingHop,
  permissiveListener,
] as const satisfies readonly Rule[];

export type RuleId = (typeof rules)[number]['id'];

/** Everything the rules have to say about a design: worst first, then rule by rule, then by what it says. */
export function findingsOf(context: Context): readonly Finding[] {
  return rules
    .flatMap((rule, order) => rule.check(context).map((said) => ({ order, found: findingOf(context, rule, said) })))
    .sort(
      (a, b) =>
        severityRank(b.found.severity) - severityRank(a.found.severity) ||
        a.order - b.order ||
        compare(a.found.message, b.found.message),
    )
    .map(({ found }) => found);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
