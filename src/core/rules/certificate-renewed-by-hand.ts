import type { Certificate, Issuer, Listener, ListenerTls } from '../model/schema.ts';
import { setDial, setListener } from './fixes.ts';
import { allLegs } from './legs.ts';
import { carriedBy, certificateOf, portsOf } from './ports.ts';
import type { Observation, Rule } from './rule.ts';
import { bySensitivity, type Severity } from './severity.ts';
import { hopOf } from './words.ts';

/** Days that a certificate lives when nobody says: the most that public CAs give since March 2026, and a year. */
const usualLifetime: Readonly<Record<Issuer, number>> = { 'public-ca': 200, 'private-ca': 365, 'self-signed': 365 };

/** Renewed when two thirds of its life are over, as ACME clients do. */
const renewalsAYear = ({ issuer, lifetimeDays = usualLifetime[issuer] }: Certificate): number =>
  Math.round((365 / (lifetimeDays * (2 / 3))) * 10) / 10;

export const certificateRenewedByHand = {
  id: 'certificate-renewed-by-hand',
  title: 'Somebody has to remember',
  rationale:
    'A certificate that runs out stops every connection that checks it, at once, inside as well as outside. Public ones live at most 200 days since March 2026, 100 from March 2027 and 47 from March 2029: what a person did once a year has to be done by a program.',
  source:
    'https://cabforum.org/2025/04/11/ballot-sc081v3-introduce-schedule-of-reducing-validity-and-data-reuse-periods/',
  about: 'operation',
  clauses: ['nist-800-53/SC-12', 'pci-dss-4.0.1/4.2.1.1'],
  misconceptions: ['M24'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const found: Observation[] = [];
    for (const port of [...portsOf(context).values()].flat()) {
      const { node, product, listener, mode } = port.answer;
      const certificate = certificateOf(listener);
      if (certificate?.renewal !== 'manual' || mode === 'passthrough' || mode === 'plaintext') continue;
      if (port.legs.length === 0) continue;
      const tls = { ...listener.tls, certificate: { ...certificate, renewal: 'automated' } } as ListenerTls;
      const renewed: Listener = { ...listener, tls };
      found.push({
        severity: severityOf(certificate),
        where: { node: node.id, listener: listener.id },
        assets: bySensitivity(topology, carriedBy(port)),
        message: `${node.title} stops answering on port ${listener.port} the day somebody forgets: its certificate is renewed by hand, ${often(certificate)}.`,
        fixes: () => [
          {
            title: `Have ${node.title}'s certificate renewed by a program`,
            note: 'ACME does it for public and for private CAs (RFC 8555).',
            edits: [setListener(node, product, renewed)],
          },
        ],
      });
    }
    const presented = new Map(allLegs(context).map((carrying) => [carrying.leg.call.link.id, carrying] as const));
    for (const { leg, assets } of presented.values()) {
      const { link, node } = leg.call;
      const certificate = link.dial.clientCertificate;
      if (certificate?.renewal !== 'manual' || leg.outcome.kind !== 'session' || !leg.outcome.clientCertificate)
        continue;
      found.push({
        severity: severityOf(certificate),
        where: { link: link.id },
        assets,
        message: `${hopOf(topology, link)} breaks the day somebody forgets: the client certificate of ${node.title} is renewed by hand, ${often(certificate)}.`,
        fixes: () => [
          {
            title: `Have the client certificate of ${node.title} renewed by a program`,
            edits: [setDial(link, { clientCertificate: { ...certificate, renewal: 'automated' } })],
          },
        ],
      });
    }
    return found;
  },
} as const satisfies Rule;

const often = (certificate: Certificate): string => {
  const times = renewalsAYear(certificate);
  return times < 1.2 ? 'about once a year or less' : `about ${times} times a year`;
};

const severityOf = (certificate: Certificate): Severity => (renewalsAYear(certificate) > 4 ? 'low' : 'info');
