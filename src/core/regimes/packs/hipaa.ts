import { sessionName } from '../authenticity.ts';
import { carries, type Hop, hasLink, hasSession, inClear, isLoopback } from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Case, type Clause, type HopClause, type Pack, ruling } from '../regime.ts';
import { counted, fate, hopName } from '../say.ts';

const rule = 'https://www.ecfr.gov/current/title-45/section-164.312';
const safeHarbour = 'https://www.hhs.gov/hipaa/for-professionals/breach-notification/guidance/index.html';

const said = (hop: Hop, { scene }: Case): string => fate(scene.topology, hop, carries(hop, 'PHI'));
const open = (hop: Hop): boolean => inClear(hop, 'PHI').length > 0 && !hasSession(hop);

const overPhi: Pick<HopClause, 'over' | 'about' | 'appliesTo' | 'none'> = {
  over: 'hop',
  about: ['PHI'],
  // The rule speaks of any electronic communications network, and does not tell inside from outside.
  appliesTo: (hop) => !isLoopback(hop),
  none: 'No health data crosses a network.',
};

const clauses: readonly Clause[] = [
  {
    ...overPhi,
    id: '164.312(e)(1)',
    title: 'Transmission security',
    asks: 'Technical measures guard electronic health data against access by the unauthorised while it crosses an electronic communications network, whichever that is.',
    source: rule,
    confidence: 'H',
    judge: (hop, given) => ruling(open(hop) ? 'EVIDENCE' : 'PASS', said(hop, given)),
  },
  {
    ...overPhi,
    id: '164.312(e)(2)(i)',
    title: 'Integrity controls (addressable)',
    asks: 'Measures make sure that health data in transit is not altered unnoticed; if not, it is written down why not and what stands in for them.',
    source: rule,
    confidence: 'H',
    wants: ['reason', 'measure', 'owner'],
    judge: (hop, given) => {
      if (!open(hop)) return ruling('PASS', said(hop, given));
      const name = hopName(given.scene.topology, hop);
      if (hop.wraps.some(({ enc }) => enc === 'macsec'))
        return ruling('PASS', `MACsec notices whatever is altered on the wire of ${name}.`);
      if (hasLink(hop))
        return ruling(
          'EVIDENCE',
          `The provider encrypts the wire under ${name}: show that this notices alterations too.`,
        );
      // TLS that nobody insists on notices alterations wherever it is spoken.
      const where = hop.wraps.some(({ enc }) => enc === 'tls')
        ? 'Whatever is altered without it'
        : 'Whatever is altered there';
      return ruling('EVIDENCE', `${said(hop, given)} ${where} goes unnoticed.`);
    },
  },
  {
    ...overPhi,
    id: '164.312(e)(2)(ii)',
    title: 'Encryption (addressable)',
    asks: 'Health data in transit is encrypted where that is deemed appropriate; where it is not, the reason and the equivalent measure are documented (164.306(d)(3)).',
    source: rule,
    confidence: 'H',
    wants: ['reason', 'measure', 'owner'],
    judge: (hop, given) =>
      open(hop)
        ? ruling(
            'EVIDENCE',
            `${said(hop, given)} Allowed only with a written reason, an equivalent measure and somebody who answers for it.`,
          )
        : ruling('PASS', said(hop, given)),
  },
  {
    ...overPhi,
    id: '164.312(d)',
    title: 'Person or entity authentication',
    asks: 'Whoever seeks access to health data is verified to be the one claimed.',
    source: rule,
    confidence: 'M',
    appliesTo: (hop) => !isLoopback(hop) && hop.opens,
    judge: (hop, { scene }) => {
      const name = sessionName(scene.topology, hop);
      if (hop.wraps.some(({ clientAuth, enforced }) => clientAuth === 'required' && enforced))
        return ruling(
          'PASS',
          `${hop.terminator.title} lets nobody in without a certificate or workload identity: ${name}.`,
        );
      return carries(hop, 'credential').length > 0
        ? ruling('EVIDENCE', `A credential travels along on ${name}: show that ${hop.terminator.title} checks it.`)
        : ruling(
            'EVIDENCE',
            `Nothing drawn tells ${hop.terminator.title} who calls on ${name}: show how the caller is verified.`,
          );
    },
  },
  {
    over: 'design',
    id: 'breach-safe-harbour',
    about: ['PHI'],
    title: 'Breach notification: unsecured health data',
    asks: 'Health data that is encrypted in transit as NIST SP 800-52, 800-77 or 800-113 describe is not “unsecured”, so its loss on the wire need not be notified.',
    source: safeHarbour,
    confidence: 'M',
    judge: (given) => {
      const hops = travelling(given).filter((hop) => carries(hop, 'PHI').length > 0);
      const links = new Set(hops.map(({ link }) => link.id));
      const bare = new Set(hops.filter(open).map(({ link }) => link.id));
      if (links.size === 0) return [ruling('N/A', 'No health data crosses a network.')];
      if (links.size === bare.size)
        return [ruling('N/A', 'No hop that carries health data is encrypted, so there is nothing to gain yet.')];
      return [
        ruling(
          'EVIDENCE',
          `${counted(links.size - bare.size, 'hop')} of ${links.size} that carry health data ${links.size - bare.size === 1 ? 'is' : 'are'} encrypted and would have the benefit, if validated cryptographic modules do it: a drawing cannot show that.`,
        ),
      ];
    },
  },
];

export const pack: Pack = {
  id: 'hipaa',
  title: 'HIPAA Security Rule',
  summary:
    'Binds health care in the United States and its business associates; here its words on health data in transit.',
  status: 'in-force',
  source: rule,
  caveats: [
    'It does not mandate encryption. Encryption is addressable: do it, or write down why not and what you do in its place.',
    'It does not tell internal networks from public ones: the reason is owed for every hop.',
    'Audit controls are not addressable, although some texts say so.',
  ],
  levels: [],
  clauses,
};
