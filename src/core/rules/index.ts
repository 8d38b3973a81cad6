import { compare } from '../model/order.ts';
import { anyCertificateOfTheCa } from './any-certificate-of-the-ca.ts';
import { believedHeaders } from './believed-headers.ts';
import { blindInspection } from './blind-inspection.ts';
import { callersNotLimited } from './callers-not-limited.ts';
import { certificateRenewedByHand } from './certificate-renewed-by-hand.ts';
import { downgradable } from './downgradable.ts';
import { expiredCertificateUnnoticed } from './expired-certificate-unnoticed.ts';
import { failingHop } from './failing-hop.ts';
import { findingOf } from './finding.ts';
import { firstRequestInClear } from './first-request-in-clear.ts';
import { loggedBodies } from './logged-bodies.ts';
import { needlessReader } from './needless-reader.ts';
import { networkEncryptionOnly } from './network-encryption-only.ts';
import { noForwardSecrecy } from './no-forward-secrecy.ts';
import { oldTlsVersions } from './old-tls-versions.ts';
import { operatorReads } from './operator-reads.ts';
import { optionalClientCertificate } from './optional-client-certificate.ts';
import { peerNotVerified } from './peer-not-verified.ts';
import { permissiveListener } from './permissive-listener.ts';
import { permissiveMesh } from './permissive-mesh.ts';
import { plaintextOnTheWire } from './plaintext-on-the-wire.ts';
import { plaintextSideDoor } from './plaintext-side-door.ts';
import { publicCertificateForInternalName } from './public-certificate-for-internal-name.ts';
import { recordableForLater } from './recordable-for-later.ts';
import { replayableRequest } from './replayable-request.ts';
import type { Context, Finding, Rule } from './rule.ts';
import { severityRank } from './severity.ts';
import { sharedPrivateKey } from './shared-private-key.ts';

export const rules = [
  plaintextOnTheWire,
  peerNotVerified,
  anyCertificateOfTheCa,
  downgradable,
  failingHop,
  publicCertificateForInternalName,
  believedHeaders,
  optionalClientCertificate,
  sharedPrivateKey,
  blindInspection,
  loggedBodies,
  replayableRequest,
  oldTlsVersions,
  noForwardSecrecy,
  permissiveListener,
  permissiveMesh,
  plaintextSideDoor,
  networkEncryptionOnly,
  callersNotLimited,
  expiredCertificateUnnoticed,
  firstRequestInClear,
  operatorReads,
  certificateRenewedByHand,
  needlessReader,
  recordableForLater,
] as const satisfies readonly Rule[];

export type RuleId = (typeof rules)[number]['id'];

/** Everything the rules have to say about a design: worst first, then rule by rule, then by what it says. */
export function findingsOf(context: Context): readonly Finding[] {
  return rules
    .flatMap((rule, order) =>
      rule.check(context).map((said) => ({ order, found: findingOf(context, rules, rule, said) })),
    )
    .sort(
      (a, b) =>
        severityRank(b.found.severity) - severityRank(a.found.severity) ||
        a.order - b.order ||
        compare(a.found.message, b.found.message),
    )
    .map(({ found }) => found);
}
