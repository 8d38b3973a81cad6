import { can } from '../model/product.ts';
import { expectedName } from '../simulation/meet.ts';
import { encryptListener, keepsWorking, setDial } from './fixes.ts';
import { sharedLegs } from './legs.ts';
import { type Finding, type Fix, finding, type Rule } from './rule.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const anyCertificateOfTheCa = {
  id: 'any-certificate-of-the-ca',
  title: 'Any certificate of the CA will do',
  rationale:
    'When only the issuer is checked and not the name, everyone with a certificate of the same CA can pose as the server: another service of yours, or another tenant of the same database provider.',
  source: 'https://www.rfc-editor.org/rfc/rfc9525#section-6',
  check: (context): readonly Finding[] => {
    const { topology } = context;
    return sharedLegs(
      context,
      'active',
      ({ outcome }) => outcome.kind === 'session' && outcome.authentication === 'ca' && !outcome.downgradable,
    ).map(({ leg, assets, severity, worst }) => {
      const { call, answer } = leg;
      const fix: Fix = {
        title: `Check the name of ${answer.node.title} as well`,
        edits: [setDial(call.link, { verify: 'full', sni: expectedName(call, answer) })],
      };
      return finding(
        {
          rule: 'any-certificate-of-the-ca',
          severity,
          where: { link: worst.id },
          assets,
          message: `Whoever holds any certificate of the same CA ${placeOf(topology, worst)} could read ${listAssets(topology, assets)}: on ${hopOf(topology, { from: call.node.id, to: answer.node.id })}, ${call.node.title} checks the issuer and not the name.`,
        },
        () => {
          if (!can(call.product, 'verify:full', call.node)) return [];
          if (keepsWorking(context, fix)) return [fix];
          return encryptListener(
            context,
            leg,
            `Check the name of ${answer.node.title}, and issue a certificate that holds it`,
          );
        },
      );
    });
  },
} as const satisfies Rule;
