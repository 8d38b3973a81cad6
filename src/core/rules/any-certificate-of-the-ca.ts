import { can } from '../model/product.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { setDial } from './fixes.ts';
import { sharedLegs } from './legs.ts';
import type { Fix, Observation, Rule } from './rule.ts';
import { secureLeg } from './securing.ts';
import { keepsWorking } from './trying-out.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const anyCertificateOfTheCa = {
  id: 'any-certificate-of-the-ca',
  title: 'Any certificate of the CA will do',
  rationale:
    'When only the issuer is checked and not the name, everyone with a certificate of the same CA can pose as the server: another service of yours, another tenant of the same database provider or, where the CA is a public one, anybody who owns a domain.',
  source: 'https://www.rfc-editor.org/rfc/rfc9525#section-6',
  about: 'impersonation',
  clauses: ['pci-dss-4.0.1/4.2.1', 'asvs-5/12.3.2', 'asvs-5/12.3.4', 'nist-800-53/SC-23', 'nist-800-53/IA-5(2)(b)'],
  misconceptions: ['M30', 'M21'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const onlyIssuer = ({ outcome }: Leg) =>
      outcome.kind === 'session' && outcome.authentication === 'ca' && !outcome.downgradable;
    return sharedLegs(context, 'active', onlyIssuer).map(({ leg, assets, severity, worst }) => {
      const { call, answer } = leg;
      const holder =
        answer.certificate.issuer === 'public-ca'
          ? 'Whoever gets a certificate of a public CA for any name of their own, and is'
          : 'Whoever holds any certificate of the same CA';
      return {
        severity,
        where: { link: worst.id },
        assets,
        message: `${holder} ${placeOf(topology, worst)}${answer.certificate.issuer === 'public-ca' ? ',' : ''} could read ${listAssets(topology, assets)}: on ${hopOf(topology, { from: call.node.id, to: answer.node.id })}, ${call.node.title} checks the issuer and not the name.`,
        fixes: () => {
          const title = `Check the name of ${answer.node.title} as well`;
          const fix: Fix = {
            title,
            edits: [setDial(call.link, { verify: 'full', sni: expectedName(call, answer) })],
          };
          if (can(call.product, 'verify:full', call.node) && keepsWorking(context, fix)) return [fix];
          return secureLeg(context, { leg, assets }, `${title}, and issue a certificate that holds it`, 'full');
        },
      };
    });
  },
} as const satisfies Rule;
