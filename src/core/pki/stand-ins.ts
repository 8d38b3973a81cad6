import { alternativeNames } from '../plan/certificate-names.ts';
import type { NeededCertificate } from '../plan/certificates.ts';
import { folderOf, type Issuance, type Order, usualDays } from './issuance.ts';

/** The folder of the authority that stands in for public CAs; no id starts with an underscore. */
export const standIn = '_public-ca';

/**
 * What a lab can't ask for stands in: an authority of its own in place of public ones and of those that are drawn, and
 * dates gone by where the drawing says so.
 */
export function withStandIns(issuance: Issuance): Issuance {
  const order = (certificate: NeededCertificate, signer: string): Order => ({
    certificate,
    names: alternativeNames(certificate.names),
    days: certificate.lifetimeDays ?? usualDays,
    signer,
    files: certificate.files,
  });
  const drawn = issuance.elsewhere.map(({ certificate, authority }) => order(certificate, folderOf(authority.node.id)));
  const fromPublic = issuance.public.map((certificate) => order(certificate, standIn));
  const orders = [...issuance.orders, ...drawn, ...fromPublic].map((each) =>
    each.certificate.expired ? { ...each, days: -1 } : each,
  );
  return {
    ...issuance,
    orders,
    elsewhere: [],
    public: [],
    roots: [],
    authorities: [
      ...new Set([
        ...issuance.authorities,
        ...issuance.roots.map(({ folder }) => folder),
        ...drawn.flatMap(({ signer }) => signer ?? []),
        // Whoever trusts public authorities is to find a file of them, also where nobody has a certificate of theirs.
        standIn,
      ]),
    ],
  };
}
