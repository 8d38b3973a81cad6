import {
  applicationTls,
  carries,
  type Hop,
  hasLink,
  hasSession,
  hasStrong,
  inClear,
  isLoopback,
  isPublic,
  olderThan,
} from '../hop.ts';
import { type Case, type Clause, type Ruling, ruling } from '../regime.ts';
import { assetsOf, fate, hopName } from '../say.ts';
import { readersOf } from '../scope.ts';

/** Republished text of the requirements, read in place of the one behind a form. */
export const requirement4 = 'https://service.securitm.ru/docs/pci-dss-v4-0/requirement-4-2';
const goodPractice = 'https://sammy.codific.com/browse/pci-dss-401/protect-account-data/';
const faq1045 = 'https://pciwatch.org/pcisscfaqs/1045/2009-03-13T00:00:00Z';

export const pan = (hop: Hop): ReturnType<typeof carries> => carries(hop, 'PAN');
const fateOfPan = (hop: Hop, { scene }: Case): string => fate(scene.topology, hop, pan(hop));
const inPlain = (hop: Hop): boolean => inClear(hop, 'PAN').length > 0;

/** The carrier's network, unless the document says why it counts as private (SSC FAQ 1045). */
export const openNetwork = (hop: Hop, given: Case): boolean =>
  hop.zone === 'carrier-unassessed' ? given.reasonFor('faq-1045', hop)?.missing.length !== 0 : isPublic(hop);

function onOpenNetwork(hop: Hop, given: Case): Ruling {
  const { topology } = given.scene;
  const said = fateOfPan(hop, given);
  if (hop.zone === 'undrawn')
    return hasStrong(hop) || !inPlain(hop)
      ? ruling('PASS', said)
      : ruling('EVIDENCE', `${said} Nobody has drawn which network this is: if it is open or public, this fails.`);
  if (!inPlain(hop)) return ruling('PASS', said);
  if (!hasStrong(hop)) return ruling('FAIL', said);
  const min = hop.leg?.answer.versions[0];
  if (applicationTls(hop) && min && olderThan(min, '1.2'))
    return ruling(
      'FAIL',
      `${hop.terminator.title} still lets callers in with TLS ${min}, a version with known weaknesses: ${assetsOf(topology, pan(hop))} on ${hopName(topology, hop)}.`,
    );
  return ruling('PASS', `${said} Whether certificates are revoked in time is not drawn.`);
}

export const networks: readonly Clause[] = [
  {
    over: 'hop',
    id: '4.2.1',
    title: 'Card data on open, public networks',
    asks: 'Card numbers that cross an open, public network are protected by strong cryptography: only trusted keys and certificates, confirmed as valid, no insecure version and no way to fall back to one.',
    source: requirement4,
    confidence: 'H',
    about: ['PAN'],
    appliesTo: (hop, given) => openNetwork(hop, given) || hop.zone === 'undrawn',
    none: 'No card data crosses an open, public network.',
    judge: onOpenNetwork,
  },
  {
    over: 'hop',
    id: '4.2.1-guidance',
    title: 'Card data on internal networks (good practice)',
    asks: 'Encrypting card numbers on internal networks as well is called good practice. It is not required.',
    source: goodPractice,
    confidence: 'H',
    about: ['PAN'],
    appliesTo: (hop, given) => !openNetwork(hop, given) && hop.zone !== 'undrawn' && !isLoopback(hop),
    none: 'No card data crosses an internal network.',
    judge: (hop, given) => {
      const said = fateOfPan(hop, given);
      if (!inPlain(hop) || hasSession(hop)) return ruling('PASS', said);
      const below = hasLink(hop) ? ' Encryption of the wire alone is not what the good practice means.' : '';
      return ruling(
        'GAP',
        `${said}${below} Requirement 4.2.1 does not ask for more inside, yet everything that sees the number stays in scope.`,
      );
    },
  },
  {
    over: 'hop',
    id: 'faq-1045',
    title: "Is a carrier's or provider's network private?",
    asks: "A carrier's network counts as private only after somebody has assessed it; if the internet reaches it or others share it, it is public. The assessor decides the same of a cloud's virtual network.",
    source: faq1045,
    confidence: 'H',
    about: ['PAN'],
    appliesTo: ({ zone }) => zone === 'carrier-unassessed' || zone === 'wan-private' || zone === 'vpc',
    none: "No card data crosses a carrier's network or a virtual network of a cloud.",
    judge: (hop, given) => {
      const { topology } = given.scene;
      const name = hopName(topology, hop);
      const assets = assetsOf(topology, pan(hop));
      if (!inPlain(hop) || hasStrong(hop))
        return ruling('N/A', `${fateOfPan(hop, given)} Whether the network is private does not matter.`);
      if (hop.zone === 'wan-private')
        return {
          verdict: 'EVIDENCE',
          message: `The drawing says that the carrier's network under ${name} was assessed and counts as private: keep the assessment at hand.`,
          answered: true,
        };
      if (hop.zone === 'vpc')
        return ruling(
          'EVIDENCE',
          `${assets} crosses ${name} without encryption that is enforced and verified. A virtual network is not private by its name: write down why the assessor may take it so.`,
        );
      return ruling(
        'EVIDENCE',
        `${assets} crosses a carrier's network on ${name}. It counts as public, and requirement 4.2.1 applies, until an assessment says otherwise.`,
      );
    },
  },
  {
    over: 'hop',
    id: '4.2.1.2',
    about: ['PAN'],
    alsoWithout: true,
    title: 'Wireless networks',
    asks: 'A wireless network that carries card numbers or is connected to the cardholder data environment uses the best practices of the industry for authentication and encryption.',
    source: requirement4,
    confidence: 'H',
    appliesTo: (hop, given) =>
      hop.zone === 'wireless' &&
      (pan(hop).length > 0 || [hop.link.from, hop.link.to].some((id) => readersOf(given.scene, 'cardholder').has(id))),
    none: 'No wireless network carries card data or touches a component that reads it.',
    judge: (hop, given) =>
      ruling(
        hasStrong(hop) ? 'PASS' : 'FAIL',
        fate(given.scene.topology, hop, pan(hop).length > 0 ? pan(hop) : hop.cargo),
      ),
  },
];
