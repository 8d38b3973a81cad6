import { nameOf, perEndpoint } from '../endpoints.ts';
import { type Hop, hasLink, hasSession, isLoopback, isPublic, isSealed } from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Case, type Clause, type HopClause, type Ruling, ruling } from '../regime.ts';
import { counted, fate } from '../say.ts';
import { physicalProtection } from './physical.ts';

/** NIST's own machine-readable text, SP 800-53 revision 5.1.1. */
export const oscal = 'https://github.com/usnistgov/oscal-content';
export const fromModerate = ['moderate', 'high'];

export const everyHop: Pick<HopClause, 'over' | 'appliesTo' | 'none'> = {
  over: 'hop',
  appliesTo: (hop) => !isLoopback(hop),
  none: 'Nothing here crosses a network.',
};

const said = (hop: Hop, { scene }: Case): string => fate(scene.topology, hop, hop.cargo);

export const sealedRuling = (hop: Hop, given: Case): Ruling =>
  ruling('EVIDENCE', `${said(hop, given)} Show that the rest, headers and addresses included, needs no protection.`);

/** Encryption of the transmission, whatever the data and the network. */
export function demandSession(hop: Hop, given: Case): Ruling {
  if (hasSession(hop)) return ruling('PASS', said(hop, given));
  if (isSealed(hop)) return sealedRuling(hop, given);
  if (hasLink(hop))
    return ruling('EVIDENCE', `${said(hop, given)} Show that this is switched on and that it is enough.`);
  return ruling('FAIL', said(hop, given));
}

export const sc8: Clause = {
  ...everyHop,
  id: 'SC-8',
  title: 'Transmission confidentiality and integrity',
  asks: 'What is transmitted keeps its confidentiality, its integrity or both, on internal networks as well as external ones; physical protection may do it.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  judge: (hop, given) => {
    if (hasSession(hop) || hasLink(hop)) return ruling('PASS', said(hop, given));
    if (isSealed(hop)) return sealedRuling(hop, given);
    const guarded = physicalProtection(given, hop);
    if (guarded !== null) return { verdict: 'EVIDENCE', message: guarded, answered: true };
    // A reason in the document claims the physical alternative that the control allows.
    return ruling(given.reasonFor('SC-8', hop)?.missing.length === 0 ? 'EVIDENCE' : 'FAIL', said(hop, given));
  },
};

export const sc8Cryptographic: Clause = {
  ...everyHop,
  id: 'SC-8(1)',
  title: 'Cryptographic protection of transmissions',
  asks: 'Cryptography, such as TLS or IPsec, keeps what is transmitted from being disclosed or altered.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  judge: demandSession,
};

export const sc7: Clause = {
  over: 'hop',
  id: 'SC-7(4)(c)',
  title: 'External telecommunications services',
  asks: 'What crosses an interface to an external telecommunications service keeps its confidentiality and integrity.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  appliesTo: (hop) => isPublic(hop) || hop.zone === 'undrawn',
  none: 'Nothing here crosses a public network.',
  judge: (hop, given) => {
    if (hasSession(hop)) return ruling('PASS', said(hop, given));
    if (isSealed(hop)) return sealedRuling(hop, given);
    return hop.zone === 'undrawn'
      ? ruling('EVIDENCE', `${said(hop, given)} Nobody has drawn whose network this is: if it is external, this fails.`)
      : ruling('FAIL', said(hop, given));
  },
};

export const sc12: Clause = {
  over: 'design',
  id: 'SC-12',
  title: 'Establishing and managing keys',
  asks: 'Cryptographic keys and trust stores are established and managed by the rules the organisation sets.',
  source: oscal,
  confidence: 'H',
  judge: perEndpoint(({ node, answer, drawn }) => {
    const name = nameOf({ node, answer });
    const missing = [
      ...(drawn.certificate ? [] : ['who issues its certificate']),
      ...(drawn.certificate?.renewal ? [] : ['how it is renewed']),
    ];
    return missing.length > 0
      ? ruling('EVIDENCE', `${name}: the drawing does not say ${missing.join(' or ')}.`)
      : ruling('PASS', `${name}: issuer and ${drawn.certificate?.renewal} renewal are drawn.`);
  }),
};

export const sc13: Clause = {
  over: 'design',
  id: 'SC-13',
  title: 'Cryptographic protection',
  asks: 'For each use the kind of cryptography is decided and implemented.',
  source: oscal,
  confidence: 'H',
  judge: (given) => [cryptographyUnknown(given, 'Say which kind each use calls for.')],
};

/** Which cryptographic module does it cannot be drawn, so the answer is owed wherever anything encrypts. */
export function cryptographyUnknown(given: Case, ask: string): Ruling {
  const links = new Set(
    travelling(given)
      .filter(({ wraps }) => wraps.length > 0)
      .map(({ link }) => link.id),
  );
  return links.size === 0
    ? ruling('N/A', 'Nothing here encrypts what it sends.')
    : ruling(
        'EVIDENCE',
        `${counted(links.size, 'hop is', 'hops are')} encrypted by modules that a drawing does not show. ${ask}`,
      );
}

export const sc17: Clause = {
  over: 'design',
  id: 'SC-17',
  title: 'Certificates of a public key infrastructure',
  asks: 'Certificates are issued under a policy or come from an approved provider, and only approved trust anchors are trusted.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  judge: perEndpoint(({ node, answer, drawn }) => {
    const name = nameOf({ node, answer });
    if (!drawn.certificate) return ruling('EVIDENCE', `${name}: the drawing does not say who issues its certificate.`);
    switch (drawn.certificate.issuer) {
      case 'self-signed':
        return ruling(
          'EVIDENCE',
          `${name} shows a self-signed certificate: show under which policy, and that callers pin it.`,
        );
      case 'public-ca':
        return ruling('PASS', `${name} shows a certificate of a public CA.`);
      case 'private-ca':
        return ruling('PASS', `${name} shows a certificate of the design's own CA.`);
    }
  }),
};
