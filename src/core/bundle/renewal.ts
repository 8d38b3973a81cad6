import { code, heading, markdownText, table } from '../config/markdown.ts';
import { acmeLines } from '../pki/acme.ts';
import { type Issuance, usualDays } from '../pki/issuance.ts';
import type { NeededCertificate } from '../plan/certificates.ts';

/** Longest lives of public certificates by the day of issue: https://postquantum.com/security-pqc/sc081v3-47day-certificate */
const steps = [
  ['2026-03-15', 200],
  ['2027-03-15', 100],
  ['2029-03-15', 47],
] as const;

/** Who issues each certificate, where it lies, and how often somebody has to renew it. */
export function renewalSection({ orders, elsewhere, public: fromPublic }: Issuance): readonly string[] {
  const rows = [
    ...orders.map(({ certificate, signer, days }) =>
      row(certificate, signer === null ? 'itself' : 'the private CA of `pki/`', days),
    ),
    ...elsewhere.map(({ certificate, authority }) =>
      row(
        certificate,
        `${markdownText(authority.node.title)} (${markdownText(authority.product.title)})`,
        certificate.lifetimeDays,
      ),
    ),
    ...fromPublic.map((certificate) => row(certificate, 'a public CA', certificate.lifetimeDays)),
  ];
  if (rows.length === 0) return [];
  return [
    heading(2, 'Certificates and their renewal'),
    '',
    ...table(['Of', 'For', 'Names', 'Issued by', 'Lives', 'Renewed', 'Files'], rows),
    '',
    'Renew when two thirds of a life are over, so that a third is left to notice a failure; then reload whatever has read the old one.',
    ...(fromPublic.length > 0
      ? [
          '',
          `A public certificate lives ${steps.map(([from, days]) => `${days} days at most when issued from ${from} on`).join(', ')}: what is renewed by hand today has to be automated.`,
          '',
          heading(3, 'From a public CA'),
          '',
          ...fromPublic.flatMap((each) => {
            const [what = '', ...how] = acmeLines(each);
            return [
              `- ${markdownText(what)}`,
              ...how.map((line) => `  - ${line.startsWith('certbot ') ? code(line) : markdownText(line)}`),
            ];
          }),
        ]
      : []),
    '',
  ];
}

function row(certificate: NeededCertificate, issuer: string, days: number | null): readonly string[] {
  const { title, place, purpose, names, renewal, key, expired, files, operator } = certificate;
  const renewed = {
    automated: 'automatically',
    manual: '**by hand**',
    unsaid: 'not said: somebody has to',
  }[renewal ?? 'unsaid'];
  return [
    `${markdownText(title)} (${code(place)})`,
    purpose === 'server' ? 'serving' : 'dialling',
    names.map(code).join(' '),
    issuer,
    `${days ?? (certificate.issuer === 'public-ca' ? 'as the CA says' : usualDays)}${days === null && certificate.issuer === 'public-ca' ? '' : ' days'}${expired ? '; **drawn as expired: replace it**' : ''}`,
    `${renewed}${key === null ? '' : `; shares the key ${code(key)}`}`,
    operator === null ? `${code(files.certificate)} ${code(files.key)}` : `handed to ${markdownText(operator)}`,
  ];
}
