import { encryptListener } from './fixes.ts';
import { sharedLegs } from './legs.ts';
import { type Finding, finding, type Rule } from './rule.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const plaintextOnTheWire = {
  id: 'plaintext-on-the-wire',
  title: 'Readable on the wire',
  rationale:
    'Without TLS, whoever can see packets on this network reads and alters what crosses it: a neighbour on the subnet, a mirrored port, a misrouted path, a compromised host. A firewall around the network does not change that for what is inside.',
  source: 'https://www.rfc-editor.org/rfc/rfc7258',
  check: (context): readonly Finding[] => {
    const { topology } = context;
    return sharedLegs(context, 'plaintext', ({ outcome }) => outcome.kind === 'plaintext').map(
      ({ leg, assets, severity, worst }) => {
        const fellBack = leg.outcome.kind === 'plaintext' && leg.outcome.downgraded;
        const hop = hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id });
        const why = fellBack
          ? `${leg.call.node.title} would encrypt if offered, ${leg.answer.node.title} offers nothing, and it falls back without a word`
          : `plaintext ${leg.call.protocol.title}`;
        return finding(
          {
            rule: 'plaintext-on-the-wire',
            severity,
            where: { link: worst.id },
            assets,
            message: `Anyone ${placeOf(topology, worst)} can read ${listAssets(topology, assets)} between ${hop}: ${why}.`,
          },
          () => encryptListener(context, leg, `Terminate TLS at ${leg.answer.node.title} and verify its certificate`),
        );
      },
    );
  },
} as const satisfies Rule;
