import { sessionName } from '../authenticity.ts';
import { ac17, ia3, ia5Certificates, ia5Passwords, sc23 } from '../controls/identity.ts';
import { ac4 } from '../controls/inspection.ts';
import { physicalProtection } from '../controls/physical.ts';
import { cryptographyUnknown, demandSession, everyHop, sc7, sc17 } from '../controls/transmission.ts';
import { applicationTls, hasLink, hasSession, isPublic } from '../hop.ts';
import { type Clause, type Pack, ruling } from '../regime.ts';
import { fate } from '../say.ts';

const profile = 'https://github.com/GSA/fedramp-automation';

const sc8: Clause = {
  ...everyHop,
  id: 'SC-8',
  title: 'Everything in transit',
  asks: 'All data in transit keeps both confidentiality and integrity: across boundaries, between computers and containers, to storage, between zones, from the load balancer to the computer behind it, in backups, log collection and scanning.',
  source: profile,
  confidence: 'H',
  judge: (hop, given) => {
    const plain = demandSession(hop, given);
    if (plain.verdict !== 'FAIL') return plain;
    const guarded = physicalProtection(given, hop);
    if (guarded !== null) return { verdict: 'EVIDENCE', message: `${guarded} Claim SC-8(5) for it.`, answered: true };
    return given.reasonFor('SC-8', hop)?.missing.length === 0 ? { ...plain, verdict: 'EVIDENCE' } : plain;
  },
};

const sc8Validated: Clause = {
  ...everyHop,
  id: 'SC-8(1)',
  title: 'Validated cryptography in transit',
  asks: 'Cryptography in transit is FIPS-validated or approved by the NSA; encryption by the infrastructure counts only if the customer has verified that it is on.',
  source: profile,
  confidence: 'H',
  judge: (hop, { scene }) => {
    const said = fate(scene.topology, hop, hop.cargo);
    if (hasSession(hop))
      return ruling('EVIDENCE', `${said} Show that the modules that do it are validated: a drawing cannot.`);
    if (hasLink(hop))
      return ruling('EVIDENCE', `${said} Show that you have verified that it is on, and that it is validated.`);
    return ruling('FAIL', said);
  },
};

const sc12: Clause = {
  over: 'hop',
  id: 'SC-12',
  title: 'No wildcard certificates towards customers',
  asks: 'Wildcard certificates are tolerated inside the system, not for the access of external customers.',
  source: profile,
  confidence: 'H',
  appliesTo: (hop) => isPublic(hop) && hop.opens,
  none: 'Nobody reaches this design over a public network.',
  judge: (hop, { scene: { topology } }) => {
    const name = sessionName(topology, hop);
    if (!applicationTls(hop)) return ruling('N/A', `No certificate is shown on ${name}.`);
    const names = hop.leg?.answer.certificate.names;
    if (!names)
      return ruling(
        'EVIDENCE',
        `The names on the certificate of ${hop.terminator.title} are not drawn: show that none is a wildcard.`,
      );
    const wild = names.filter((each) => each.startsWith('*.')).sort();
    return wild.length > 0
      ? ruling(
          'FAIL',
          `${hop.terminator.title} shows a wildcard certificate, ${wild[0]}, on a public network: ${name}.`,
        )
      : ruling('PASS', `The certificate that ${hop.terminator.title} shows on ${name} names no wildcard.`);
  },
};

const sc13: Clause = {
  over: 'design',
  id: 'SC-13',
  title: 'Validated modules',
  asks: 'Cryptography is FIPS-validated or approved by the NSA for each use.',
  source: profile,
  confidence: 'H',
  judge: (given) => [cryptographyUnknown(given, 'Show that they are FIPS-validated; one known not to be fails.')],
};

export const pack: Pack = {
  id: 'fedramp-rev5',
  title: 'FedRAMP revision 5',
  summary: 'Binds cloud services that United States federal agencies use.',
  status: 'in-force',
  source: profile,
  caveats: [
    'The Moderate profile of late 2024 was read; at High only the clauses that NIST adds there are different here. The 20x programme may reword it.',
    'The load balancer to the computer behind it, container to container, replication and log collection are named: none is too internal.',
    'Whether a module is validated cannot be drawn, so it is asked for wherever anything encrypts.',
  ],
  levels: [
    { id: 'moderate', title: 'Moderate' },
    { id: 'high', title: 'High' },
  ],
  defaultLevel: 'moderate',
  clauses: [sc8, sc8Validated, sc7, sc12, sc13, sc17, sc23, ia3, ia5Passwords, ia5Certificates, ac17, ac4],
};
